/**
 * The lines of the listings beside stepped figures, lit while they run.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Spot} from "./placing.js"
 */

import { effect } from "@preact/signals-core";
import { traceOfLook } from "../../state/page.js";
import { runningAt } from "../../trace/lines.js";

/**
 * A listing is lit by the figure that it stands in one <figure> with.
 *
 * @param {Board} board
 * @param {Spot[]} spots
 */
export function lightListings({ state }, spots) {
  for (const { look, root } of spots) {
    const listings = listingsOf(root);
    if (look === null || listings.length === 0) continue;
    let drawn = "";
    effect(() => {
      const at = state.value.looks[look];
      const trace = at && traceOfLook(state.value, look);
      if (!trace) return;
      const { places } = runningAt(trace, at);
      const made = trace.frames[at.cursor].stage;
      const all = made === null ? places : [...places, trace.stages[made]];
      const now = JSON.stringify(all.map(({ file, line, last }) => [file, line, last]));
      if (now === drawn) return;
      drawn = now;
      light(listings, all);
    });
  }
}

/**
 * The listings in the same <figure>.
 *
 * @param {HTMLElement} root  of a figure
 */
export const listingsOf = (root) => [...(root.closest("figure")?.querySelectorAll("[data-file]") ?? [])];

/**
 * Light these lines, and no others.
 *
 * @param {Element[]} listings
 * @param {{file: string, line: number, last: number}[]} places
 */
export function light(listings, places) {
  for (const listing of listings) {
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (listing.querySelectorAll("[data-line]"))) {
      const number = Number(line.dataset.line);
      const isLit = places.some(
        ({ file, line, last }) => listing.getAttribute("data-file") === file && line <= number && number <= last,
      );
      line.classList.toggle("lit", isLit);
    }
  }
}
