/**
 * The KV cache: in each layer a table of keys and one of value vectors that get a row at every position, and how much
 * of each row the position at the cursor reads. Backwards the tables show the gradients as they come, part by part.
 *
 * The arrow keys walk a table; what is focused is what is hovered.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Figure, Props} from "../figure.js"
 * @import {LayerProps} from "./layer.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { headDim, layerAt } from "../../trace/attention.js";
import { positions } from "../../trace/read.js";
import { sameRef } from "../../trace/refs.js";
import { layerView } from "./layer.js";
import { cacheLayout, heightIn, marginIn } from "./layout.js";
import { momentOf } from "./moment.js";
import { panelView } from "./panel.js";
import { actionText, heldText, partsText } from "./sentences.js";
import { sumOf } from "./sum.js";
import { readoutOf } from "./text.js";
import "./style.css";

/** @type {Figure} */
export const cache = {
  name: "cache",
  title: "KV cache",
  caption: "A row of keys and one of value vectors for each position, and how much of them the newest one reads.",
  settings: {},
  needsTrace: true,
  lacks: ({ trace }) => (trace.header.config.attention ? "" : "This model has no attention, and so no KV cache."),
  height: ({ width }) => heightIn(width, 0),

  mount(root, { dispatch, theme }) {
    const view = templateIn(root);
    /** @type {Props | null} */
    let drawn = null;
    /** @type {((props: LayerProps) => import("lit-html").TemplateResult)[]} */
    let layers = [];

    const listeners = {
      onHover(/** @type {Ref | null} */ ref) {
        if (drawn && !sameRef(ref, drawn.look.hovered)) dispatch({ type: "hovered", ref });
      },
      onSelect: (/** @type {Ref} */ ref) => dispatch({ type: "selected", ref }),
    };

    return {
      update(props) {
        const { trace, look } = props;
        const width = Math.max(0, props.width - 2 * marginIn(props.width)); // nothing, before it has a place
        const { cursor, t, selection, hovered } = look;
        const { n_layer: count, n_head: heads } = trace.header.config;
        if (trace !== drawn?.trace) layers = Array.from({ length: count }, () => layerView(listeners));
        const before = drawn;
        drawn = props;
        const moment = momentOf(trace, cursor);
        const height = heightIn(props.width, props.height);
        const shape = { layers: count, heads, headDim: headDim(trace), positions: positions(trace), width, height };
        const layout = cacheLayout(shape);
        const common = { trace, cursor, t, selection, hovered, moment, layout, palette: theme() };
        const sum = sumOf(trace, look, moment);
        const said = readoutOf(trace, hovered ?? sum?.ref ?? selection, cursor, moment);
        const room = { width, height: layout.panel, isStacked: layout.isStacked, isLow: layout.isLow };
        view.draw(html`<div
          class=${classes("cache", { "is-dense": layout.rowHeight < 20, "is-low": layout.isLow })}
          ${style({
            height: `${height}px`,
            margin: `0 ${marginIn(props.width)}px`,
            "--words": `${layout.words}px`,
            "--panel": `${layout.panel}px`,
          })}
        >
          <div class="cache-words">
            <p class="cache-action">${actionText(trace, cursor, moment)}</p>
            <p class="cache-held"
              >${moment.isBackward ? partsText(trace, moment, layout.hasLanes) : heldText(trace, cursor)}</p
            >
          </div>
          <div class="cache-layers">${layers.map((template, layer) => template({ ...common, layer }))}</div>
          ${panelView(trace, sum, said, room)}
        </div>`);
        const chosen = sameRef(selection, before?.look.selection ?? null) ? null : layerOf(trace, selection);
        const isElsewhere = trace !== before?.trace || cursor !== before.look.cursor;
        const layer = chosen ?? (isElsewhere ? layerAt(trace, cursor) : null);
        if (layer !== null) keepInView(root, layout.layers[layer]);
      },
      destroy: view.remove,
    };
  },
};

/**
 * The layer of what is selected.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 */
const layerOf = (trace, ref) => (ref?.kind === "stage" ? trace.stages[ref.stage].layer : null);

/**
 * Scroll to a layer where there are more of them than fit.
 *
 * @param {HTMLElement} root
 * @param {{y: number, height: number}} layer
 */
function keepInView(root, { y, height }) {
  const scroller = /** @type {HTMLElement} */ (root.querySelector(".cache-layers"));
  const { scrollTop: top, clientHeight: room, scrollHeight: all } = scroller;
  if (all > room && (y < top || y + height > top + room)) scroller.scrollTop = y;
}
