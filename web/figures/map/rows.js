/**
 * The rows of the model map: which stages stand beside each other.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, StageRef} from "../../trace/refs.js"
 * @import {StageKind} from "../../trace/stages.js"
 *
 * @typedef {object} Row
 * @property {StageKind} kind
 * @property {StageKind["numbers"]} numbers
 * @property {string} expression  in Python
 * @property {string | null} heading  above the first row of a group
 * @property {number | null} layer
 * @property {boolean} isByHead
 * @property {number} size  of its largest stage
 * @property {StageRef[]} strips  from left to right
 * @property {ParamRef | null} param  the parameters that it reads, which stand beside it
 */

import { groupText } from "../../trace/names.js";
import { oncePer } from "../../trace/once.js";
import { stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";

/**
 * The rows of a trace, in the order in which gpt() makes them; heads share one.
 *
 * @type {(trace: Trace) => Row[]}
 */
export const mapRows = oncePer((trace) => {
  /** @type {Map<string, number[]>} */
  const byName = new Map();
  trace.stages.forEach(({ name }, stage) => {
    const key = name.replace(/head\d+\./, "");
    byName.set(key, [...(byName.get(key) ?? []), stage]);
  });
  const rows = [...byName.values()].map((stages) => rowOf(trace, stages));
  return rows.map((row, index) => (row.heading === rows[index - 1]?.heading ? { ...row, heading: null } : row));
});

/**
 * @param {Trace} trace
 * @param {number[]} stages
 * @returns {Row}
 */
function rowOf(trace, stages) {
  const { name, layer, head, reads_rows: rows } = trace.stages[stages[0]];
  const kind = kindOf(name);
  return {
    kind,
    numbers: kind.numbers === "share" && trace.areChanges ? "signed" : kind.numbers,
    expression: commonExpression(trace, stages).replace(/^change of /, ""), // the legend says it for all
    heading: groupText(trace, stages[0]),
    layer,
    isByHead: head !== null,
    size: Math.max(...stages.map((stage) => trace.stages[stage].size)),
    strips: stages.map((stage) => stageRef(stage)),
    param: rows.length ? { kind: "param", matrix: rows[0][0], row: rows[0][1], column: 0 } : null,
  };
}

/**
 * What stages are called together: an index in which they differ becomes a name.
 *
 * @param {Trace} trace
 * @param {number[]} stages
 */
function commonExpression(trace, stages) {
  const { expression, name, head } = trace.stages[stages[0]];
  if (stages.every((stage) => trace.stages[stage].expression === expression)) return expression;
  const index = name === "tok_emb" ? "token_id" : head === null ? "pos_id" : "h";
  return expression.replace(/\[\d+\]$/, `[${index}]`);
}

/**
 * By stage: the row that it is in.
 *
 * @type {(trace: Trace) => Int16Array}
 */
export const rowsOfStages = oncePer((trace) => {
  const rows = new Int16Array(trace.stages.length);
  for (const [index, { strips }] of mapRows(trace).entries()) for (const { stage } of strips) rows[stage] = index;
  return rows;
});
