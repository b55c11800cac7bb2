/**
 * The numbers of a line that makes a stage: what it makes of the element in focus, and what it was given for that.
 *
 * @import {Operand} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Note} from "./code.js"
 *
 * @typedef {{notes: Note[], result: string}} Noted  result: what it all comes to, behind the line
 */

import { digits, fixed, tokenText } from "../../draw/format.js";
import { headDim } from "../../trace/attention.js";
import { operandsOf, opOf } from "../../trace/graph.js";
import { stageValues } from "../../trace/read.js";
import { paramIndex, refOfNode } from "../../trace/refs.js";
import { callIn } from "./call.js";

const SHOWN = 2; // numbers of a vector

/**
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @param {string | null} unfinished  what stands for the number while it is not all there
 * @param {string} line
 * @returns {Noted}
 */
export function stageNotes(trace, stage, element, unfinished, line) {
  const parts = callIn(line);
  if (!parts) return { notes: [], result: "" };
  const { operands } = trace.stages[stage];
  const given = parts.operands.map((span, at) => ({
    ...span,
    text: operands[at] ? operandText(trace, stage, element, operands[at], at) : "",
  }));
  const text = unfinished === null ? elementText(trace, stage, element) : indexText(trace, stage, element) + unfinished;
  const made = { ...parts.result, text };
  return { notes: [made, ...given].filter(({ text }) => text !== ""), result: "" };
}

/**
 * Those of one operation within the line: under the names that its operands come from, and written out behind.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} node
 * @param {string} line
 * @returns {Noted}
 */
export function nodeNotes(trace, stage, node, line) {
  const parts = callIn(line);
  if (!parts) return { notes: [], result: "" };
  const { operands } = trace.stages[stage];
  /** @type {Note[]} */
  const notes = [];
  for (const { node: operand } of operandsOf(trace, node)) {
    const found = namedOperand(trace, operands, operand);
    if (found && !notes.some(({ start }) => start === parts.operands[found.at].start)) {
      notes.push({ ...parts.operands[found.at], text: found.text });
    }
  }
  const made = refOfNode(trace, node);
  if (made.kind === "stage" && made.stage === stage && made.element !== null) {
    notes.push({ ...parts.result, text: elementText(trace, stage, made.element) });
  }
  return { notes, result: equation(trace, node) };
}

/**
 * Which of what an operation was given a number comes from, with its place there.
 *
 * @param {Trace} trace
 * @param {Operand[]} operands
 * @param {number} node
 */
function namedOperand(trace, operands, node) {
  const ref = refOfNode(trace, node);
  const value = digits(trace.columns.node_data[node]);
  if (ref.kind === "stage") {
    const at = operands.findIndex(({ stages }) => stages?.includes(ref.stage));
    if (at >= 0) return { at, text: `${indexText(trace, ref.stage, ref.element)}${value}` };
  }
  const matrix = ref.kind === "param" ? ref.matrix : -1;
  const at = operands.findIndex(({ rows }) => rows?.[0] === matrix);
  return at < 0 || ref.kind !== "param" ? null : { at, text: `[${ref.row}][${ref.column}] ${value}` };
}

/** @param {Trace} trace @param {number} stage @param {number | null} element */
const indexText = (trace, stage, element) =>
  element === null || trace.stages[stage].size === 1 ? "" : `[${element}] `;

/** @param {Trace} trace @param {number} stage @param {number} element */
const elementText = (trace, stage, element) =>
  `${indexText(trace, stage, element)}${digits(stageValues(trace, stage)[element])}`;

/**
 * Some numbers, of which the first are shown.
 *
 * @param {ArrayLike<number>} numbers
 */
function some(numbers) {
  const first = Array.from({ length: Math.min(numbers.length, SHOWN) }, (_, at) => fixed(numbers[at]));
  return `${first.join(" ")}${numbers.length > SHOWN ? " …" : ""}`;
}

/**
 * What an operation was given for one element of what it makes.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @param {Operand} operand
 * @param {number} at  which of its operands that is
 */
function operandText(trace, stage, element, operand, at) {
  const { operation, head } = trace.stages[stage];
  const d = headDim(trace);
  const start = (head ?? 0) * d;
  const { stages, rows, number } = operand;
  if (number !== undefined) return operation === "cross_entropy" ? tokenNote(trace, number) : String(number);
  if (rows) return rowText(trace, operation === "linear" ? rows[1] + element : rows[1], rows[0]);
  if (!stages) return `${start}:${start + d}`;
  const [first] = stages;
  const ofHead = (/** @type {number} */ each) => some(stageValues(trace, each).subarray(start, start + d));
  switch (operation) {
    case "linear":
      return some(stageValues(trace, first));
    case "attention_logits":
      return at === 0 ? ofHead(first) : `[${element}] ${ofHead(stages[element])}`;
    case "weighted_sum":
      if (at === 0) return some(stageValues(trace, first));
      return some(stages.map((each) => stageValues(trace, each)[start + element]));
    case "concat":
      return `[${Math.floor(element / d)}] ${digits(stageValues(trace, stages[Math.floor(element / d)])[element % d])}`;
    case "mean":
      return some(stages.map((each) => stageValues(trace, each)[0]));
    case "cross_entropy":
      return elementText(trace, first, trace.header.token_ids[(trace.stages[stage].position ?? 0) + 1]);
    default:
      return elementText(trace, first, trace.stages[first].size === 1 ? 0 : element);
  }
}

/** @param {Trace} trace @param {number} id */
const tokenNote = (trace, id) => `${id} “${tokenText(trace.header.vocabulary[id])}”`;

/**
 * @param {Trace} trace
 * @param {number} row
 * @param {number} matrix
 */
function rowText(trace, row, matrix) {
  const { columns } = trace.matrices[matrix];
  const first = paramIndex(trace, { kind: "param", matrix, row, column: 0 });
  return `[${row}] ${some(trace.columns.adam_before.subarray(first, first + columns))}`;
}

/**
 * One operation with its numbers: 0.531 * −0.204 = −0.108
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function equation(trace, node) {
  const { node_data: data } = trace.columns;
  const op = opOf(trace, node);
  const numbers = operandsOf(trace, node).map((each) => digits(data[each.node]));
  const left =
    numbers.length === 2
      ? numbers.join(` ${op} `)
      : op.startsWith("**")
        ? `${numbers[0]} ${op}`
        : `${op}(${numbers[0]})`;
  return `${left} = ${digits(data[node])}`;
}
