/**
 * Has Python make what was not recorded, once the reader wants it.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Shown} from "./showing.js"
 */

import { effect } from "@preact/signals-core";
import { isList } from "../../figures/setups.js";
import { traceWhenBegun, whenBegun } from "../../state/follow.js";
import { bringAbout, sayWhatCame } from "../../state/open.js";
import { orTold } from "../../state/standin.js";
import { stepText } from "./asked-for.js";
import { textAt } from "./files.js";
import { loadShownSources } from "./needs.js";
import { offer } from "./offer.js";

/**
 * A run of the link's own.
 *
 * @param {Board} board
 * @param {Shown} shown
 * @param {string} what  it is, as a sentence
 */
export async function makeOwn(board, shown, what) {
  const { run, look, figures, opened, settings, ofRun, isThere } = shown;
  const { dispatch } = board;
  const verb = look === null ? "Train it here" : "Start Python and show it";
  const offered = offer(board, { run, what, verb, isAuto: settings.autotrain });
  isThere();
  await offered.wanted;
  try {
    const { checkpoint } = settings;
    const file = checkpoint === "" ? null : await fileAt(checkpoint);
    if (ofRun.data && !isList(ofRun.data)) {
      dispatch({ type: "setup-set", run, setup: { text: await textAt(ofRun.data, "documents, one a line,") } });
    }
    void orTold(board, loadShownSources(board, figures));
    dispatch({ type: "python-wanted" });
    void show(board, shown, offered);
    if (file) await open(board, shown, file);
    else if (look !== null) await bringAbout(board, opened, run, look);
    else if (opened.link.run.done > 0 && !settings.autotrain)
      dispatch({ type: "step-asked", run, steps: opened.link.run.done });
    else dispatch({ type: "train-asked", run });
    if (ofRun.model) sayWhenCome(board, run);
  } catch (error) {
    dispatch({ type: "problem-met", message: /** @type {Error} */ (error).message });
  }
}

/**
 * A step of the recorded run that was not recorded.
 *
 * @param {Board} board
 * @param {Shown} shown
 */
export async function makeStep(board, shown) {
  const { run, opened, settings, isThere } = shown;
  const look = /** @type {string} */ (shown.look);
  const verb = "Start Python and show it";
  const offered = offer(board, { run, what: stepText(shown), verb, isAuto: settings.autotrain });
  isThere();
  await offered.wanted;
  board.dispatch({ type: "python-wanted" });
  void show(board, shown, offered);
  await bringAbout(board, opened, run, look);
}

/**
 * Show it in the offer's place, at the frame that the figure is at, as soon as it is made.
 *
 * @param {Board} board
 * @param {Shown} shown
 * @param {{end: () => void}} offered
 */
async function show(board, shown, offered) {
  const { look, opened, restingPlace } = shown;
  await whenSeen(board, shown);
  if (look !== null && opened.link.look.cursor === null) board.dispatch({ type: "go", look, cursor: restingPlace() });
  offered.end();
}

/**
 * Wait until there is something of it to be seen.
 *
 * @param {Board} board
 * @param {Shown} shown
 */
function whenSeen({ state, signal }, { run, look }) {
  const before = look === null ? null : state.value.looks[look].trace;
  return new Promise((resolve) => {
    const stop = effect(() => {
      const isSeen = look === null ? state.value.runs[run].isLive : state.value.looks[look].trace !== before;
      if (isSeen) resolve(queueMicrotask(() => stop()));
    });
    signal.addEventListener("abort", stop);
  });
}

/**
 * Go on with the run of a file.
 *
 * @param {Board} board
 * @param {Shown} shown
 * @param {File} file
 */
async function open(board, { run, look }, file) {
  const { dispatch, onAction } = board;
  const taken = new Promise((resolve) => {
    const stop = onAction((action) => {
      if (action.type !== "run-taken-up" && action.type !== "failed") return;
      stop();
      resolve(action.type === "run-taken-up");
    });
  });
  dispatch({ type: "open-asked", run, file });
  if ((await taken) && look !== null) await traceWhenBegun(board, run, look);
}

/** @param {string} address */
async function fileAt(address) {
  const text = await textAt(address, "a saved model");
  return new File([text], new URL(address, location.href).pathname.split("/").at(-1) || address);
}

/**
 * Say what of a link's model did not come with it, as soon as that is known.
 *
 * @param {Board} board
 * @param {string} run
 */
async function sayWhenCome(board, run) {
  const begun = await whenBegun(board, run);
  if (begun.type !== "failed") sayWhatCame(board, run);
}
