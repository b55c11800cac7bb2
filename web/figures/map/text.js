/**
 * What the model map says: the readout, and the name of each strip and cell for those who do not see it.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Lit} from "./frame.js"
 */

import { digits, tokenText } from "../../draw/format.js";
import {
  expressionOf,
  gradientPass,
  isComputed,
  paramNumbers,
  stageGrads,
  stageValues,
  tokenAt,
} from "../../trace/read.js";
import { mapRows, rowIndex } from "./rows.js";

/** position 2 "l" @param {Trace} trace @param {number | null} position */
function placeText(trace, position) {
  return position === null ? "" : `, position ${position} \u201c${tokenText(tokenAt(trace, position))}\u201d`;
}

/** query, head 1, layer 0, position 2 "l" @param {Trace} trace @param {number} stage */
export function stageText(trace, stage) {
  const { position, layer, head } = trace.stages[stage];
  const { label } = mapRows(trace)[rowIndex(trace, stage)];
  const where = (head === null ? "" : `, head ${head}`) + (layer === null ? "" : `, layer ${layer}`);
  return label + where + placeText(trace, position);
}

/** The name of a strip: what it is, and from where to where its numbers reach. @param {Trace} trace @param {number} stage @param {number} cursor */
export function stripName(trace, stage, cursor) {
  const name = `${expressionOf(trace, { kind: "stage", stage, element: null })}: ${stageText(trace, stage)}`;
  if (!isComputed(trace, stage, cursor)) return `${name}: not computed yet`;
  const pass = gradientPass(trace, stage, cursor);
  const gradient = pass < 0 ? "" : `; gradient ${span(stageGrads(trace, stage, pass))}`;
  return `${name}: ${span(stageValues(trace, stage))}${gradient}`;
}

/** @param {Float64Array} numbers */
function span(numbers) {
  if (numbers.length === 1) return digits(numbers[0]);
  return `${numbers.length} numbers from ${digits(Math.min(...numbers))} to ${digits(Math.max(...numbers))}`;
}

/** keys[0][2][5] = -0.031, gradient +0.004 @param {Trace} trace @param {Ref} ref @param {number} cursor */
export function refText(trace, ref, cursor) {
  const name = expressionOf(trace, ref);
  if (ref.kind === "param") {
    const { value, grad } = paramNumbers(trace, ref, cursor);
    return `${name} = ${digits(value)}${grad === null ? "" : `, gradient ${digits(grad, true)}`}`;
  }
  if (ref.kind === "node") {
    const { node_data, node_grad } = trace.columns;
    return `${name} = ${digits(node_data[ref.node])}, gradient ${digits(node_grad[ref.node], true)}`;
  }
  const { stage } = ref;
  const element = ref.element ?? (trace.stages[stage].size === 1 ? 0 : null);
  if (element === null) return stripName(trace, stage, cursor);
  if (!isComputed(trace, stage, cursor)) return `${name}: not computed yet`;
  const pass = gradientPass(trace, stage, cursor);
  const gradient = pass < 0 ? "" : `, gradient ${digits(stageGrads(trace, stage, pass)[element], true)}`;
  return `${name} = ${digits(stageValues(trace, stage)[element])}${gradient}`;
}

/** What an element is, beside its name and value: the letter of a logit, whose key a logit of attention is about. @param {Trace} trace @param {Ref} ref */
export function aboutText(trace, ref) {
  if (ref.kind === "param") return "parameter";
  if (ref.kind === "node") return "";
  const text = stageText(trace, ref.stage);
  if (ref.element === null) return text;
  const { base, isOverCache } = mapRows(trace)[rowIndex(trace, ref.stage)];
  if (isOverCache) return `${text}, on position ${ref.element} \u201c${tokenText(tokenAt(trace, ref.element))}\u201d`;
  if (base === "logits" || base === "probs")
    return `${text}, for \u201c${tokenText(trace.header.vocabulary[ref.element])}\u201d`;
  return text;
}

/** What happens in a frame, in a sentence. @param {Trace} trace @param {Lit} lit */
export function frameText(trace, { frame, isBackward, writes, reads, rows }) {
  if (frame.phase === "tokens") return `The tokens of \u201c${trace.header.doc}\u201d`;
  if (frame.phase === "adam" && frame.matrix !== null) return `Adam updates ${trace.matrices[frame.matrix].name}`;
  if (writes === null) return "";
  const from = [
    ...namesOf(trace, reads),
    ...rows.map(([matrix, first, count]) => rowsText(trace, matrix, first, count)),
  ];
  const made = from.length ? `, from ${joined(from)}` : "";
  return isBackward ? `Gradient of ${stageText(trace, writes)}${made}` : `${stageText(trace, writes)}${made}`;
}

/** What stages are called, each name once. @param {Trace} trace @param {number[]} stages */
function namesOf(trace, stages) {
  const names = stages.map((stage) => mapRows(trace)[rowIndex(trace, stage)].label);
  return [...new Set(names)].map((name) => {
    const times = names.filter((each) => each === name).length;
    return times > 1 ? `${times} \u00d7 ${name}` : name;
  });
}

/** wte[8], layer0.attn_wq @param {Trace} trace @param {number} matrix @param {number} first @param {number} count */
export function rowsText(trace, matrix, first, count) {
  const { name, rows } = trace.matrices[matrix];
  if (count === rows) return name;
  return count === 1 ? `${name}[${first}]` : `${name}[${first}:${first + count}]`;
}

/** @param {string[]} words */
function joined(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
