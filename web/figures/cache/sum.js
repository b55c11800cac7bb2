/**
 * The sum of one number, term by term: what a number of the cache is made of, or the parts that its gradient is. All
 * terms and all running totals are the trace's.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Look} from "../figure.js"
 * @import {Moment, What} from "./moment.js"
 * @import {AttentionStage, NumberRef} from "./text.js"
 *
 * @typedef {{label: string, short?: string, isWord?: boolean, value: number | null}} Term  null: not there yet
 *
 * @typedef {object} Sum
 * @property {NumberRef} ref  whose sum it is
 * @property {string} title  what the terms are
 * @property {"signed" | "gradient" | "share"} kind
 * @property {Term[]} terms
 * @property {number} most  the greatest of all that there will be: what a bar is measured by, so that none jumps
 * @property {Term[]} results  the total of the terms that are there, and what is made of it
 */

import { actsOf } from "../../draw/acts.js";
import { headDim, headOf, layerStages, termIndex } from "../../trace/attention.js";
import { focusElement } from "../../trace/focus.js";
import { lastPass } from "../../trace/known.js";
import { isComputed, positions } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";
import { sentAt } from "./moment.js";
import { madeOf, place } from "./terms.js";

const SUMMED = ["attn_q", "attn_k", "attn_v", "attn_logits", "attn_weights", "out"];

/**
 * The number whose sum is shown: the one pointed at, else the one that the frame is about, else the one selected.
 *
 * @param {Trace} trace
 * @param {Look} look
 * @param {Moment} moment
 * @returns {NumberRef | null}
 */
export function numberInFocus(trace, look, moment) {
  return summed(trace, look.hovered) ?? numberOfFrame(trace, look, moment) ?? summed(trace, look.selection);
}

/**
 * @param {Trace} trace
 * @param {Ref | null} ref
 */
function summed(trace, ref) {
  if (ref?.kind !== "stage" || ref.element === null) return null;
  return SUMMED.includes(kindOf(trace.stages[ref.stage].name).base) ? /** @type {NumberRef} */ (ref) : null;
}

/**
 * Forwards an element of the stage that is made; backwards the number of the cache that is sent most, or whose parts
 * have all come.
 *
 * @param {Trace} trace
 * @param {Look} look
 * @param {Moment} moment
 * @returns {NumberRef | null}
 */
function numberOfFrame(trace, look, { isSending, position, stage }) {
  if (stage === null) return null;
  const { base, role } = kindOf(trace.stages[stage].name);
  const { layer, head } = trace.stages[stage];
  const ofStage = () => /** @type {NumberRef} */ (summed(trace, stageRef(stage, focusElement(trace, look))));
  if (!isSending) return SUMMED.includes(base) ? ofStage() : null;
  if (role === "key" || role === "value") return ofStage();
  if (layer === null || head === null || (base !== "attn_logits" && base !== "out")) return null;
  const what = base === "out" ? "values" : "keys";
  const chosen = summed(trace, look.selection);
  const rows = layerStages(trace, layer)[what].slice(0, position + 1);
  if (chosen && rows.includes(chosen.stage) && headOf(trace, chosen.element) === head) return chosen;
  const d = headDim(trace);
  let most = -1;
  /** @type {NumberRef | null} */
  let found = null;
  for (const [s, row] of rows.entries()) {
    for (let element = head * d; element < (head + 1) * d; element++) {
      const size = Math.abs(sentAt(trace, look.cursor, layer, what, position, s, element) ?? 0);
      if (size > most) [most, found] = [size, /** @type {NumberRef} */ (stageRef(row, element))];
    }
  }
  return found;
}

/**
 * @param {Trace} trace
 * @param {Look} look
 * @param {Moment} moment
 * @returns {Sum | null}  null where the trace does not tell
 */
export function sumOf(trace, look, moment) {
  const ref = numberInFocus(trace, look, moment);
  if (!ref || trace.areChanges || !isComputed(trace, ref.stage, look.cursor)) return null;
  const { role } = kindOf(trace.stages[ref.stage].name);
  if (moment.isBackward) return role === "key" || role === "value" ? partsOf(trace, look, moment, ref) : null;
  const isComing = look.t < 1 && moment.stage === ref.stage;
  const share = isComing ? actsOf(look.t).add : 1;
  const made = madeOf(trace, ref);
  if (!made) return null;
  const { title, kind = "signed", terms, running = [], results } = made;
  const there = Math.floor(share * terms.length + 1e-9);
  const isWhole = there === terms.length;
  const total = there === 0 ? null : isWhole ? results[0].value : (running[there - 1] ?? null);
  return {
    ref,
    title,
    kind,
    most: greatest([...[...terms, ...results].map(({ value }) => value), ...running]),
    terms: terms.map((term, at) => (at < there ? term : { ...term, value: null })),
    results: results.map((result, at) => ({ ...result, value: at === 0 ? total : isWhole ? result.value : null })),
  };
}

/** @param {(number | null)[]} numbers */
const greatest = (numbers) => Math.max(...numbers.map((each) => Math.abs(each ?? 0)), 1e-300);

/**
 * The gradient of a number of the cache: a part from every position that has read its row, the last position first.
 *
 * @param {Trace} trace
 * @param {Look} look
 * @param {Moment} moment
 * @param {NumberRef} ref
 * @returns {Sum | null}
 */
function partsOf(trace, { cursor, t }, { isSending, position }, ref) {
  const { name, layer, position: s } = /** @type {AttentionStage} */ (trace.stages[ref.stage]);
  /** @type {What} */
  const what = kindOf(name).role === "key" ? "keys" : "values";
  const grads = trace.columns[what === "keys" ? "cache_key_grads" : "cache_value_grads"];
  if (!grads) return null;
  let total = null;
  const stages = layerStages(trace, layer)[what === "keys" ? "logits" : "out"][headOf(trace, ref.element)];
  const senders = Array.from({ length: positions(trace) - s }, (_, at) => positions(trace) - 1 - at).filter(
    (sender) => lastPass(trace, stages[sender]) >= 0, // of those whose loss goes backward
  );
  if (senders.length === 0) return null;
  /** @type {number[]} */
  const sizes = [];
  const parts = trace.columns[what === "keys" ? "cache_key_sent" : "cache_value_sent"];
  const terms = senders.map((sender) => {
    const at = termIndex(trace, sender, layer, s, ref.element);
    sizes.push(parts[at], grads[at]);
    const sent = sentAt(trace, cursor, layer, what, sender, s, ref.element);
    const isNew = isSending && sender === position && t < 1;
    const isComing = isNew && sentAt(trace, cursor - 1, layer, what, sender, s, ref.element) === null;
    const value = isComing && actsOf(t).add < 0.6 ? null : sent;
    if (value !== null) total = grads[at];
    return { ...place(trace, sender), value };
  });
  const isAll = terms.every(({ value }) => value !== null);
  return {
    ref,
    title: "its gradient, part by part: from each position that has read it",
    kind: "gradient",
    most: greatest(sizes),
    terms,
    results: [{ label: isAll ? "sum" : "so far", value: total }],
  };
}
