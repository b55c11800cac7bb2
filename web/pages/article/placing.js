/**
 * The figures of the article, placed when they come near: the code of each is fetched then. Every one that is stepped
 * has a look of its own at the one document that the article is about.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Figure} from "../../figures/figure.js"
 *
 * @typedef {{id: string, name: string, look: string | null, root: HTMLElement, isPlaced: boolean}} Spot
 */

import { traceOfLook } from "../../state/page.js";

/** How far ahead of the reader a figure is placed, in windows. */
const NEAR = "120% 0px";

/**
 * The spots for figures in the text. data-figure names the figure; data-placed the spot, if its figure stands in more;
 * data-look the look, if it has that of another spot; data-settings what its settings begin with, as in a link.
 *
 * @returns {Spot[]}
 */
export function spotsOf() {
  const roots = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-figure]"));
  return [...roots].map((root) => {
    const { figure = "", placed = figure, look = placed } = root.dataset;
    return { id: placed, name: figure, look: look || null, root, isPlaced: false };
  });
}

/**
 * What settings begin with in a spot.
 *
 * @param {Figure} figure
 * @param {HTMLElement} root
 */
function defaultsAt({ settings, name }, root) {
  const given = new URLSearchParams(root.dataset.settings ?? "");
  return Object.fromEntries(
    [...given].map(([each, text]) => {
      const value = settings[each]?.read(text);
      if (value === undefined) throw new Error(`${name} has no setting that is ${each}=${text}`);
      return [each, value];
    }),
  );
}

/**
 * Place a figure.
 *
 * @param {Board} board
 * @param {Spot} spot
 * @param {Figure} figure
 */
export function placeAt(board, spot, figure) {
  spot.isPlaced = true;
  board.place({
    figure,
    root: spot.root,
    id: spot.id,
    look: spot.look,
    run: "main",
    defaults: defaultsAt(figure, spot.root),
  });
}

/**
 * Place figures when they come near, and all before the page is printed.
 *
 * @param {Board} board
 * @param {Spot[]} spots
 * @param {(name: string) => Promise<Figure>} fetchFigure
 * @param {(spot: Spot) => Promise<void>} before  what is to be there first
 */
export function placeWhenNear(board, spots, fetchFigure, before) {
  /** @param {Spot} spot */
  async function place(spot) {
    if (spot.isPlaced) return;
    spot.isPlaced = true;
    const [figure] = await Promise.all([fetchFigure(spot.name), before(spot)]);
    placeAt(board, spot, figure);
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const spot = spots.find(({ root }) => root === target);
        if (isIntersecting && spot) void place(spot);
      }
    },
    { rootMargin: NEAR },
  );
  for (const { root } of spots) observer.observe(root);
  const all = () => void spots.map(place);
  addEventListener("beforeprint", all, { signal: board.signal });
  board.signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * Have all looks at the trace that the first of them is at.
 *
 * @param {Board} board
 * @param {string} first
 * @param {(look: string) => void} moved  a look is at another document now
 */
export function lookTogether({ state, dispatch, onAction }, first, moved) {
  onAction((action) => {
    if (action.type !== "trace-shown" || action.look !== first) return;
    const { choice } = state.value.looks[first];
    for (const look of Object.keys(state.value.looks)) {
      if (look === first) continue;
      const before = traceOfLook(state.value, look)?.header.doc;
      dispatch({ type: "choice-set", look, choice });
      dispatch({ type: "trace-shown", look, trace: action.trace });
      if (before !== action.trace.header.doc) moved(look);
    }
  });
}
