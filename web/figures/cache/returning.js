/**
 * What is on its way back over the tables: the parts that a position sends to the rows it has read, and the gradient of
 * a row that has all its parts.
 *
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 * @import {Sprite} from "./overlay.js"
 */

import { eased } from "../../draw/acts.js";
import { headDim, layerStages } from "../../trace/attention.js";
import { gradientPass, stageGrads } from "../../trace/read.js";
import { arrived } from "./colours.js";
import { groupBox } from "./layout.js";
import { sentAt } from "./moment.js";
import { along, mix, routeTo } from "./routes.js";
import { reachesOf } from "./scales.js";

/**
 * The gradient of a query or a row, complete, goes back to the stream that it was made of.
 *
 * @param {LayerProps} props
 * @param {"query" | "keys" | "values"} what
 * @returns {Sprite[]}
 */
export function goingBack(props, what) {
  const { trace, cursor, layer, moment, t, layout, palette } = props;
  const { source } = layout.layers[layer];
  const stage = layerStages(trace, layer)[what][moment.position];
  const pass = gradientPass(trace, stage, cursor);
  if (!source || pass < 0) return [];
  const reach = reachesOf(trace)[GRADIENTS[what]];
  const colours = Array.from(stageGrads(trace, stage, pass), (grad) => palette.scales.gradient.pixel(grad, reach));
  const share = eased(t / 0.9);
  if (what === "query") return [{ box: along(routeTo(props, what), 1 - share), colours, alpha: 0.9 }];
  const row = groupBox(layout.layers[layer][what].table, 1, 0, layout.rowHeight, moment.position, 1);
  const box = share < 0.5 ? mix(row, source[what], share * 2) : along(routeTo(props, what), 1 - (share - 0.5) * 2);
  return [{ box, colours, alpha: 0.9 }];
}

const GRADIENTS = /** @type {const} */ ({ query: "queryGradients", keys: "keyGradients", values: "valueGradients" });

/**
 * What a position sends to each row that it has read, the latest row first.
 *
 * @param {LayerProps} props
 * @param {number} head
 * @param {"keys" | "values"} what
 * @returns {Sprite[]}
 */
export function parts({ trace, cursor, layer, moment, t, layout, palette }, head, what) {
  const { position } = moment;
  const { n_head: heads } = trace.header.config;
  const d = headDim(trace);
  const reach = reachesOf(trace)[GRADIENTS[what]];
  const {
    out,
    weights,
    [what]: { table },
  } = layout.layers[layer];
  const all = Array.from({ length: position + 1 }, (_, s) =>
    Array.from({ length: d }, (_, j) => sentAt(trace, cursor, layer, what, position, s, head * d + j)),
  );
  const most = Math.max(...all.map(sizeOf), 1e-300);
  return all.map((sent, s) => {
    const share = arrived(moment, t, s);
    const row = groupBox(table, heads, head, layout.rowHeight, s, 1);
    const from =
      what === "values"
        ? groupBox(out, heads, head, out.height, 0, 1)
        : groupBox(weights.table, heads, head, layout.rowHeight, s, 1);
    const to = { ...row, y: row.y + row.height * 0.55, height: Math.max(row.height * 0.3, 4) };
    return {
      box: sized(mix(from, to, eased(share)), 6 + 26 * (sizeOf(sent) / most)),
      colours: sent.map((each) => (each === null ? null : palette.scales.gradient.pixel(each, reach))),
      alpha: share > 0 && share < 1 && sent[0] !== null ? 1 : 0,
      outline: palette.colours.gradient,
    };
  });
}

/**
 * The greatest of some numbers, without its sign.
 *
 * @param {(number | null)[]} numbers
 */
const sizeOf = (numbers) => Math.max(...numbers.map((each) => Math.abs(each ?? 0)));

/**
 * The same about its middle, so high.
 *
 * @param {Box} box
 * @param {number} height
 */
const sized = (box, height) => ({ ...box, y: box.y + (box.height - height) / 2, height });
