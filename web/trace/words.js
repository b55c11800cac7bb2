/**
 * What happens in a frame, in words: a question or a sentence, why it is there, and the formula. Frames on the way back
 * have words of their own.
 *
 * @import {Trace} from "./read.js"
 *
 * @typedef {"tokens" | "embedding" | "norm" | "attention" | "heads" | "residual" | "mlp" | "prediction" | "loss"
 *   | "backward" | "adam" | "sgd"} Topic  what there is more to read about
 *
 * @typedef {object} Words
 * @property {string} headline  a question or a sentence: what is computed from what
 * @property {string} answer  to the question of a frame that goes backward: from where its gradient comes
 * @property {string} why
 * @property {string} formula  in the names of the source; "" for none
 * @property {Topic} topic
 */

import { tokenText } from "../draw/format.js";
import { matrixText } from "./names.js";
import { optimizerText } from "./read.js";
import { kindOf } from "./stages.js";
import { BACKWARD } from "./words-backward.js";
import { FORWARD } from "./words-forward.js";
import { placeOf, times } from "./words-place.js";

const STALE =
  "Gradients that earlier passes left on keys, value vectors and all they were made from were not cleared, and are " +
  "sent on once more: these are the numbers that this program has, but no slopes of the loss.";

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @returns {Words}
 */
export function frameWords(trace, cursor) {
  const { phase, stage, matrix, pass } = trace.frames[cursor];
  if (stage !== null && phase === "backward") return backwardWords(trace, stage, pass ?? 0);
  if (stage !== null) return forwardWords(trace, stage);
  return matrix === null ? tokensWords(trace) : updateWords(trace, matrix);
}

/**
 * What happens where a stage is made.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @returns {Words}
 */
export function forwardWords(trace, stage) {
  const { base } = kindOf(trace.stages[stage].name);
  const [headline, why, formula] = FORWARD[base](placeOf(trace, stage));
  return { headline, answer: "", why, formula, topic: topicOf(base) };
}

/**
 * What happens where a stage is given its gradient.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} pass
 * @returns {Words}
 */
export function backwardWords(trace, stage, pass) {
  const { base } = kindOf(trace.stages[stage].name);
  const [subject, answer, why, formula] = BACKWARD[base](placeOf(trace, stage));
  const { passes } = trace.header;
  if (passes === 1) {
    return { headline: `How would the loss change with ${subject}?`, answer, why, formula, topic: "backward" };
  }
  const headline = `Backward pass ${pass + 1} of ${passes} comes to ${subject}.`;
  const of = isStale(trace, stage, pass) ? ` ${STALE}` : "";
  return { headline, answer: "", why: `${why}${of}`, formula, topic: "backward" };
}

/**
 * Whether a pass comes again to what an earlier one has left gradients on. Keys and value vectors of the last layer are
 * given each part once: theirs are slopes still.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} pass
 */
function isStale({ stages, header: { token_ids: ids, config } }, stage, pass) {
  const { name, position, layer } = stages[stage];
  const { base, role } = kindOf(name);
  if (position === null || (role !== null && layer === config.n_layer - 1)) return false;
  return (base === "tok_emb" ? ids.indexOf(ids[position]) : position) < pass;
}

/**
 * @param {Trace} trace
 * @returns {Words}
 */
function tokensWords({ header }) {
  const tokens = header.token_ids.map((id) => tokenText(header.vocabulary[id]));
  const isWhole = tokens.length === [...header.doc].length + 2;
  const { special_tokens: special } = header.config;
  const ends = !isWhole
    ? "; the document is cut to what the model can hold"
    : special === "bos"
      ? " and, once more, where it ends"
      : ", EOS where it ends";
  return {
    headline: `“${header.doc}” becomes tokens: ${tokens.join(" ")}.`,
    answer: "",
    why:
      `The first ${tokens.length - 1} are read in turn, and after each the model should predict the next: ` +
      `${times(tokens.length - 1, "prediction")}. BOS says where a document begins${ends}.`,
    formula: "[bos, *(ids[ch] for ch in doc), eos]",
    topic: "tokens",
  };
}

/**
 * @param {Trace} trace
 * @param {number} matrix
 * @returns {Words}
 */
function updateWords(trace, matrix) {
  const { rows, columns } = trace.matrices[matrix];
  const all = `the ${times(rows * columns, "number")} of the ${matrixText(trace, matrix)}`;
  const isSgd = updateTopic(trace) === "sgd";
  const headline =
    trace.header.lr_t === 0
      ? `${optimizerText(trace)} comes to ${all}, but lr_t is 0: none of them moves.`
      : `${optimizerText(trace)} moves ${all}, each ${isSgd ? "against its gradient" : "by its own amount"}.`;
  if (isSgd) {
    const why =
      "From each, plain SGD takes lr_t times its gradient, and remembers nothing of earlier steps: a number with a " +
      "large gradient moves far, one with a small gradient hardly at all.";
    return { headline, answer: "", why, formula: "p - lr_t * g", topic: "sgd" };
  }
  return {
    headline,
    answer: "",
    why:
      "From each, Adam takes lr_t times m_hat, the average of its recent gradients, over the root of v_hat, the " +
      "average of their squares. So their size cancels out: with a gradient that stays the same a number moves by " +
      "about lr_t, with one that keeps changing sign by much less.",
    formula: "p - lr_t * m_hat / (v_hat**0.5 + eps)",
    topic: "adam",
  };
}

/** What there is more to read about what moves the parameters. @param {Trace} trace @returns {"adam" | "sgd"} */
export const updateTopic = (trace) => trace.header.config.optimizer;

/**
 * What there is more to read about where a stage is made.
 *
 * @param {string} base
 * @returns {Topic}
 */
function topicOf(base) {
  if (base.endsWith("residual")) return "residual";
  if (base.endsWith("norm")) return "norm";
  if (["out", "attn_heads", "attn_out"].includes(base)) return "heads";
  if (base.includes("loss")) return "loss";
  const { group } = kindOf(base);
  return group === "MLP" ? "mlp" : /** @type {Topic} */ (group.toLowerCase());
}
