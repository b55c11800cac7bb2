/**
 * Where everything on the model map stands, in px: a pure function of the trace, the width and where the eye is.
 *
 * Positions are columns and rows of stages run across them. When the columns do not all fit at a size that can be read,
 * the one in focus stays large and the others share what is left: nothing is ever left out.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Row} from "./rows.js"
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {Box & {stage: number, row: number, column: number, perLine: number, lines: number}} Strip
 *   the cells of a stage: perLine of them in each of its lines; column is -1 for what belongs to no position
 *
 * @typedef {object} Column
 * @property {number} x
 * @property {number} width
 * @property {number} rail  where the residual stream runs
 * @property {number} branch  where a block runs beside it
 * @property {number} left  the strips' edges
 * @property {number} right
 *
 * @typedef {object} PlacedRow
 * @property {Row} row
 * @property {number} labelY  the top of its label
 * @property {number | null} headingY
 * @property {number} y  the top of its strips
 * @property {number} height
 *
 * @typedef {object} Staff  the KV cache of a layer: a line for each position's key, and one for its value
 * @property {number} layer
 * @property {number} keys  where the first line is
 * @property {number} values
 * @property {number} pitch
 * @property {number} bottom
 *
 * @typedef {object} MapLayout
 * @property {number} width
 * @property {number} height
 * @property {boolean} isStacked  labels above the rows instead of beside them
 * @property {boolean} isUneven  whether the columns depend on the focus
 * @property {number} labelWidth
 * @property {number} paramX  where the names of the matrices begin
 * @property {{y: number, height: number}} head
 * @property {{y: number, height: number}} foot  of the targets
 * @property {Column[]} columns
 * @property {PlacedRow[]} rows
 * @property {Staff[]} staffs
 * @property {Strip[]} strips  by stage
 */

import { positions } from "../../trace/read.js";
import { mapRows } from "./rows.js";

const STACKED_BELOW = 640;
const MAX_STRIP = 208;
const READABLE_STRIP = 76; // below it, only the column in focus is this wide or more
const HEADING = 26;
const GAP = 6;
const ONE_LINE = 12;
const WRAPPED_LINE = 7;
const LETTERED_LINE = 14;
const LOSS_ROOM = 30; // for the numbers below the narrow columns, which are written downwards

/** @param {Trace} trace @param {number} width @param {number} [focus] a position, or a place between two @returns {MapLayout} */
export function mapLayout(trace, width, focus = 0) {
  const count = positions(trace);
  const isStacked = width < STACKED_BELOW;
  const labelWidth = isStacked ? 0 : width < 900 ? 188 : 216;
  const paramWidth = isStacked ? 0 : 108;
  const { columns, isUneven, end } = placeColumns(width - labelWidth - paramWidth, labelWidth, count, focus);
  const headSize = trace.header.config.n_embd / trace.header.config.n_head;
  const letters = lettersPerLine(trace, width, labelWidth + paramWidth, count);

  /** @type {PlacedRow[]} */
  const rows = [];
  /** @type {Staff[]} */
  const staffs = [];
  /** @type {Strip[]} */
  const strips = new Array(trace.stages.length);
  const head = { y: 0, height: 36 };
  let foot = { y: 0, height: 0 };
  let y = head.y + head.height;
  for (const [index, row] of mapRows(trace).entries()) {
    const { perLine, lineHeight } = linesOf(row, trace.header.config.n_embd, count, letters);
    const headingY = row.heading === null ? null : y + 4;
    if (row.heading !== null) y += HEADING;
    const labelY = y;
    if (isStacked) y += 19;
    const lines = row.isOverCache ? count : Math.ceil(row.size / perLine);
    const height = lines * lineHeight;
    rows.push({ row, labelY, headingY, y, height });
    for (const stage of row.stages) {
      const { position, head: headIndex, size } = trace.stages[stage];
      const column = position ?? -1;
      const place = position === null ? { left: columns[0].left, right: columns[count - 1].right } : columns[position];
      const box = { x: place.left, y, width: place.right - place.left, height: Math.ceil(size / perLine) * lineHeight };
      if (row.kind === "loss") {
        box.width = Math.min(box.width, 14);
        if (position === null) box.x = (place.left + place.right) / 2 - 24;
      } else if (headIndex !== null) {
        const share = (box.width * headSize) / trace.header.config.n_embd;
        const gap = Math.min(3, share / 8);
        box.x += headIndex * share;
        box.width = share - gap;
      }
      strips[stage] = { ...box, stage, row: index, column, perLine, lines: Math.ceil(size / perLine) };
    }
    y += height + GAP;
    if (row.role === "value" && row.layer !== null) {
      const pitch = count <= 8 ? 2.5 : 1.5;
      const keys = y + 2;
      const values = keys + count * pitch + 3;
      const bottom = values + count * pitch;
      staffs.push({ layer: row.layer, keys, values, pitch, bottom });
      y = bottom + GAP + 2;
    }
    if (row.kind === "loss" && row.base !== "mean_loss" && isUneven) y += LOSS_ROOM;
    if (row.base === "loss") {
      foot = { y: y - 2, height: 26 };
      y += foot.height + 8;
    }
    if (row.isStream) y += 2;
  }
  return {
    width: end + paramWidth,
    height: y + 4,
    isStacked,
    isUneven,
    labelWidth,
    paramX: end + 4,
    head,
    foot,
    columns,
    rows,
    staffs,
    strips,
  };
}

/** @param {number} room @param {number} start @param {number} count @param {number} focus */
function placeColumns(room, start, count, focus) {
  const fan = Math.min(4 + count * 1.6, 20);
  const extra = 14 + fan + 14; // of a wide column, what is not strip
  const even = Math.min(room / count, MAX_STRIP + extra);
  const isUneven = even - extra < READABLE_STRIP && count > 1;
  const large = isUneven
    ? Math.min(MAX_STRIP + extra, Math.max(room * 0.5, room - (count - 1) * (READABLE_STRIP / 2)))
    : even;
  const small = isUneven ? (room - large) / (count - 1) : even;
  /** @type {Column[]} */
  const columns = [];
  let x = start;
  for (let position = 0; position < count; position++) {
    const share = Math.max(0, 1 - Math.abs(position - focus));
    const width = small + (large - small) * share;
    const rail = x + between(width * 0.08, 1, 6);
    const branch = rail + between(width * 0.08, 1, 8);
    const left = branch + between(width * 0.1, 1, fan);
    const right = x + width - between(width * 0.14, 1, 14);
    columns.push({ x, width, rail, branch, left, right });
    x += width;
  }
  return { columns, isUneven, end: x };
}

/** @param {number} value @param {number} low @param {number} high */
function between(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** How many cells with a letter in them fit beside each other. @param {Trace} trace @param {number} width @param {number} taken @param {number} count */
function lettersPerLine(trace, width, taken, count) {
  const { columns } = placeColumns(width - taken, 0, count, 0);
  const fit = Math.max(1, Math.floor((columns[0].right - columns[0].left) / 10));
  const size = trace.header.vocabulary.length;
  return Math.ceil(size / Math.ceil(size / fit));
}

/** @param {Row} row @param {number} nEmbd @param {number} count @param {number} letters */
function linesOf(row, nEmbd, count, letters) {
  if (row.isOverCache) return { perLine: 1, lineHeight: count <= 8 ? 9 : count <= 12 ? 7 : 5.5 };
  if (row.kind === "loss") return { perLine: 1, lineHeight: 14 };
  if (row.base === "logits" || row.base === "probs") return { perLine: letters, lineHeight: LETTERED_LINE };
  return row.size > nEmbd ? { perLine: nEmbd, lineHeight: WRAPPED_LINE } : { perLine: row.size, lineHeight: ONE_LINE };
}

/** Where one element of a strip is. @param {Strip} strip @param {number} element @returns {Box} */
export function cellBox(strip, element) {
  const width = strip.width / strip.perLine;
  const height = strip.height / strip.lines;
  return {
    x: strip.x + (element % strip.perLine) * width,
    y: strip.y + Math.floor(element / strip.perLine) * height,
    width,
    height,
  };
}

/**
 * What is at a place: the strip there, or the nearest in its row and column, and the element of it.
 *
 * @param {Trace} trace @param {MapLayout} layout @param {number} x @param {number} y
 * @returns {{stage: number, element: number} | null}
 */
export function elementAt(trace, layout, x, y) {
  /** @type {Strip | null} */
  let nearest = null;
  let least = 8; // px beside a strip that still count
  for (const strip of layout.strips) {
    if (y < strip.y - GAP / 2 || y > strip.y + strip.height + GAP / 2) continue;
    const distance = Math.max(strip.x - x, x - strip.x - strip.width, 0);
    if (distance < least) [nearest, least] = [strip, distance];
  }
  if (!nearest) return null;
  const column = between(Math.floor(((x - nearest.x) / nearest.width) * nearest.perLine), 0, nearest.perLine - 1);
  const line = between(Math.floor(((y - nearest.y) / nearest.height) * nearest.lines), 0, nearest.lines - 1);
  const last = trace.stages[nearest.stage].size - 1;
  return { stage: nearest.stage, element: Math.min(line * nearest.perLine + column, last) };
}
