/**
 * The words about the tables of a layer: titles with their scales, what each strip is, what stands in rows that are not
 * there yet.
 *
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 * @import {Properties} from "../../draw/style.js"
 */

import { html } from "lit-html";
import { scaleItem } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { placeText, streamWord } from "../../trace/names.js";
import { positions } from "../../trace/read.js";
import { brief } from "./brief.js";
import { rowsThere } from "./moment.js";
import { reachesOf } from "./scales.js";
import { NOT_THERE } from "./sentences.js";

const LETTER = 6.9; // px that a letter of a title takes
const SCALE = 136; // px that a scale takes with its ends

/**
 * Where something stands, in px.
 *
 * @param {Box} box
 */
export const boxStyle = ({ x, y, width, height }) => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/**
 * What a table shows, its name in Python and its scale, as far as there is room.
 *
 * @param {LayerProps} props
 * @param {"keys" | "weights" | "values"} name
 * @param {Properties} at
 */
export function titleOf(props, name, at) {
  const { trace, layer, moment, layout } = props;
  const { width } = layout.layers[layer][name].title;
  if (name === "weights") {
    return html`<p class="cache-title" data-role=${name} ${style(at)}><span>${weightsTitle(props)}</span></p>`;
  }
  const words = name === "keys" ? "keys" : "value vectors";
  const title = moment.isBackward ? `gradients of ${words}` : words;
  const code = `${name}[${layer}]`;
  const reaches = reachesOf(trace);
  const most = moment.isBackward ? reaches[name === "keys" ? "keyGradients" : "valueGradients"] : reaches[name];
  const hasScale = width > title.length * LETTER + SCALE;
  const hasCode = width > (title.length + code.length + 2) * LETTER + (hasScale ? SCALE : 0);
  const kind = moment.isBackward ? "gradient" : "signed";
  const scale = scaleItem({ word: "", kind, low: brief(-most), high: brief(most, true) });
  return html`<p class="cache-title" data-role=${name} ${style(at)}
    ><span>${title}</span>${hasCode ? html`<code>${code}</code>` : ""}${
      hasScale ? html`<span class="cache-scale legend">${scale}</span>` : ""
    }</p>`;
}

/**
 * As much of the title of the weights as there is room for.
 *
 * @param {LayerProps} props
 */
function weightsTitle({ trace, layout, layer, moment }) {
  const place = placeText(trace, moment.position);
  const short = place.replace("position ", "");
  const room = layout.layers[layer].weights.title.width + (layout.isStacked ? 0 : layout.gap / 2);
  const all = layout.hasLogitText ? [`logits and attention weights of ${place}`, `logits, weights of ${short}`] : [];
  const titles = [...all, `attention weights of ${place}`, `attention weights of ${short}`, `weights of ${short}`];
  return titles.find((title) => title.length * LETTER < room) ?? "weights";
}

/**
 * @typedef {{box: Box, text: string, role: string | null, side: "start" | "end" | "middle"}} SideWord
 */

/**
 * What each strip is.
 *
 * @param {LayerProps} props
 * @returns {SideWord[]}
 */
export function sideWords({ trace, layer, moment, layout }) {
  const { query, out, source } = layout.layers[layer];
  const { labelWidth, gap, isStacked } = layout;
  /** @param {Box} box @param {string} text @param {string} role @returns {SideWord} */
  const left = (box, text, role) => ({ box: { ...box, x: 0, width: labelWidth - 12 }, text, role, side: "end" });
  const found = [left(query, "q", "query")];
  if (isStacked) return [...found, left(out, "out", "out")];
  const middle = layout.layers[layer].weights.table;
  const brings = { ...out, x: middle.x - gap / 2, width: middle.width + gap * 1.5 - 10 };
  const name = moment.isBackward ? "gradients of head_outs" : "what the heads bring back";
  const isRoomy = brings.width > name.length * LETTER;
  found.push({ box: brings, text: isRoomy ? name : "head_outs", role: "out", side: "end" });
  if (!source) return found;
  const { norm, keys, values } = source;
  found.push(left(keys, "k", "key"));
  found.push({
    box: { ...values, x: values.x + values.width + 5, width: 14 },
    text: "v",
    role: "value",
    side: "start",
  });
  const place = placeText(trace, moment.position);
  const stream = streamWord(trace);
  const texts = [`the ${stream} x of ${place}`, `${stream}, ${place}`, `x, ${place}`];
  const room = norm.width + 2 * gap;
  const text = texts.find((each) => each.length * 6 < room) ?? "x";
  found.push({
    box: { ...norm, x: norm.x - gap, y: norm.y + norm.height, width: room, height: 15 },
    text,
    role: "norm",
    side: "middle",
  });
  return found;
}

/**
 * Why nothing has to be hidden: in the first of the rows that are not there yet.
 *
 * @param {LayerProps} props
 * @returns {{box: Box, text: string}[]}
 */
export function emptyRows({ trace, cursor, layer, moment, layout }) {
  const there = rowsThere(trace, cursor, layer, "keys");
  const missing = positions(trace) - there;
  if (moment.isBackward || missing === 0 || there === 0) return [];
  const { table } = layout.layers[layer].keys;
  const text = NOT_THERE;
  if (layout.rowHeight < 14 || table.width < text.length * 5.6) return [];
  const box = { ...table, y: table.y + there * layout.rowHeight, height: layout.rowHeight };
  return [{ box, text }];
}
