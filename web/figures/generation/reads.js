/**
 * What the model reads when it chooses a letter: the attention of that step, beside the cache that it reads from.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {InventedName as Name} from "../../wire/protocol.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { brief, tokenText } from "../../draw/format.js";
import { scaleItem } from "../../draw/parts.js";
import { attentionView } from "./attention.js";
import { cacheView } from "./cache.js";
import { cellsLayout } from "./layout.js";
import { attentionText } from "./text.js";

/**
 * @param {Name} name
 * @param {number} at
 * @param {{width: number, layer: number, filled: number, palette: Palette}} shown  filled: how much of what is new
 */
export function readsView(name, at, { width, layer, filled, palette }) {
  const rows = name.letters.map(({ keys, values }) => ({ key: keys[layer], value: values[layer] }));
  const heads = name.letters[at].attention[layer];
  const numbers = 2 * rows[0].key.length;
  const layout = cellsLayout({ positions: rows.length, heads: heads.length, numbers }, width);
  const max = Math.max(...rows.flatMap(({ key, value }) => [...key, ...value]).map(Math.abs));
  // BOS, then every letter but the last, which nothing reads
  const read = ["BOS", ...name.letters.slice(0, -1).map(({ token }) => tokenText(name.tokens[token]))];
  const shown = { read, at, filled, palette };
  const label = attentionText(name, at, layer);
  return html`<div class=${classes("generation-reads", { "is-stacked": layout.isStacked })}>
    <div>
      <p class="note">What each head reads, in shares of 1</p>
      ${attentionView(heads, { ...shown, layout: layout.attention, label })}
    </div>
    <div>
      <p class="note row generation-cache-head"
        ><span>KV cache: ${at + 1} of ${rows.length} rows</span
        ><span class="legend">${scaleItem({ word: "", kind: "signed", low: brief(-max), high: brief(max) })}</span></p
      >
      ${cacheView(rows, { ...shown, layout: layout.cache, layer, max })}
    </div>
  </div>`;
}
