/**
 * What is said of a thing that has no part in what happens at the cursor: how its stage came about; of a parameter,
 * what it is for.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 * @import {Words} from "../../trace/words.js"
 */

import { tokenText } from "../../draw/format.js";
import { streamWord } from "../../trace/names.js";
import { optimizerText } from "../../trace/read.js";
import { forwardWords, updateTopic } from "../../trace/words.js";

const STREAM = ""; // which has another name in a model without a norm

/** @type {Record<string, [made: string, from: string]>}  what a matrix makes, of what */
const MAKES = {
  attn_wq: ["the query", STREAM],
  attn_wk: ["the key", STREAM],
  attn_wv: ["the value vector", STREAM],
  attn_wo: ["the attention output", "what the heads brought back"],
  mlp_fc1: ["the hidden numbers", STREAM],
  mlp_fc2: ["the MLP output", "the hidden numbers"],
};

/**
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {Words | null}
 */
export function aboutThing(trace, ref) {
  if (ref.kind === "stage") return forwardWords(trace, ref.stage);
  return ref.kind === "param" ? aboutParam(trace, ref) : null;
}

/**
 * @param {Trace} trace
 * @param {ParamRef} ref
 * @returns {Words}
 */
function aboutParam(trace, { matrix, row, column }) {
  const base = trace.matrices[matrix].name.replace(/^.*\./, "");
  const [made, given] = MAKES[base] ?? [];
  const from = given || `the ${streamWord(trace)}`;
  const headline = made
    ? `The weight with which number ${column} of ${from} counts for number ${row} of ${made}.`
    : rowText(trace, base, row);
  const mover = optimizerText(trace);
  const why = `It is a parameter: the same number at every position that uses it, until ${mover} moves it.`;
  return {
    headline,
    answer: "",
    why,
    formula: "",
    topic: base === "wte" || base === "wpe" ? "embedding" : updateTopic(trace),
  };
}

/**
 * What a row of a table is for.
 *
 * @param {Trace} trace
 * @param {string} base
 * @param {number} row
 */
function rowText(trace, base, row) {
  const token = `“${tokenText(trace.header.vocabulary[row])}”`;
  if (base === "wpe") return `Its row is the embedding of position ${row}.`;
  if (base === "lm_head") return `Its row makes the logit of ${token}.`;
  return `Its row is the embedding of ${token}${trace.header.config.tied_head ? ", and makes its logit" : ""}.`;
}
