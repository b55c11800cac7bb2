/**
 * How high figures are that fill what height they are given. Where the page around makes the frame as high as the
 * figure needs, they are as high as they say is read with ease, and as much higher as they would else have to scroll
 * within; in a frame of a fixed height they fill it, down to a share of that.
 *
 * @import {Figure} from "../../figures/figure.js"
 * @import {Board} from "../../state/board.js"
 *
 * @typedef {{figure: Figure, root: HTMLElement}} Place
 */

import { traceOfLook } from "../../state/page.js";

const MOST = 2000; // px: what is longer scrolls

/**
 * @param {Board} board
 * @param {Place[]} places
 * @param {string | null} look
 */
export function keepHeights(board, places, look) {
  const kept = places.filter(({ figure }) => figure.height);
  for (const { root } of kept) root.classList.add("embed-fills");
  /** What they followed from, and what they are. @type {Map<HTMLElement, {from: unknown[], height: number}>} */
  const known = new Map();
  board.beforeDrawing(() => {
    const trace = look === null ? null : traceOfLook(board.state.value, look);
    if (look === null || !trace) return;
    for (const { figure, root } of kept) {
      const { settings } = board.state.value.placed[figure.name];
      const width = root.clientWidth;
      const from = [trace.header.doc, trace.header.config, settings, width];
      const before = known.get(root);
      if (before?.from.every((each, at) => each === from[at])) {
        if (!board.state.value.looks[look].isPlaying) grow(root, before);
        continue;
      }
      const height = Math.ceil(Number(figure.height?.({ trace, settings, width })));
      known.set(root, { from, height });
      root.style.setProperty("--needed", `${height}px`);
    }
  });
}

/**
 * Make room for what would else scroll in a figure.
 *
 * @param {HTMLElement} root
 * @param {{height: number}} known
 */
function grow(root, known) {
  if (document.documentElement.dataset.sized === undefined) return;
  const missing = [...root.querySelectorAll("*")].map((each) => {
    const over = each.scrollHeight - each.clientHeight;
    const isMeant = each.getAttribute("tabindex") === "0"; // it scrolls however high it is
    return over > 1 && !isMeant && /auto|scroll/.test(getComputedStyle(each).overflowY) ? over : 0;
  });
  const most = Math.max(0, ...missing);
  if (most === 0 || known.height >= MOST) return;
  known.height = Math.min(known.height + most, MOST);
  root.style.setProperty("--needed", `${known.height}px`);
}
