/**
 * Takes over another link where the figure stands: whatever can be changed without loading it anew. Only what differs
 * from the link before is touched, so that what the reader has done meanwhile stays.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Link} from "../../state/link.js"
 * @import {PageState} from "../../state/page.js"
 * @import {Asked} from "./reading.js"
 */

import { isRecordedDocument, loadRecordedDocument } from "../../state/documents.js";
import { orTold } from "../../state/standin.js";
import { RECORDED } from "../../trace/read.js";

/** Of a look, what can be changed beside the settings. */
const OF_THE_LOOK = new Set(["doc", "step", "cursor", "phase", "position", "op", "select", "changes"]);
/** Of the page, what cannot. */
const OF_THE_BEGINNING = new Set(["autoplay", "autotrain", "checkpoint", "trace"]);

/** @typedef {Record<keyof Asked["settings"], string[]>} Names  of settings, by what they are of */

/**
 * The settings that two links say differently.
 *
 * @param {Asked} before
 * @param {Asked} after
 * @returns {Names}
 */
export function differing(before, after) {
  const of = (/** @type {keyof Names} */ each) => {
    const [old, now] = [before.settings[each], after.settings[each]];
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [...names].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  };
  return { page: of("page"), run: of("run"), look: of("look"), figure: of("figure") };
}

/**
 * Whether a figure can take these over where it stands: settings of its own but for which figure it is, and its look.
 *
 * @param {Asked} before
 * @param {Asked} after
 * @param {Names} names  that differ
 */
export function canTake(before, after, { page, run, look }) {
  const isSame = before.embed === after.embed && run.length === 0;
  return isSame && !page.some((name) => OF_THE_BEGINNING.has(name)) && look.every((name) => OF_THE_LOOK.has(name));
}

/**
 * Whether the step that a link means can be shown with what there is, or by the Python that is up. Where it cannot, the
 * figure is loaded anew, and offers to have it made.
 *
 * @param {PageState} state
 * @param {string} look
 * @param {string[]} names  that differ
 * @param {Link["look"]} place
 * @param {boolean} isWhole  whether the figure needs all that was recorded of a step
 */
export function isAtHand(state, look, names, place, isWhole) {
  if (!names.includes("doc") && !names.includes("step")) return true;
  const { doc, step } = place;
  const { through } = state.runs[state.looks[look].run].recorded;
  const isUp = state.host.python.kind === "ready";
  const recorded = state.traces[RECORDED]?.header;
  const isOfRecorded = recorded !== undefined && (doc === "" || doc === recorded.doc);
  if (step !== null && step - 1 !== through?.traced) return isOfRecorded && through?.after.includes(step - 1) === true;
  return isUp || isOfRecorded || (!isWhole && isRecordedDocument(doc));
}

/**
 * Have a look be what a link says of it now.
 *
 * @param {Board} board
 * @param {string} look
 * @param {string[]} names  that differ
 * @param {Link["look"]} place
 * @param {() => number} rest  the cursor where no link names one
 * @param {boolean} isWhole  whether the figure needs all that was recorded of a step
 */
export function takeLook(board, look, names, place, rest, isWhole) {
  const { state, dispatch, onAction } = board;
  const arrive = () => {
    if (state.value.looks[look].trace === null) return;
    dispatch({ type: "go", look, cursor: place.cursor ?? rest() });
    if (names.includes("op")) dispatch({ type: "operation-set", look, operation: place.operation });
    if (names.includes("select")) dispatch({ type: "selected", look, ref: place.selection });
  };
  if (names.includes("changes")) dispatch({ type: "changes-set", look, changes: place.changes });
  if (names.includes("doc") || names.includes("step")) {
    const stop = onAction((action) => {
      if (!("look" in action) || action.look !== look || !ENDED.has(action.type)) return;
      stop();
      if (action.type === "trace-shown") arrive();
    });
    dispatch({ type: "stopped", look });
    const { doc, step } = place;
    const { isLive, recorded } = state.value.runs[state.value.looks[look].run];
    if (!isLive && !isWhole && isRecordedDocument(doc)) void orTold(board, loadRecordedDocument(board, look, doc));
    else {
      const after = step === null || step - 1 === recorded.through?.traced ? null : step - 1;
      dispatch({ type: "choice-set", look, choice: { doc, target: null, after } });
      dispatch({ type: "trace-asked", look });
    }
  } else if (["cursor", "phase", "position", "op", "select"].some((name) => names.includes(name))) {
    dispatch({ type: "stopped", look });
    arrive();
  }
}

const ENDED = new Set(["trace-shown", "complained", "trace-failed"]);
