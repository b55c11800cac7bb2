/**
 * The rows of the computation graph: the stages of a name, and the track that lines take which go past the next row.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Block} from "./layout.js"
 *
 * @typedef {object} Row
 * @property {string} label  what the stages in it are called, in words
 * @property {string} short  the same where the part of the model stands above it
 * @property {string} group  the part of the model: Embedding, or Attention, layer 0
 * @property {boolean} startsGroup
 * @property {boolean} hasHeads
 * @property {number} y
 * @property {number} height
 * @property {number} track  of the gutter, for lines that go past the next row
 * @property {Block[]} blocks  from left to right
 */

import { pairs } from "d3-array";
import { groupText } from "../../trace/names.js";
import { kindOf } from "../../trace/stages.js";

/**
 * One row for each name, in the order of the first position; heads of a layer share one.
 *
 * @param {Trace} trace
 * @returns {Row[]}
 */
export function rowsOf(trace) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  trace.stages.forEach((stage, index) => {
    const key = stage.name.replace(/head\d+\./, "");
    let row = rows.get(key);
    if (!row) {
      const { label, short } = kindOf(stage.name);
      row = {
        label: stage.layer === null || trace.header.config.n_layer === 1 ? label : `${label}, layer ${stage.layer}`,
        short,
        group: groupText(trace, index),
        startsGroup: false,
        hasHeads: stage.head !== null,
        y: 0,
        height: 0,
        track: 0,
        blocks: [],
      };
      rows.set(key, row);
    }
    row.blocks.push(/** @type {Block} */ ({ stage: index, y: 0 }));
  });
  const ordered = [...rows.values()].sort((a, b) => Number(isOverall(trace, a)) - Number(isOverall(trace, b)));
  for (const [before, row] of pairs(ordered)) row.startsGroup = row.group !== before.group;
  return ordered;
}

/**
 * @param {Trace} trace
 * @param {Row} row
 */
function isOverall(trace, row) {
  return trace.stages[row.blocks[0].stage].position === null;
}

/**
 * Give rows whose lines go past the next row a track each in the gutter, the same where they do not meet.
 *
 * @param {Trace} trace
 * @param {Row[]} rows
 */
export function giveTracks(trace, rows) {
  const rowOf = new Map(rows.flatMap((row, r) => row.blocks.map(({ stage }) => [stage, r])));
  const last = rows.map((_, r) => r);
  trace.stages.forEach(({ reads }, stage) => {
    for (const read of reads) {
      const from = rowOf.get(read) ?? 0;
      last[from] = Math.max(last[from], rowOf.get(stage) ?? 0);
    }
  });
  // the shortest lines first: the longest run outermost, the residual stream among them
  const order = rows.map((_, r) => r).sort((a, b) => last[a] - a - (last[b] - b) || a - b);
  /** @type {[from: number, to: number][][]} */
  const taken = [];
  for (const r of order) {
    if (last[r] <= r + 1) continue;
    let track = taken.findIndex((spans) => spans.every(([from, to]) => to < r || from > last[r]));
    if (track < 0) track = taken.push([]) - 1;
    taken[track].push([r, last[r]]);
    rows[r].track = track;
  }
}
