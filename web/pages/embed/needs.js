/**
 * What figures need beside the stages of the step: of the recorded one, and of any.
 *
 * @import {Board} from "../../state/board.js"
 */

import { loadRecordedAdam, loadRecordedTrace, loadSources } from "../../state/recorded.js";

/** @type {Record<string, (board: Board, look: string) => Promise<unknown>>} */
const OF_RECORDED = {
  adam: loadRecordedAdam,
  experiment: loadRecordedAdam,
  graph: async (board, look) => (await loadRecordedTrace(board, look)).whole,
  predictions: loadRecordedAdam,
};

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
  const loads = figures.map(({ name }) => OF_RECORDED[name]?.(board, look));
  await Promise.all([...loads, loadShownSources(board, figures)]);
}
