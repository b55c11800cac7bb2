/**
 * The rows of the computation graph: which stages stand beside each other, and where the lines go that pass rows by.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} Row
 * @property {string} name  of its stages, without their layer and head
 * @property {string} group  the part of the model that they belong to
 * @property {boolean} startsGroup
 * @property {boolean} hasHeads
 * @property {number[]} stages  from left to right
 * @property {number} track  of the gutter, for lines that go past the next row
 */

import { groupText } from "../../trace/names.js";
import { kindOf } from "../../trace/stages.js";

/**
 * One row for each name, in the order of the first position; heads of a layer share one, and what belongs to no position
 * comes last.
 *
 * @param {Trace} trace
 * @returns {Row[]}
 */
export function graphRows(trace) {
  /** @type {Map<string, number[]>} */
  const byName = new Map();
  trace.stages.forEach(({ name }, stage) => {
    const key = name.replace(/head\d+\./, "");
    byName.set(key, [...(byName.get(key) ?? []), stage]);
  });
  const rows = [...byName.values()];
  const isOverall = (/** @type {number[]} */ [stage]) => trace.stages[stage].position === null;
  const ordered = [...rows.filter((row) => !isOverall(row)), ...rows.filter(isOverall)];
  const tracks = tracksOf(trace, ordered);
  const groups = ordered.map(([stage]) => groupText(trace, stage));
  return ordered.map((stages, index) => ({
    name: kindOf(trace.stages[stages[0]].name).base,
    group: groups[index],
    startsGroup: index > 0 && groups[index] !== groups[index - 1],
    hasHeads: trace.stages[stages[0]].head !== null,
    stages,
    track: tracks[index],
  }));
}

/**
 * For rows whose lines go past the next row a track each in the gutter, the same where they do not meet; 0 for others.
 *
 * @param {Trace} trace
 * @param {number[][]} rows  their stages
 */
function tracksOf(trace, rows) {
  const rowOf = new Map(rows.flatMap((stages, row) => stages.map((stage) => [stage, row])));
  const last = rows.map((_, row) => row); // that a line from it goes to
  trace.stages.forEach(({ reads }, stage) => {
    for (const read of reads) {
      const from = rowOf.get(read) ?? 0;
      last[from] = Math.max(last[from], rowOf.get(stage) ?? 0);
    }
  });
  // the shortest lines first: the longest run outermost, the residual stream among them
  const order = rows.map((_, row) => row).sort((a, b) => last[a] - a - (last[b] - b) || a - b);
  /** @type {[from: number, to: number][][]} */
  const taken = [];
  const tracks = rows.map(() => 0);
  for (const row of order) {
    if (last[row] <= row + 1) continue;
    let track = taken.findIndex((spans) => spans.every(([from, to]) => to < row || from > last[row]));
    if (track < 0) track = taken.push([]) - 1;
    taken[track].push([row, last[row]]);
    tracks[row] = track;
  }
  return tracks;
}
