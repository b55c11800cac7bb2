/**
 * What takes the place of a recorded file that cannot be had: a sentence on which and why, and where the recorded step
 * should be, one that Python traces, as soon as it is up.
 *
 * @import {Board} from "./board.js"
 */

import { RECORDED } from "../trace/read.js";
import { traceWhenBegun, whenBegun } from "./follow.js";

const INSTEAD = "In its place comes a step that the Python in this page traces, as soon as that is up.";

/** The pages on which Python was asked for a step. @type {WeakSet<object>} */
const asked = new WeakSet();

/**
 * Wait for something recorded, and tell the reader if it does not come.
 *
 * @param {Pick<Board, "dispatch">} board
 * @param {Promise<unknown>} loading
 */
export async function orTold({ dispatch }, loading) {
  try {
    await loading;
  } catch (error) {
    dispatch({ type: "problem-met", message: sentenceOn(error) });
  }
}

/**
 * Wait until what is recorded of the step is there, or a look is at a step that Python has traced: because it cannot be
 * had, or is later than Python.
 *
 * @param {Board} board
 * @param {string} run
 * @param {string} look
 * @param {Promise<unknown>} loading
 */
export async function orTraced(board, run, look, loading) {
  const { state, dispatch } = board;
  const loaded = loading.then(
    () => true,
    (error) => {
      dispatch({ type: "recording-missed", message: `${sentenceOn(error)} ${INSTEAD}` });
      return false;
    },
  );
  const isNothingThere = () => state.value.looks[look].trace === null;
  const late = whenBegun(board, run).then(() => (isNothingThere() ? false : loaded));
  const isTraced = () => ![null, RECORDED].includes(state.value.looks[look].trace);
  if ((await Promise.race([loaded, late])) || isTraced()) return;
  if (!asked.has(board)) {
    asked.add(board);
    void traceWhenBegun(board, run, look);
  }
  await new Promise((resolve) => {
    const stop = board.onAction(() => {
      if (!isTraced()) return;
      stop();
      resolve(null);
    });
  });
}

/** @param {unknown} error */
function sentenceOn(error) {
  const { message } = /** @type {Error} */ (error);
  return `Of what was recorded with this page a part is missing: ${message}.`;
}
