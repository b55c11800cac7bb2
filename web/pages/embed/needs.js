/**
 * What figures need of the recorded step beside its stages.
 *
 * @import {Board} from "../../state/board.js"
 */

import { loadRecordedAdam, loadRecordedTrace, loadSources } from "../../state/recorded.js";

/** @type {Record<string, (board: Board, look: string) => Promise<unknown>>} */
export const NEEDS = {
  adam: loadRecordedAdam,
  graph: async (board, look) => (await loadRecordedTrace(board, look)).whole,
  line: (board) => loadSources(board),
  predictions: loadRecordedAdam,
  source: (board) => loadSources(board),
};
