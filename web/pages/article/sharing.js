/**
 * Every caption of the article ends with what a reader may do with its figure.
 *
 * @import {Figure} from "../../figures/figure.js"
 * @import {Board} from "../../state/board.js"
 * @import {Spot} from "./placing.js"
 */

import { shareLine } from "../share/line.js";

/** What stands beside a figure, and is none to be shared. */
const BESIDE = ["status", "problem", "resume", "file", "transport", "through"];

/**
 * @param {Board} board
 * @param {Spot[]} spots
 * @param {(name: string) => Promise<Figure>} fetchFigure
 */
export function shareLines(board, spots, fetchFigure) {
  for (const place of document.querySelectorAll(".share")) {
    const stage = /** @type {HTMLElement} */ (place.closest("figure"));
    const spot = spots.find(({ root, name }) => stage.contains(root) && !BESIDE.includes(name));
    if (!spot) continue;
    const { id, name, look } = spot;
    shareLine(place, board, async () => ({ stage, figure: await fetchFigure(name), id, look, run: "main" }));
  }
}
