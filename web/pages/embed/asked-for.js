/**
 * What a link asks for, in a sentence, if it was not recorded with the site.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Shown} from "./showing.js"
 */

import { isAsRecorded } from "../../state/follow.js";
import { traceOfLook } from "../../state/page.js";
import { RECORDED } from "../../trace/read.js";
import { shortened } from "./reading.js";
import { RUN } from "./run-settings.js";

/** What runs are told by, in words. @type {Record<string, string>} */
const PRESETS = { microgpt: "", first: "the program's first revision" };
const SHOWN = 24; // characters of what is quoted

/**
 * The run that is asked for, in a sentence; "" if it is the recorded one.
 *
 * @param {Shown} shown
 */
export function unrecorded({ opened, settings, ofRun }) {
  const { run } = opened.link;
  if (settings.checkpoint !== "") return `This figure is about the model in ${shortened(settings.checkpoint)}.`;
  if (ofRun.model) return "This figure is about a model that somebody has trained: its parameters are in the link.";
  const data = ofRun.data && ofRun.data !== "census" ? `trained on ${shortened(ofRun.data)}` : "";
  const steps = run.numSteps === RUN.num_steps.default ? "" : `${run.numSteps} training steps in all`;
  if (isAsRecorded(run) && !data && !steps) return "";
  const own = Object.entries(run.settings).map(([name, value]) => `${name} = ${value}`);
  const of = [
    PRESETS[run.preset],
    ...own,
    run.text === null ? "" : "documents of its own",
    data,
    steps,
    run.done > 0 ? `${run.done} training steps done` : "",
  ];
  return `This figure is about a run of its own: ${of.filter(Boolean).join(", ")}.`;
}

/**
 * The step that is asked for, in a sentence.
 *
 * @param {Shown} shown
 */
export function stepText({ opened }) {
  const { doc, step, edits } = opened.link.look;
  const whose = doc === "" ? "" : `“${doc.slice(0, SHOWN)}”`;
  const when = step === null ? "" : `training step ${step}`;
  const which = [whose, when].filter(Boolean).join(" at ") || "a training step";
  const how = edits.length > 0 ? ", with changed parameters" : "";
  return `This figure is about ${which} of the recorded run${how}.`;
}

/**
 * Whether the step that is asked for is the recorded one, or its document at a moment that was recorded.
 *
 * @param {Board} board
 * @param {Shown} shown
 */
export function isRecordedThere({ state }, { run, look, opened }) {
  const { doc, step, target, edits } = opened.link.look;
  const header = look === null ? undefined : traceOfLook(state.value, look)?.header;
  if (header?.run !== RECORDED || target !== null || edits.length > 0) return false;
  const { through, description } = state.value.runs[run].recorded;
  const isSameLength = opened.link.run.numSteps === description?.config.num_steps;
  const isMoment = step === null || step === header.step || (isSameLength && through?.after.includes(step - 1));
  return (doc === "" || doc === header.doc) && isMoment === true;
}
