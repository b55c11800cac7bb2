/**
 * Brings about what a link asks for: what was recorded is shown at once, without Python; what was not is offered in the
 * figure's place, and made when the reader wants it.
 *
 * @import {Figure} from "../../figures/figure.js"
 * @import {Board} from "../../state/board.js"
 * @import {Opened} from "../../state/open.js"
 *
 * @typedef {object} Shown
 * @property {string} run
 * @property {string | null} look
 * @property {Figure[]} figures
 * @property {Opened} opened
 * @property {Record<string, any>} settings  of the page
 * @property {Record<string, any>} ofRun  what was asked of the run
 * @property {() => number} restingPlace  the frame that the figure is at
 * @property {() => void} isThere  call it when there is something to be seen, or to be asked for
 */

import { isRecordedDocument, loadRecordedDocument } from "../../state/documents.js";
import { isElsewhere, isOfRecordedRun } from "../../state/follow.js";
import { bringAbout } from "../../state/open.js";
import { loadRecordedRun, loadRecordedStages } from "../../state/recorded.js";
import { orTold, orTraced } from "../../state/standin.js";
import { isRecordedThere, unrecorded } from "./asked-for.js";
import { isOfRun, loadNeeded, loadShownSources, needy } from "./needs.js";
import { part, setWaiting } from "./page.js";

/** The figures in which a run of one's own is started. */
const STARTING = new Set(["controls", "setup", "file", "autograd"]);
/** Those that show what was recorded of one document only. */
const WHOLE = new Set(["graph", "adam", "experiment"]);
/** Whether one of some figures does. @param {Figure[]} figures */
export const needsWhole = (figures) => figures.some(({ name }) => WHOLE.has(name));

/** What has Python make things: few embeds need it. */
const making = () => import("./making.js");

/**
 * @param {Board} board
 * @param {Shown} shown
 */
export async function showAsked(board, shown) {
  const { look, figures, settings, isThere } = shown;
  if (settings.trace !== "" && (await isShownFromFile(board, shown))) return isThere();
  const what = unrecorded(shown);
  if (what && figures.some(({ name }) => STARTING.has(name)) && settings.checkpoint === "") return isThere();
  if (what) return (await making()).makeOwn(board, shown, what);
  const isOfStep = look !== null && Object.values(shown.opened.link.look).some((each) => each && String(each) !== "");
  part("figures").hidden = isOfStep; // until it is clear whether that step was recorded
  if (look !== null) {
    await loadRecorded(board, shown, look);
    rest(board, shown);
  }
  if (isOfStep || isOfRun(figures)) await orTold(board, loadRecordedRun(board, shown.run));
  if (look === null) return isThere();
  const isThereNow = !isElsewhere(board, look, shown.opened.link) || isRecordedThere(board, shown);
  if (!isThereNow) return (await making()).makeStep(board, shown);
  part("figures").hidden = false;
  isThere();
  await bringAbout(board, shown.opened, shown.run, look);
  rest(board, shown);
}

/**
 * Have the recorded step, on the document that is asked for if it was recorded on that.
 *
 * @param {Board} board
 * @param {Shown} shown
 * @param {string} look
 */
async function loadRecorded(board, shown, look) {
  const { run, figures, opened } = shown;
  const { link } = opened;
  const { doc } = link.look;
  if (isOfRecordedRun(link) && isRecordedDocument(doc) && !needsWhole(figures)) {
    await orTraced(board, run, look, loadRecordedDocument(board, look, doc));
    return orTold(board, loadShownSources(board, figures));
  }
  const late = needy(board, figures);
  for (const { name } of late) setWaiting(name, true); // it cannot be drawn of the stages alone
  await orTraced(board, run, look, loadRecordedStages(board, look));
  await orTold(board, loadNeeded(board, look, figures));
  rest(board, shown);
  for (const { name } of late) setWaiting(name, false);
}

/**
 * Be where the figure is at, if the link has not said a frame.
 *
 * @param {Board} board
 * @param {Shown} shown
 */
function rest({ dispatch }, { look, opened, restingPlace }) {
  if (look !== null && opened.link.look.cursor === null) dispatch({ type: "go", look, cursor: restingPlace() });
}

/**
 * Show the step of the author's file; whether that could be done.
 *
 * @param {Board} board
 * @param {Shown} shown
 */
async function isShownFromFile(board, shown) {
  const { look, figures, settings } = shown;
  try {
    if (look === null) throw new Error("This figure shows no training step, so the trace of one was passed over.");
    const { traceAt } = await import("./files.js");
    const trace = await traceAt(settings.trace);
    await orTold(board, loadShownSources(board, figures));
    board.dispatch({ type: "trace-shown", look, trace });
    rest(board, shown);
    return true;
  } catch (error) {
    board.dispatch({ type: "problem-met", message: /** @type {Error} */ (error).message });
    return false;
  }
}
