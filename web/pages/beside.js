/**
 * Of the run that the lab's is compared with: the trace of what is looked at, so that the two pictures of it stand side
 * by side.
 *
 * @import {Run} from "../figures/figure.js"
 * @import {Board} from "../state/board.js"
 */

import { whole } from "../draw/format.js";
import { OTHER, traceOfLook } from "../state/page.js";

/**
 * @param {Board} board
 * @param {string} look  that is gone with
 * @param {() => boolean} isSeen  whether there is a picture of the other run
 */
export function traceBeside({ state, dispatch, onAction }, look, isSeen) {
  let asked = "";
  /** Of which run that was. @type {Run["origin"]} */
  let of = null;

  function ask() {
    const other = state.value.runs[OTHER];
    const trace = traceOfLook(state.value, look);
    if (!other?.origin || other.lost || !trace || !isSeen() || other.activity !== "idle") return;
    const { doc, target, step } = trace.header;
    const position = target === "document" ? null : target;
    const after = Math.min(step - 1, other.done);
    const wanted = JSON.stringify([doc, target, after]);
    if (wanted === asked && of === other.origin) return;
    [asked, of] = [wanted, other.origin];
    if (after < step - 1) dispatch({ type: "problem-met", message: behindText(after, step - 1), isNotice: true });
    dispatch({ type: "choice-set", look: OTHER, choice: { doc, target: position, after, isRecorded: false } });
    dispatch({ type: "trace-asked", look: OTHER });
  }

  onAction((action) => {
    if (action.type === "compare-ended" || action.type === "run-lost") asked = "";
    const isAnother = action.type === "trace-shown" && action.look === look;
    const isDone = action.type === "became-idle" && action.run === OTHER;
    if (isAnother || isDone || (action.type === "set" && action.placed === "lab")) ask();
  });
}

/** @param {number} done @param {number} wanted */
const behindText = (done, wanted) =>
  `B has done ${whole(done)} steps: its picture, at the right, is of then, and the one at the left of after ` +
  `${whole(wanted)}. Train both, and look into a step that both have done.`;
