/**
 * What the KV cache says of each of its numbers: its name with what is known of it, and how it came about.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Moment} from "./moment.js"
 *
 * @typedef {{kind: "stage", stage: number, element: number}} NumberRef
 * @typedef {{name: string, layer: number, head: number, position: number}} AttentionStage  head: of those that have one
 */

import { digits } from "../../draw/format.js";
import { headDim, headOf, layerStages, pairIndex, rowIndex, termIndex } from "../../trace/attention.js";
import { lastSender, say } from "../../trace/known.js";
import { expressionOf, placeText } from "../../trace/names.js";
import { isComputed, stageGrads, stageValues } from "../../trace/read.js";
import { kindOf } from "../../trace/stages.js";
import { sentAt } from "./moment.js";

/**
 * What is said of what is pointed at: its name, and how it came about; nothing of what is not shown here.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 * @param {number} cursor
 * @param {Moment} moment
 * @returns {[name: string, about: string]}
 */
export function readoutOf(trace, ref, cursor, moment) {
  const isNumber = ref?.kind === "stage" && ref.element !== null;
  const { base, role } = isNumber ? kindOf(trace.stages[ref.stage].name) : { base: "", role: null };
  if (!role && !["attn_logits", "attn_weights", "out", "attn_norm"].includes(base)) {
    return ["", "Point at a cell for its number, at a weight for what is read."];
  }
  const number = /** @type {NumberRef} */ (ref);
  const name = nameOf(trace, number, cursor);
  if (role === "query") return [name, "query"];
  if (base === "attn_norm") return [name, "the stream, brought to one size"];
  if (base === "attn_logits") return [name, logitAbout(trace, number, cursor)];
  if (role) return [name, cellAbout(trace, number, cursor, moment)];
  return [name, base === "out" ? outAbout(trace, number) : weightAbout(trace, number, cursor)];
}

/**
 * The name of a number, with what is known of it: beside the tables, whose it is; of a weight, who reads whom.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @param {number} cursor
 */
export function nameOf(trace, ref, cursor) {
  const { name, head, position } = stageOf(trace, ref);
  const { base, role } = kindOf(name);
  const said = say(trace, ref, cursor);
  if (role === "key" || role === "value") return said;
  const place = placeText(trace, position);
  if (base !== "attn_weights" && base !== "attn_logits") return `${said}, ${place}`;
  return `${said}; head ${head}, ${place} reads ${placeText(trace, ref.element)}`;
}

/**
 * @param {Trace} trace
 * @param {NumberRef} ref
 */
function stageOf(trace, { stage }) {
  return /** @type {AttentionStage} */ (trace.stages[stage]);
}

/**
 * Where a number of the two tables stands.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 */
function placeOf(trace, ref) {
  const { name, layer, position } = stageOf(trace, ref);
  const isKey = kindOf(name).role === "key";
  return { isKey, layer, s: position, head: headOf(trace, ref.element), stages: layerStages(trace, layer) };
}

/**
 * What a number of the cache does at the moment: what it is multiplied by, or how its gradient came about.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @param {number} cursor
 * @param {Moment} moment
 */
function cellAbout(trace, ref, cursor, moment) {
  const { isKey, s, head } = placeOf(trace, ref);
  const about = `${isKey ? "key" : "value vector"} of ${placeText(trace, s)}, head ${head}`;
  const how = moment.isBackward ? sentText(trace, ref, cursor, moment) : readText(trace, ref, cursor, moment);
  return how ? `${about}; ${how}` : about;
}

/**
 * What the position that sends, or that sent last, adds to its gradient.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @param {number} cursor
 * @param {Moment} moment
 */
function sentText(trace, ref, cursor, { isSending, position }) {
  const { isKey, layer, s, head, stages } = placeOf(trace, ref);
  const { element } = ref;
  const t = isSending && s <= position ? position : lastSender(trace, cursor, layer, isKey ? "key" : "value", s, head);
  const sent = t === null ? null : sentAt(trace, cursor, layer, isKey ? "keys" : "values", t, s, element);
  if (t === null || sent === null) return "";
  const value = (/** @type {number} */ stage, /** @type {number} */ at) => digits(stageValues(trace, stage)[at]);
  const grad = (/** @type {number} */ stage, /** @type {number} */ at) => digits(stageGrads(trace, stage, 0)[at]);
  const d = headDim(trace);
  const j = element % d;
  const [names, numbers] = isKey
    ? [
        `attn_logits.grad[${s}] * q[${element}] / ${d}**0.5`,
        `${grad(stages.logits[head][t], s)} × ${value(stages.query[t], element)} / ${d}**0.5`,
      ]
    : [
        `attn_weights[${s}] * head_outs[${head}].grad[${j}]`,
        `${value(stages.weights[head][t], s)} × ${grad(stages.out[head][t], j)}`,
      ];
  return `${placeText(trace, t)} sends ${names} = ${numbers} = ${digits(sent, true)}`;
}

/**
 * What the position that reads makes of it.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @param {number} cursor
 * @param {Moment} moment
 */
function readText(trace, ref, cursor, { position: t }) {
  const { isKey, layer, s, head, stages } = placeOf(trace, ref);
  const { element } = ref;
  const reader = (isKey ? stages.logits : stages.out)[head][t];
  if (s > t || !isComputed(trace, reader, cursor)) return "";
  const name = expressionOf(trace, ref);
  const value = digits(stageValues(trace, ref.stage)[element]);
  const at = termIndex(trace, t, layer, s, element);
  if (isKey) {
    const q = digits(stageValues(trace, stages.query[t])[element]);
    const product = digits(trace.columns.attn_products[at]);
    return `${placeText(trace, t)} reads q[${element}] * ${name} = ${q} × ${value} = ${product}`;
  }
  const weight = digits(stageValues(trace, stages.weights[head][t])[s]);
  const weighted = digits(trace.columns.attn_weighted[at]);
  return `${placeText(trace, t)} adds attn_weights[${s}] * ${name} = ${weight} × ${value} = ${weighted}`;
}

/**
 * How an attention logit came about.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @param {number} cursor
 */
function logitAbout(trace, ref, cursor) {
  if (!isComputed(trace, ref.stage, cursor)) return "";
  const { layer, head, position } = stageOf(trace, ref);
  const dot = digits(trace.columns.attn_dots[pairIndex(trace, position, layer, head, ref.element)]);
  return `query · key / ${headDim(trace)}**0.5 = ${dot} / ${headDim(trace)}**0.5`;
}

/**
 * How an attention weight came about.
 *
 * @param {Trace} trace
 * @param {NumberRef} ref
 * @param {number} cursor
 */
function weightAbout(trace, ref, cursor) {
  if (!isComputed(trace, ref.stage, cursor)) return "";
  const { layer, head, position } = stageOf(trace, ref);
  const { attn_exps: exps, attn_exp_sums: sums } = trace.columns;
  const e = digits(exps[pairIndex(trace, position, layer, head, ref.element)]);
  const sum = digits(sums[rowIndex(trace, position, layer, head)]);
  return `exp(attn_logits[${ref.element}] - largest) / their sum = ${e} / ${sum}`;
}

/**
 * @param {Trace} trace
 * @param {NumberRef} ref
 */
function outAbout(trace, ref) {
  const { head, position } = stageOf(trace, ref);
  return `the value vectors that head ${head} read, added up by its weights at ${placeText(trace, position)}`;
}
