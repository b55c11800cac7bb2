/**
 * What the KV cache says: the name of each cell with its numbers, and the sentences about the whole.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Moment, What} from "./known.js"
 */

import { digits, tokenText, whole } from "../../draw/format.js";
import {
  expressionOf,
  gradientPass,
  isComputed,
  pairIndex,
  positions,
  stageGrads,
  stageValues,
  tokenAt,
} from "../../trace/read.js";
import {
  gradientAt,
  headDim,
  headOf,
  isComplete,
  lastSender,
  layerStages,
  numbersHeld,
  refOf,
  rowsThere,
  sentAt,
  termIndex,
} from "./known.js";

/** position 2 "l" @param {Trace} trace @param {number} position */
export function placeText(trace, position) {
  return `position ${position} \u201c${tokenText(tokenAt(trace, position))}\u201d`;
}

/** The name of a number of the cache, with its value or what its gradient is so far. @param {Trace} trace @param {number} cursor @param {Moment} moment @param {number} layer @param {What} what @param {number} s @param {number} element */
export function cellName(trace, cursor, moment, layer, what, s, element) {
  const stage = layerStages(trace, layer)[what][s];
  const name = expressionOf(trace, refOf(stage, element));
  if (!isComputed(trace, stage, cursor)) return `${name}: not computed yet`;
  const value = digits(stageValues(trace, stage)[element]);
  if (!moment.isBackward) return `${name} = ${value}`;
  const gradient = gradientAt(trace, cursor, layer, what, s, element);
  if (gradient === null) return `${name} = ${value}, no gradient yet`;
  return `${name} = ${value}, gradient ${digits(gradient, true)} ${gradientState(trace, cursor, moment, layer, what, s)}`;
}

/** Whether more will be added to a row's gradient. @param {Trace} trace @param {number} cursor @param {Moment} moment @param {number} layer @param {What} what @param {number} s */
function gradientState(trace, cursor, { pass }, layer, what, s) {
  if (isComplete(trace, cursor, layer, what, s)) return "(complete)";
  return trace.header.passes > 1 ? `after ${pass + 1} of ${trace.header.passes} backward passes` : "so far";
}

/** What a number of the cache does at the moment: what it is multiplied by, or how its gradient came about. @param {Trace} trace @param {number} cursor @param {Moment} moment @param {number} layer @param {What} what @param {number} s @param {number} element */
export function cellAbout(trace, cursor, moment, layer, what, s, element) {
  const [head, t, stages] = [headOf(trace, element), moment.position, layerStages(trace, layer)];
  const about = `${what === "keys" ? "key" : "value vector"} of ${placeText(trace, s)}, head ${head}`;
  const j = element % headDim(trace);
  if (moment.isBackward) {
    const from = moment.isSending && s <= t ? t : lastSender(trace, cursor, layer, what, s, head);
    const sent = from === null ? null : sentAt(trace, cursor, layer, what, from, s, element);
    if (sent === null || from === null) return about;
    const d = headDim(trace);
    const how =
      what === "keys"
        ? `attn_logits.grad[${s}] * q[${element}] / ${d}**0.5 = ${digits(stageGrads(trace, stages.logits[head][from], 0)[s])} × ${digits(stageValues(trace, stages.query[from])[element])} / ${d}**0.5`
        : `attn_weights[${s}] * head_outs[${head}].grad[${j}] = ${digits(stageValues(trace, stages.weights[head][from])[s])} × ${digits(stageGrads(trace, stages.out[head][from], 0)[j])}`;
    return `${about}; ${placeText(trace, from)} sends ${how} = ${digits(sent, true)}`;
  }
  const reader = what === "keys" ? stages.logits[head][t] : stages.out[head][t];
  if (s > t || !isComputed(trace, reader, cursor)) return about;
  const value = digits(stageValues(trace, stages[what][s])[element]);
  const at = termIndex(trace, t, layer, s, element);
  if (what === "keys") {
    const q = digits(stageValues(trace, stages.query[t])[element]);
    return `${about}; ${placeText(trace, t)} reads q[${element}] * ${expressionOf(trace, refOf(stages.keys[s], element))} = ${q} × ${value} = ${digits(trace.columns.attn_products[at])}`;
  }
  const weight = digits(stageValues(trace, stages.weights[head][t])[s]);
  return `${about}; ${placeText(trace, t)} adds attn_weights[${s}] * ${expressionOf(trace, refOf(stages.values[s], element))} = ${weight} × ${value} = ${digits(trace.columns.attn_weighted[at])}`;
}

/** The name of an attention weight. @param {Trace} trace @param {number} cursor @param {Moment} moment @param {number} layer @param {number} head @param {number} s */
export function weightName(trace, cursor, { position: t }, layer, head, s) {
  const stage = layerStages(trace, layer).weights[head][t];
  const who = `head ${head}, ${placeText(trace, t)} reads ${placeText(trace, s)}`;
  if (s > t) return `${who}: never, it is not in the cache yet`;
  if (!isComputed(trace, stage, cursor)) return `${expressionOf(trace, refOf(stage, s))}: not computed yet; ${who}`;
  return `${expressionOf(trace, refOf(stage, s))} = ${digits(stageValues(trace, stage)[s])}${gradientText(trace, stage, s, cursor)}; ${who}`;
}

/** How an attention weight came about. @param {Trace} trace @param {number} cursor @param {number} t @param {number} layer @param {number} head @param {number} s */
export function weightAbout(trace, cursor, t, layer, head, s) {
  const stage = layerStages(trace, layer).weights[head][t];
  if (s > t || !isComputed(trace, stage, cursor)) return "";
  const { n_layer: layers, n_head: heads } = trace.header.config;
  const e = trace.columns.attn_exps[pairIndex(trace, t, layer, head, s)];
  const sum = trace.columns.attn_exp_sums[(t * layers + layer) * heads + head];
  return `exp(attn_logits[${s}] - largest) / their sum = ${digits(e)} / ${digits(sum)}`;
}

/** The name of a number of the query or of a head's output. @param {Trace} trace @param {number} cursor @param {number} stage @param {number} element @param {number} position */
export function stripCellName(trace, cursor, stage, element, position) {
  const name = expressionOf(trace, refOf(stage, element));
  const of = `, ${placeText(trace, position)}`;
  if (!isComputed(trace, stage, cursor)) return `${name}: not computed yet${of}`;
  return `${name} = ${digits(stageValues(trace, stage)[element])}${gradientText(trace, stage, element, cursor)}${of}`;
}

/** @param {Trace} trace @param {number} stage @param {number} element @param {number} cursor */
function gradientText(trace, stage, element, cursor) {
  const pass = gradientPass(trace, stage, cursor);
  return pass < 0 ? "" : `, gradient ${digits(stageGrads(trace, stage, pass)[element], true)}`;
}

/** What the cache holds at the moment. @param {Trace} trace @param {number} cursor */
export function heldText(trace, cursor) {
  const { n_embd: width, n_layer: layers } = trace.header.config;
  const [held, all] = [numbersHeld(trace, cursor), trace.header.cache.numbers];
  const rows = rowsThere(trace, cursor, 0, "keys");
  const last = rowsThere(trace, cursor, layers - 1, "values");
  const isEven = rows === last;
  const made =
    isEven && rows > 0
      ? `${rows} ${rows === 1 ? "position" : "positions"} × ${layers} ${layers === 1 ? "layer" : "layers"} × 2 vectors of ${width}`
      : "";
  if (held === all) return `The cache holds all its ${whole(all)} numbers: ${made}.`;
  return `The cache holds ${whole(held)} of ${whole(all)} numbers${made ? `: ${made} so far` : ""}.`;
}

/** What it saves. @param {Trace} trace */
export function savedText(trace) {
  const { vectors, vectors_without, products, products_without } = trace.header.cache;
  if (vectors === vectors_without) return "With one position there is nothing to be kept for later.";
  return (
    `Without the cache, every position would compute the keys and value vectors before it again: ${whole(vectors_without)} vectors instead of ` +
    `${whole(vectors)}, and ${whole(products_without)} multiplications instead of ${whole(products)} (counted by running the model on lengths).`
  );
}

/** Why nothing has to be hidden from a position; or how gradients come back. @param {Trace} trace @param {Moment} moment */
export function whyText(trace, { isBackward, position, pass }) {
  const last = positions(trace) - 1;
  if (isBackward) {
    if (trace.header.passes > 1)
      return `Each position has a backward pass of its own, and the rows that it read keep what came: gradients add up. This is what the passes have left after pass ${pass + 1} of ${last + 1}.`;
    return "Backwards, each position sends a part of the gradient to every row that it has read, the last position first. The thin strip is the part it sends, the cell the sum so far. A row gets its last part from its own position; then it is complete.";
  }
  const later =
    position === last
      ? ""
      : position + 1 === last
        ? `; the row of position ${last} is not in the tables yet`
        : `; the rows of positions ${position + 1} ${position + 2 === last ? "and" : "to"} ${last} are not in the tables yet`;
  return position === last && last > 0
    ? `No causal mask is needed: ${placeText(trace, position)} is the last, and reads every row; no earlier position could, because the later rows were not in the tables yet.`
    : `No causal mask is needed: ${placeText(trace, position)} reads the rows that are there${later}.`;
}
