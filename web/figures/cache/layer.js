/**
 * One layer of the KV cache: keys, the attention weights of the position that reads, value vectors; the query above the
 * keys, the heads' outputs above the value vectors, and beneath them what a new row is made of. What moves lies over
 * it.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Box, CacheLayout} from "./layout.js"
 * @import {Moment} from "./moment.js"
 * @import {TableName} from "./tables.js"
 *
 * @typedef {object} LayerProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} layer
 * @property {Moment} moment
 * @property {CacheLayout} layout
 * @property {Palette} palette
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { completeBoxes, headNames, refBoxes, rowLabels } from "./beside.js";
import { litBoxes } from "./lit.js";
import { spritesOf } from "./motion.js";
import { overlayView } from "./overlay.js";
import { wiresOf } from "./routes.js";
import { tableView } from "./table.js";
import { tablesOf } from "./tables.js";
import { weightBars } from "./weights.js";
import { boxStyle, emptyRows, sideWords, titleOf } from "./words.js";

/** @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function layerView(listeners) {
  const tables = {
    query: tableView(listeners),
    out: tableView(listeners),
    keys: tableView(listeners),
    weights: tableView(listeners),
    values: tableView(listeners),
    norm: tableView(listeners),
  };
  const overlay = overlayView();

  /** @param {LayerProps} props */
  return function layerTemplate(props) {
    const { trace, layer, layout } = props;
    const { n_layer: layers, n_head: heads } = trace.header.config;
    const placed = layout.layers[layer];
    const shown = tablesOf(props);
    for (const [name, { draw }] of Object.entries(tables)) {
      const table = shown[/** @type {TableName} */ (name)];
      if (table) draw(table);
    }
    overlay.draw({ width: layout.width, height: placed.height, top: placed.y }, wiresOf(props), spritesOf(props));

    /** @param {Box} box */
    const at = (box) => boxStyle({ ...box, y: box.y - placed.y });
    /**
     * @param {Exclude<TableName, "weights">} name
     * @param {Box} box
     */
    const ruled = (name, box) => {
      const rows = shown[name]?.rows ?? 1;
      const spaces = { "--row": `${box.height / rows}px`, "--group": `${box.width / heads}px` };
      const kind = name === "keys" || name === "values" ? "cache-table" : "cache-strip";
      return html`<div class=${kind} data-role=${name} ${style({ ...at(box), ...spaces })}
        >${tables[name].node}<div class="cache-rules" aria-hidden="true"></div
      ></div>`;
    };
    /** @param {"keys" | "weights" | "values"} name */
    const block = (name) => {
      const { title, heads: named, table } = placed[name];
      return html`${titleOf(props, name, at(title))}
        ${
          named
            ? html`<div class="cache-heads" aria-hidden="true" ${style(at(named))}
                >${headNames(heads, named.width / heads)}</div
              >`
            : ""
        }
        ${
          name === "weights"
            ? html`<div class="cache-weights" ${style(at(table))}>${tables.weights.node}${weightBars(props)}</div>`
            : ruled(name, table)
        }`;
    };
    const { source } = placed;
    const slot = (/** @type {Box} */ box) => html`<div class="cache-slot" aria-hidden="true" ${style(at(box))}></div>`;
    const marks = [...litBoxes(props), ...refBoxes(props), ...completeBoxes(props)];
    return html`<section
      class=${classes("cache-layer", { "is-stacked": layout.isStacked })}
      aria-label="Layer ${layer}"
      ${style({ height: `${placed.height}px` })}
    >
      ${layers > 1 ? html`<p class="heading">layer ${layer}</p>` : ""}
      ${rowLabels(props)} ${ruled("query", placed.query)} ${block("keys")} ${block("weights")}
      ${ruled("out", placed.out)} ${block("values")}
      ${source ? html`${ruled("norm", source.norm)} ${slot(source.keys)} ${slot(source.values)}` : ""}
      ${sideWords(props).map(({ box, text, role, side }) => {
        const name = classes("cache-side", { [`is-${side}`]: true });
        return html`<p class=${name} data-role=${role} ${style(at(box))}>${text}</p>`;
      })}
      ${emptyRows(props).map(({ box, text }) => html`<p class="cache-empty" ${style(at(box))}>${text}</p>`)}
      ${marks.map(({ name, ...box }) => html`<div class="mark ${name}" aria-hidden="true" ${style(at(box))}></div>`)}
      ${overlay.node}
    </section>`;
  };
}
