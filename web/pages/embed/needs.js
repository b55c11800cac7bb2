/**
 * What figures need beside the stages of the step: of the recorded one, and of any.
 *
 * @import {Board} from "../../state/board.js"
 */

import { completeAtAdam, loadRecordedAdam, loadRecordedTrace, loadSources } from "../../state/recorded.js";

/** @type {Record<string, (board: Board, look: string) => Promise<unknown>>} */
const OF_RECORDED = {
  adam: loadRecordedAdam,
  experiment: loadRecordedAdam,
  graph: async (board, look) => (await loadRecordedTrace(board, look)).whole,
  // the matrix that makes the logits is in the stages; its gradients are not
  predictions: async (board) => completeAtAdam(board, ["backward", "adam"]),
};

/**
 * Those of some figures that need more of the recorded step than its stages. Of the predictions only one alone does:
 * beside it stands the matrix that makes the logits.
 *
 * @param {Board} board
 * @param {{name: string}[]} figures
 */
export const needy = ({ state }, figures) =>
  figures.filter(({ name }) => {
    const isWhole = name !== "predictions" || state.value.placed[name].settings.isBrief;
    return name in OF_RECORDED && isWhole;
  });

/** Those that show nothing of the run as a whole, only a step of it, or neither. */
const OF_NO_RUN = new Set(
  "map graph cache heads predictions adam line now source experiment transport timeline sandbox pace".split(" "),
);

/**
 * Whether any of these figures shows the run as a whole.
 *
 * @param {{name: string}[]} figures
 */
export const isOfRun = (figures) => figures.some(({ name }) => !OF_NO_RUN.has(name));

/** Those that show lines of the source. */
const OF_SOURCE = new Set(["line", "source"]);

/**
 * Have the sources, if one of these figures shows any.
 *
 * @param {Board} board
 * @param {{name: string}[]} figures
 */
export async function loadShownSources(board, figures) {
  if (figures.some(({ name }) => OF_SOURCE.has(name))) await loadSources(board);
}

/**
 * Have what these figures need of the recorded step.
 *
 * @param {Board} board
 * @param {string} look
 * @param {{name: string}[]} figures
 */
export async function loadNeeded(board, look, figures) {
  const loads = needy(board, figures).map(({ name }) => OF_RECORDED[name](board, look));
  await Promise.all([...loads, loadShownSources(board, figures)]);
}
