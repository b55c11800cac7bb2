/**
 * The figures of the article, placed when they come near: the code of each is fetched then. Every one that is stepped
 * has a look of its own at the one document that the article is about.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Figure} from "../../figures/figure.js"
 *
 * @import {Begun, Passage} from "./chapters.js"
 *
 * @typedef {object} Spot
 * @property {string} id
 * @property {string} name
 * @property {string | null} look
 * @property {Passage | null} passage  that its look plays
 * @property {HTMLElement} root
 * @property {boolean} isPlaced
 */

import { element } from "../../draw/element.js";
import { scriptFault } from "../../wire/came.js";
import { light, listingsOf } from "./listings.js";
import { traceOfLook } from "../../state/page.js";

/** How far ahead of the reader a figure is placed, in windows. */
const NEAR = "120% 0px";

/**
 * The spots for figures in the text. data-figure names the figure; data-placed the spot, if its figure stands in more;
 * data-look the look, if it has that of another spot; data-settings what its settings begin with, as in a link.
 *
 * @param {Record<string, Passage | Begun>} played  by look
 * @returns {Spot[]}
 */
export function spotsOf(played) {
  const roots = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-figure]"));
  return [...roots].map((root) => {
    const { figure = "", placed = figure, look = placed } = root.dataset;
    const what = played[look];
    const passage = what && "from" in what ? what : null;
    return { id: placed, name: figure, look: look || null, passage, root, isPlaced: false };
  });
}

/**
 * What settings begin with in a spot. A figure that goes through a passage goes through that of its look.
 *
 * @param {Figure} figure
 * @param {Spot} spot
 */
function defaultsAt({ settings, name }, { root, passage }) {
  const given = new URLSearchParams(root.dataset.settings ?? "");
  const own = passage && "from" in settings && "to" in settings ? passage : {};
  const set = Object.fromEntries(
    [...given].map(([each, text]) => {
      const value = settings[each]?.read(text);
      if (value === undefined) throw new Error(`${name} has no setting that is ${each}=${text}`);
      return [each, value];
    }),
  );
  return { ...own, ...set };
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
  const listings = listingsOf(spot.root);
  board.place({
    figure,
    root: spot.root,
    id: spot.id,
    look: spot.look,
    run: "main",
    defaults: defaultsAt(figure, spot),
    onDrawn: figure.lines && ((props) => light(listings, figure.lines?.(props) ?? [])),
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
    const say = () => board.state.value.missed && tellIn(spot, board.state.value.missed);
    const stop = board.onAction(({ type }) => type === "recording-missed" && say());
    say();
    try {
      const [figure] = await Promise.all([fetchFigure(spot.name), before(spot)]);
      spot.root.replaceChildren();
      placeAt(board, spot, figure);
    } catch (error) {
      spot.isPlaced = false; // it is tried again when the reader comes near again
      tellIn(spot, await scriptSentence(/** @type {Error} */ (error)));
    }
    stop();
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
 * Say in a spot why its figure is not there.
 *
 * @param {Spot} spot
 * @param {string} text
 */
function tellIn({ root }, text) {
  root.replaceChildren(element("p", { class: "complaint" }, text));
}

/**
 * Why the script of a figure was not loaded.
 *
 * @param {Error} error
 */
async function scriptSentence({ message }) {
  const url = /https?:\S+/.exec(message)?.[0]; // most browsers name it
  const fault = url && (await scriptFault(url));
  const cause = url && fault ? `wanted ${new URL(url).pathname}, but ${fault}` : message;
  return `The script of this figure could not be loaded: ${cause}. It is tried again when you come by again.`;
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
