/**
 * Follows a link: has its run trained as far as it says, its step traced, its edits made, and goes to its place in it.
 * Until that is there, what is shown is the recorded step, and the look says what it waits for.
 *
 * @import {Awaited} from "../figures/figure.js"
 * @import {Board} from "./board.js"
 * @import {Link} from "./link.js"
 * @import {Action} from "./page.js"
 */

import { CENSUS } from "../figures/setups.js";
import { isThroughRecorded } from "../trace/moments.js";
import { RECORDED } from "../trace/read.js";
import { traceOfLook } from "./page.js";
import { stepsDone } from "./run.js";

/**
 * @param {Board} board
 * @param {string} run
 * @param {string} look
 * @param {Link} link
 */
export async function follow(board, run, look, { run: linked, look: place }) {
  const { state, dispatch } = board;
  const isAtStep = isRecordedMeant(board, look, { run: linked, look: place });
  if (isAtStep && place.edits.length > 0) await edit(board, look, place);
  const isThere = isAtStep || (await isInRecordedRun(board, run, look, { run: linked, look: place }));
  if (!isThere) dispatch({ type: "awaited", look, awaited: place });
  const begun = await whenBegun(board, run);
  const digest = state.value.runs[run].live.description?.data_digest;
  const { origin } = state.value.runs[run];
  const isOther =
    linked.model === null ? linked.documents !== null && linked.documents !== digest : !origin?.setup.model;
  // which the reader is told
  if (begun.type === "failed" || isOther) return dispatch({ type: "awaited", look, awaited: null });
  const after = Math.max(linked.done, origin?.shared?.step ?? 0); // a model has some steps behind it
  const step = isThere ? after + 1 : (place.step ?? after + 1);
  const missing = Math.max(after, step - 1) - stepsDone(state.value.runs[run]);
  if (missing > 0) {
    dispatch({ type: "step-asked", run, steps: missing });
    const done = await next(board, (action) => "run" in action && action.run === run && ENDED.has(action.type));
    if (done.type === "failed") return dispatch({ type: "awaited", look, awaited: null });
  }
  if (isThere) return;
  const isNow = stepsDone(state.value.runs[run]) === step - 1;
  dispatch({
    type: "choice-set",
    look,
    choice: { doc: place.doc, target: place.target, after: isNow ? null : step - 1, isRecorded: false },
  });
  dispatch({ type: "trace-asked", look });
  if (!(await isShown(board, look))) return;
  if (place.edits.length > 0) await edit(board, look, place);
  else arrive(board, look, place);
}

/**
 * Whether a link's step could be had of the recorded run, with no training: the recorded document at another moment, or
 * another document at the recorded step.
 *
 * @param {Board} board
 * @param {string} run
 * @param {string} look
 * @param {Pick<Link, "run" | "look">} link
 */
async function isInRecordedRun(board, run, look, { run: linked, look: place }) {
  const { state, dispatch } = board;
  if (!isOfRecordedRun({ run: linked, look: place })) return false;
  dispatch({ type: "awaited", look, awaited: place });
  if (!state.value.runs[run].recorded.through) await next(board, ({ type }) => WHEN_KNOWN.has(type));
  const { through, description } = state.value.runs[run].recorded;
  const isSameLength = linked.numSteps === description?.config.num_steps; // Adam's learning rate differs with it
  if (!place.isRecorded && !isSameLength) return false;
  const after = place.step === null ? (through?.traced ?? 0) : place.step - 1;
  const choice = { doc: place.doc, target: place.target, after, isRecorded: true };
  const isMoment = isThroughRecorded(state.value.runs[run], choice) && through?.after.includes(after);
  const isTraced = after === through?.traced;
  if (!isTraced && (!isMoment || place.edits.length > 0)) return false;
  dispatch({ type: "choice-set", look, choice: isMoment ? { ...choice, doc: "" } : choice });
  dispatch({ type: "trace-asked", look });
  if (!(await isShown(board, look))) return false;
  if (place.edits.length > 0) await edit(board, look, place);
  else arrive(board, look, place);
  return true;
}

/**
 * Have a link's edits made in the trace that is looked at.
 *
 * @param {Board} board
 * @param {string} look
 * @param {Awaited} place
 */
async function edit(board, look, place) {
  board.dispatch({ type: "awaited", look, awaited: place });
  if (board.state.value.host.python.kind === "asleep") await next(board, ({ type }) => type === "python-wanted");
  board.dispatch({ type: "edits-asked", look, edits: place.edits });
  if (await isShown(board, look)) arrive(board, look, place);
}

/**
 * Go to a link's place in the trace that it means.
 *
 * @param {Board} board
 * @param {string} look
 * @param {Awaited} place
 */
function arrive({ dispatch }, look, place) {
  dispatch({ type: "awaited", look, awaited: null });
  if (place.cursor !== null) dispatch({ type: "cursor-set", look, cursor: place.cursor });
  if (place.operation !== null) dispatch({ type: "operation-set", look, operation: place.operation });
  dispatch({ type: "selected", look, ref: place.selection });
  dispatch({ type: "changes-set", look, changes: place.changes });
  dispatch({ type: "moved", look, t: 1 });
}

/**
 * Look into the next step of a run that was brought along, as soon as Python has it.
 *
 * @param {Board} board
 * @param {string} run
 * @param {string} look
 */
export async function traceWhenBegun(board, run, look) {
  const begun = await whenBegun(board, run);
  if (begun.type === "failed") return;
  board.dispatch({ type: "choice-set", look, choice: { isRecorded: false } });
  board.dispatch({ type: "trace-asked", look });
}

/**
 * Wait until Python has a run, if it has it not yet.
 *
 * @param {Board} board
 * @param {string} run
 * @returns {Promise<{type: string}>}
 */
export async function whenBegun(board, run) {
  if (board.state.value.runs[run].origin) return { type: "run-started" };
  return next(board, (action) => "run" in action && action.run === run && BEGUN.has(action.type));
}

/**
 * Whether a look is at the recorded step, and a link means that one: one with a document alone does.
 *
 * @param {Board} board
 * @param {string} look
 * @param {Link["look"]} place
 */
function isRecordedStep({ state }, look, { doc, step }) {
  const header = traceOfLook(state.value, look)?.header;
  return header?.run === RECORDED && header.doc === doc && (step === null || header.step === step);
}

/**
 * Whether a link means the recorded step, edited or not: it says so, or its run is the one that was recorded and has
 * not begun.
 *
 * @param {Board} board
 * @param {string} look
 * @param {Pick<Link, "run" | "look">} link
 */
function isRecordedMeant(board, look, { run, look: place }) {
  return (place.isRecorded || (isAsRecorded(run) && place.target === null)) && isRecordedStep(board, look, place);
}

/**
 * Whether what a link shows is of the recorded run: it says so, or its own run is that one and has not begun.
 *
 * @param {Pick<Link, "run" | "look">} link
 */
export const isOfRecordedRun = ({ run, look }) => look.isRecorded || isAsRecorded(run);

/**
 * Whether a run is the one that was recorded, before its first step.
 *
 * @param {Link["run"]} run
 */
export function isAsRecorded({ preset, settings, data, text, done, documents, model }) {
  const isDefault = preset === "microgpt" && Object.keys(settings).length === 0 && text === null && model === null;
  return isDefault && done === 0 && documents === null && (data ?? CENSUS) === CENSUS;
}

const BEGUN = new Set(["run-started", "run-restored", "failed"]);
const WHEN_KNOWN = new Set([...BEGUN, "recording-loaded"]); // or Python is as quick
const ENDED = new Set(["became-idle", "failed"]);

/**
 * Whether a link is about another step than the recorded one, so that Python has to make it first.
 *
 * @param {Board} board
 * @param {string} look
 * @param {Link} link
 */
export function isElsewhere(board, look, { run, look: place }) {
  if (!isAsRecorded(run)) return true;
  const { doc, step, target, edits } = place;
  if (doc === "" && step === null && target === null) return false;
  return !isRecordedStep(board, look, place) || target !== null || edits.length > 0;
}

/**
 * @param {Board} board
 * @param {(action: Action) => boolean} isIt
 * @returns {Promise<Action>}
 */
function next(board, isIt) {
  return new Promise((resolve) => {
    const stop = board.onAction((action) => {
      if (!isIt(action)) return;
      stop();
      resolve(action);
    });
  });
}

/**
 * @param {Board} board
 * @param {string} look
 */
async function isShown(board, look) {
  const ended = await next(
    board,
    (action) =>
      "look" in action && action.look === look && (action.type === "trace-shown" || action.type === "trace-failed"),
  );
  return ended.type === "trace-shown";
}
