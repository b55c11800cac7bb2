/**
 * What a number of attention is made of, term by term, forwards. All terms and all running totals are the trace's.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Sum, Term} from "./sum.js"
 * @import {AttentionStage, NumberRef} from "./text.js"
 */

import { tokenText } from "../../draw/format.js";
import { headDim, pairIndex, rowIndex, termIndex } from "../../trace/attention.js";
import { operandsOf, runningTotals, termsOf } from "../../trace/graph.js";
import { placeText } from "../../trace/names.js";
import { stageValues, tokenAt } from "../../trace/read.js";
import { nodeOf, stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";

/**
 * @typedef {object} Made
 * @property {string} title
 * @property {Sum["kind"]} [kind]
 * @property {Term[]} terms
 * @property {number[]} [running]  the total after each term, as far as the trace has it
 * @property {Term[]} results
 */

/** @param {Trace} trace @param {number} position */
export const place = (trace, position) => {
  const token = tokenText(tokenAt(trace, position));
  return { label: `${token} ${position}`, short: String(position), isWord: token.length > 1 };
};

/**
 * What a number is made of; null where the trace does not tell.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @returns {Made | null}
 */
export function madeOf(trace, ref) {
  const { base, role } = kindOf(trace.stages[ref.stage].name);
  if (role) return productsOf(trace, ref);
  if (base === "attn_logits") return matchOf(trace, ref);
  return base === "attn_weights" ? shareOf(trace, ref) : blendOf(trace, ref);
}

/**
 * A number of a query, a key or a value vector: the stream times a row of a matrix. Only a trace with its graph has
 * them.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @returns {Made | null}
 */
function productsOf(trace, ref) {
  const node = nodeOf(trace, ref);
  if (node === null) return null;
  const { node_data: data } = trace.columns;
  const terms = termsOf(trace, node);
  const { name, layer } = /** @type {AttentionStage} */ (trace.stages[ref.stage]);
  const matrix = `layer${layer}.${{ attn_q: "attn_wq", attn_k: "attn_wk", attn_v: "attn_wv" }[kindOf(name).base]}`;
  return {
    title: `x times row ${ref.element} of ${matrix}, number by number`,
    terms: terms.map((term, j) => ({ label: String(j), value: data[term] })),
    running: runningTotals(trace, node),
    results: [{ label: "sum", value: data[node] }],
  };
}

/**
 * An attention logit: the query times a key.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @returns {Made}
 */
function matchOf(trace, { stage, element: s }) {
  const { layer, head, position } = /** @type {AttentionStage} */ (trace.stages[stage]);
  const d = headDim(trace);
  const pair = pairIndex(trace, position, layer, head, s);
  const products = trace.columns.attn_products.subarray(pair * d, (pair + 1) * d);
  const node = nodeOf(trace, stageRef(stage, s));
  return {
    title: `the query times the key of ${placeText(trace, s)}, number by number`,
    terms: Array.from(products, (value, j) => ({ label: `[${head * d + j}]`, value })),
    running: node === null ? [] : runningTotals(trace, operandsOf(trace, node)[0].node),
    results: [
      { label: "sum", value: trace.columns.attn_dots[pair] },
      { label: `/ ${d}**0.5`, value: stageValues(trace, stage)[s] },
    ],
  };
}

/**
 * An attention weight: an exponential as a share of all.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @returns {Made}
 */
function shareOf(trace, { stage, element: s }) {
  const { layer, head, position } = /** @type {AttentionStage} */ (trace.stages[stage]);
  const first = pairIndex(trace, position, layer, head, 0);
  return {
    title: "softmax: exp(logit − largest) of each row that is read, and the share of one",
    kind: "share",
    terms: Array.from({ length: position + 1 }, (_, at) => ({
      ...place(trace, at),
      value: trace.columns.attn_exps[first + at],
    })),
    results: [
      { label: "sum", value: trace.columns.attn_exp_sums[rowIndex(trace, position, layer, head)] },
      { label: `share of ${s}`, value: stageValues(trace, stage)[s] },
    ],
  };
}

/**
 * A number that a head brings back: value vectors, each times its weight.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @returns {Made}
 */
function blendOf(trace, { stage, element: j }) {
  const { layer, head, position } = /** @type {AttentionStage} */ (trace.stages[stage]);
  const element = head * headDim(trace) + j;
  const node = nodeOf(trace, stageRef(stage, j));
  return {
    title: `number ${element} of each value vector that is read, times its weight`,
    terms: Array.from({ length: position + 1 }, (_, s) => ({
      ...place(trace, s),
      value: trace.columns.attn_weighted[termIndex(trace, position, layer, s, element)],
    })),
    running: node === null ? [] : runningTotals(trace, node),
    results: [{ label: "sum", value: stageValues(trace, stage)[j] }],
  };
}
