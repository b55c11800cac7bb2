/**
 * What is said beside the slider: when it is, what the model makes of the document then, and what it invents.
 *
 * @import {Choice, Run} from "../figure.js"
 * @import {Moments} from "../../trace/moments.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { quoted } from "../../draw/quoted.js";
import { maxIndex } from "d3-array";
import { fixed, tokenText, whole } from "../../draw/format.js";
import { isThroughRecorded } from "../../trace/moments.js";
import { positionAt, stageNamed, stageValues, tokenAt } from "../../trace/read.js";

/** After how many steps the trace was taken. @param {Trace} trace */
export function momentText({ header: { step } }) {
  return `after ${whole(step - 1)} ${step === 2 ? "step" : "steps"}`;
}

/** @param {Trace} trace */
export function lossText({ header: { doc, loss, target } }) {
  const of = target === "document" ? quoted(doc) : `position ${target} of ${quoted(doc)}`;
  return `loss of ${of} ${fixed(loss, 2)}`;
}

/**
 * What the model thinks likeliest at the position of the cursor, and what it gives to the token that came.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function guessText(trace, cursor) {
  const { header } = trace;
  const position = positionAt(trace, cursor);
  const probs = stageValues(trace, stageNamed(trace, "probs", position));
  const guess = maxIndex(probs);
  const came = header.token_ids[position + 1];
  const text = (/** @type {number} */ id) => tokenText(header.vocabulary[id]);
  const share = (/** @type {number} */ id) => `(${fixed(100 * probs[id], 0)} %)`;
  const read = Array.from({ length: position }, (_, at) => tokenText(tokenAt(trace, at + 1))).join("");
  const where = `after ${read === "" ? "BOS" : `“${read}”`}`;
  const rest = guess === came ? `, and ${text(came)} came` : `; ${text(came)} came ${share(came)}`;
  return `${where} it guesses ${text(guess)} ${share(guess)}${rest}`;
}

/** @param {{step: number} | null} names */
export function namesText(names) {
  return names
    ? `invented after ${names.step === 1 ? "1 step" : `${whole(names.step)} steps`}:`
    : "no name invented yet";
}

/**
 * What is not as the slider says: there is nowhere to slide to, or another run is shown. Nothing if all is well.
 *
 * @param {Moments} moments
 * @param {boolean} isOfRecorded  whether what is shown is of the recorded run
 * @param {Run} run
 * @param {Choice} choice
 */
export function whyText({ after, isRecorded }, isOfRecorded, run, choice) {
  const { through } = run.recorded;
  if (isRecorded && through && !isThroughRecorded(run, choice)) {
    return `Only ${quoted(through.doc)} as a whole was recorded at these steps. Train to slide through any document.`;
  }
  if (!isRecorded && isOfRecorded) {
    return "This is still the recorded model. Slide, or type a document, to look into the one that trains here.";
  }
  if (!isRecorded && after.length < 2) return "No step is done yet: train to have something to slide through.";
  return "";
}
