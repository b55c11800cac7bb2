/**
 * The KV cache: in each layer a table of keys and one of value vectors that get a row at every position, and how much
 * of each row the position at the cursor reads. Backwards the tables show the gradients as they come.
 *
 * The arrow keys walk a table; what is focused is what is hovered.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Figure, Props} from "../figure.js"
 * @import {LayerProps} from "./layer.js"
 * @import {Moment} from "./moment.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { readout, scaleItem } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { headDim } from "../../trace/attention.js";
import { positions } from "../../trace/read.js";
import { sameRef } from "../../trace/refs.js";
import { layerView } from "./layer.js";
import { cacheLayout } from "./layout.js";
import { momentOf } from "./moment.js";
import { reachesOf } from "./scales.js";
import { heldText, savedText, whyText } from "./sentences.js";
import { readoutOf } from "./text.js";
import "./style.css";

/** @type {Figure} */
export const cache = {
  name: "cache",
  title: "KV cache",
  caption: "A row of keys and one of value vectors for each position, and how much of them the newest one reads.",
  settings: {},
  needsTrace: true,

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
        const { trace, look, width } = props;
        const { cursor, t, selection, hovered } = look;
        const { n_layer: count, n_head: heads } = trace.header.config;
        if (trace !== drawn?.trace) layers = Array.from({ length: count }, () => layerView(listeners));
        drawn = props;
        const moment = momentOf(trace, cursor);
        const shape = { layers: count, heads, headDim: headDim(trace), positions: positions(trace), width };
        const layout = cacheLayout(shape);
        const common = { trace, cursor, t, selection, hovered, moment, layout, palette: theme() };
        view.draw(html`<div class=${classes("cache", { "is-dense": layout.rowHeight < 20 })}>
          <div class="cache-words">
            <p class="cache-held">${heldText(trace, cursor)}</p>
            <p>${whyText(trace, moment)}</p>
          </div>
          ${layers.map((template, layer) => template({ ...common, layer }))}
          <div class="cache-words">
            ${legend(trace, moment)}
            <p>${savedText(trace)}</p>
          </div>
          <div class="foot">${readout(...readoutOf(trace, hovered ?? selection, cursor, moment))}</div>
        </div>`);
      },
      destroy: view.remove,
    };
  },
};

/**
 * @param {Trace} trace
 * @param {Moment} moment
 */
function legend(trace, { isBackward }) {
  const { query, keys, values, keyGradients, valueGradients } = reachesOf(trace);
  const item = (/** @type {string} */ word, /** @type {number} */ most) =>
    scaleItem({
      word: isBackward ? `gradients, ${word}` : word,
      kind: isBackward ? "gradient" : "signed",
      low: digits(-most),
      high: digits(most, true),
    });
  return html`<p class="legend">
    ${isBackward ? "" : item("query", query)} ${item("keys", isBackward ? keyGradients : keys)}
    ${item("value vectors", isBackward ? valueGradients : values)}
  </p>`;
}
