/**
 * One layer of the KV cache: keys, the attention weights of the position that reads, value vectors; the query above the
 * keys, the heads' outputs below the value vectors.
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
import { style } from "../../draw/style.js";
import { boxStyle, completeBoxes, headNames, refBoxes, rowLabels, weightsTitle } from "./beside.js";
import { litBoxes } from "./lit.js";
import { tableView } from "./table.js";
import { tablesOf } from "./tables.js";
import { weightBars } from "./weights.js";

/** @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function layerView(listeners) {
  const tables = {
    query: tableView(listeners),
    out: tableView(listeners),
    keys: tableView(listeners),
    weights: tableView(listeners),
    values: tableView(listeners),
  };

  /** @param {LayerProps} props */
  return function layerTemplate(props) {
    const { trace, layer, moment, layout } = props;
    const { n_layer: layers, n_head: heads } = trace.header.config;
    const placed = layout.layers[layer];
    const shown = tablesOf(props);
    for (const [name, { draw }] of Object.entries(tables)) draw(shown[/** @type {TableName} */ (name)]);

    /** @param {Box} box */
    const at = (box) => boxStyle({ ...box, y: box.y - placed.y });
    /**
     * @param {"query" | "out" | "keys" | "values"} name
     * @param {Box} box
     */
    const ruled = (name, box) => {
      const spaces = { "--row": `${box.height / shown[name].rows}px`, "--group": `${box.width / heads}px` };
      const kind = name === "query" || name === "out" ? "cache-strip" : "cache-table";
      return html`<div class=${kind} data-role=${name} ${style({ ...at(box), ...spaces })}
        >${tables[name].node}<div class="cache-rules" aria-hidden="true"></div
      ></div>`;
    };
    /**
     * @param {"keys" | "weights" | "values"} name
     * @param {string} title
     */
    const block = (name, title) => {
      const { title: titleBox, heads: headsBox, table } = placed[name];
      return html`<p class="cache-title" data-role=${name} ${style(at(titleBox))}
          ><span>${title}</span>${name === "weights" ? "" : html`<code>${name}[${layer}]</code>`}</p
        >
        <div class="cache-heads" aria-hidden="true" ${style(at(headsBox))}
          >${headNames(heads, headsBox.width / heads)}</div
        >
        ${
          name === "weights"
            ? html`<div class="cache-weights" ${style(at(table))}>${tables.weights.node}${weightBars(props)}</div>`
            : ruled(name, table)
        }`;
    };
    const outWords = moment.isBackward ? "gradients of head_outs" : "head_outs";
    const outRoom = layout.isStacked ? { x: 0, width: placed.out.x - 4 } : { x: placed.out.x - 180, width: 172 };
    const marks = [...litBoxes(props), ...refBoxes(props), ...completeBoxes(props)];
    return html`<section
      class="cache-layer"
      aria-label="Layer ${layer}"
      ${style({ height: `${placed.height}px` })}
    >
      ${layers > 1 ? html`<p class="heading">layer ${layer}</p>` : ""}
      ${rowLabels(props)}
      ${ruled("query", placed.query)}
      <p class="cache-side" data-role="query" ${style(at({ ...placed.query, x: 0, width: placed.query.x - 12 }))}
        ><code>q</code></p
      >
      ${ruled("out", placed.out)}
      <p class="cache-side" ${style(at({ ...placed.out, ...outRoom }))}
        ><code>${layout.isStacked ? "out" : outWords}</code></p
      >
      ${block("keys", moment.isBackward ? "gradients of" : "keys")}
      ${block("weights", weightsTitle(props))}
      ${block("values", moment.isBackward ? "gradients of" : "value vectors")}
      ${marks.map(({ name, ...box }) => html`<div class="mark ${name}" aria-hidden="true" ${style(at(box))}></div>`)}
    </section>`;
  };
}
