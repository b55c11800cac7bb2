/**
 * What is said beside the field: what is wrong with what was typed, that Python is still to come, or what else a reader
 * has to know about the document.
 *
 * @import {Props} from "../figure.js"
 */

import { quoted } from "../../draw/quoted.js";
import { whole } from "../../draw/format.js";
import { isRecordedMeant, momentsOf } from "../../trace/moments.js";
import { stepNumbered } from "../../trace/steps.js";
import { cutText } from "./targets.js";

/**
 * Quiet: said only to who is at the field.
 *
 * @param {Props} props
 * @returns {{text: string, isQuiet: boolean}}
 */
export function noteOf(props) {
  const { trace, look, host } = props;
  const { header } = trace;
  const { complaint, choice } = look;
  if (complaint !== "") return { text: `${complaint}.`.replace(/\.\.$/, "."), isQuiet: false };
  const isThere = choice.doc === "" || choice.doc === header.doc;
  if (!isThere && host.python.kind === "loading") {
    return { text: `Python is on its way: ${quoted(choice.doc)} is looked into as soon as it is up.`, isQuiet: false };
  }
  if (!isThere && host.python.kind === "stopped") {
    return { text: `Python has stopped, so ${quoted(choice.doc)} cannot be looked into.`, isQuiet: false };
  }
  const cut = cutText(choice.doc || header.doc, header.config);
  const steps = whole(header.num_steps);
  const over =
    header.step > header.num_steps ? `The ${steps} steps are over and the learning rate is 0, so nothing moves.` : "";
  return { text: [cut, over].filter(Boolean).join(" "), isQuiet: true };
}

/**
 * Whether what was typed is not what is shown yet, though Python could make it.
 *
 * @param {Props} props
 */
export function isOnItsWay({ trace: { header }, look: { choice, complaint }, host }) {
  return host.python.kind === "ready" && complaint === "" && choice.doc !== "" && choice.doc !== header.doc;
}

/**
 * The document that an empty field means: the recorded one, or that of the training step.
 *
 * @param {Props} props
 */
export function placeholderOf({ trace: { header }, look: { choice }, run }) {
  const { after, at } = momentsOf(run, choice);
  if (isRecordedMeant(run, choice)) return run.recorded.through?.doc ?? header.doc;
  const step = after[at] + 1;
  const known = stepNumbered(run.live.steps, step)?.doc;
  return known ?? (header.step === step && choice.doc === "" ? header.doc : `of step ${whole(step)}`);
}
