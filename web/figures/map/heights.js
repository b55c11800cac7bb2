/**
 * How high everything on the model map is, in px: so high that the whole of it fills the room there is, if it can be
 * read at that size; else as high as it has to be, and the map scrolls.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Row} from "./rows.js"
 *
 * @typedef {object} RowHeight
 * @property {number} y
 * @property {number} height
 * @property {number} perLine  how many cells stand in a line
 * @property {number} lineHeight
 *
 * @typedef {object} Heights
 * @property {number} unit  the height of a row that is one line
 * @property {number} height  of it all
 * @property {{y: number, height: number}} head
 * @property {{y: number, height: number}} foot  of the targets
 * @property {RowHeight[]} rows
 * @property {{y: number, height: number}[]} groups  from heading to heading
 * @property {{keys: number, values: number, pitch: number, bottom: number}[]} staffs  by layer
 */

import { positions } from "../../trace/read.js";
import { within } from "./columns.js";
import { mapRows } from "./rows.js";

const LEAST = 8.6;
const LOW = 450; // px of a room in which rows may be lower still, as they may beside a group that is large
const LEAST_IN_LOW = 7.4;
const MOST = 22;
const EASY = 10.5;
const LARGER = [2, 1.5, 1.25]; // how much higher the rows are of a group that is large: the first that fits
const LOSS_LINE = 11; // below the narrow columns, whose numbers have no room beside

/**
 * @typedef {object} Shape
 * @property {boolean} isCompact
 * @property {number} letters  that stand in a line
 * @property {boolean} hasLossLine
 * @property {string} large  the group whose rows are larger than the others
 */

/**
 * @param {Trace} trace
 * @param {number} height  the room
 * @param {Shape} shape
 */
export function heightsIn(trace, height, shape) {
  let [low, high] = [height < LOW || shape.large ? LEAST_IN_LOW : LEAST, MOST];
  const larger = (shape.large && LARGER.find((each) => heightsAt(trace, low, shape, each).height <= height)) || 1;
  const fitting = heightsAt(trace, high, shape, larger);
  if (fitting.height <= height) return fitting;
  for (let i = 0; i < 9; i++) {
    const unit = (low + high) / 2;
    if (heightsAt(trace, unit, shape, larger).height <= height) low = unit;
    else high = unit;
  }
  return heightsAt(trace, low, shape, larger);
}

/**
 * How high it is at a size that is read with ease.
 *
 * @param {Trace} trace
 * @param {Shape} shape
 */
export const easyHeight = (trace, shape) =>
  heightsAt(trace, EASY, shape, shape.large ? LARGER[LARGER.length - 1] : 1).height;

/**
 * @param {Trace} trace
 * @param {number} unit
 * @param {Shape} shape
 * @param {number} larger  how much higher the rows of the large group are
 * @returns {Heights}
 */
function heightsAt(trace, unit, { isCompact, letters, hasLossLine, large }, larger) {
  const count = positions(trace);
  const gap = within(unit * 0.38, 3.2, 8);
  const head = { y: 0, height: isCompact ? 22 : 40 };
  let foot = { y: 0, height: 0 };
  /** @type {RowHeight[]} */
  const rows = [];
  /** @type {Heights["groups"]} */
  const groups = [];
  /** @type {Heights["staffs"]} */
  const staffs = [];
  let y = head.height;
  for (const row of mapRows(trace)) {
    const { base, group: kindOfGroup, role, isOverCache, isStream } = row.kind;
    if (row.heading !== null) {
      const space = unit * 0.3 + 2;
      groups.push({ y, height: 0 });
      y += space;
    }
    const tall = kindOfGroup === large ? Math.min(unit * larger, MOST) : unit;
    const lines = linesOf(trace, row, tall, count, letters);
    const height = (isOverCache ? count : Math.ceil(row.size / lines.perLine)) * lines.lineHeight;
    rows.push({ y, height, ...lines });
    y += height + gap;
    if (role === "value") {
      const staff = staffAt(y, within(unit * 0.17, 1, 2.5) * (count > 8 ? 0.6 : 1), count);
      staffs.push(staff);
      y = staff.bottom + gap;
    }
    if (base === "loss") {
      if (hasLossLine) y += LOSS_LINE - gap / 2;
      foot = { y: y - 2, height: isCompact ? 15 : 24 };
      y += foot.height + (isCompact ? 2 : 4);
    }
    if (isStream) y += unit * 0.12;
    const group = groups[groups.length - 1];
    group.height = y - group.y;
  }
  return { unit, height: y + 2, head, foot, rows, groups, staffs };
}

/**
 * @param {number} keys
 * @param {number} pitch
 * @param {number} count
 */
function staffAt(keys, pitch, count) {
  const values = keys + count * pitch + 2;
  return { keys, values, pitch, bottom: values + count * pitch };
}

/**
 * @param {Trace} trace
 * @param {Row} row
 * @param {number} unit
 * @param {number} count
 * @param {number} letters
 */
function linesOf(trace, { kind, numbers, size }, unit, count, letters) {
  const { n_embd: width } = trace.header.config;
  if (kind.isOverCache)
    return { perLine: 1, lineHeight: within((unit * 4.4) / count, 2.5, unit * (unit < 10 ? 0.55 : 0.72)) };
  if (numbers === "loss") return { perLine: 1, lineHeight: Math.max(unit, 11) };
  if (kind.isOverVocabulary) return { perLine: letters, lineHeight: within(unit * 1.1, 9, 15) };
  return size > width ? { perLine: width, lineHeight: unit * 0.5 } : { perLine: size, lineHeight: unit };
}
