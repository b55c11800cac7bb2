/**
 * Figures play once when they come into view, and wait. Never more than one moves.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Spot} from "./placing.js"
 * @import {Begun, Passage} from "./chapters.js"
 */

import { playPassage } from "../../state/passage.js";
import { traceOfLook } from "../../state/page.js";
import { framesOf, passageAt } from "../../trace/places.js";

/** How much of a figure, or of the window, is to be seen. */
const SEEN = 0.6;

/**
 * The settings by which a figure moves just now.
 *
 * @param {import("../../state/page.js").PageState["placed"][string]} placed
 */
const movingOf = ({ kinds, settings }) =>
  Object.entries(kinds).filter(([name, kind]) => kind.isMoving && settings[name] !== kind.default);

/**
 * @param {Board} board
 * @param {Spot[]} spots
 * @param {Record<string, Passage | Begun>} played
 */
export function playInView(board, spots, played) {
  const { state, dispatch, onAction, stillness, signal } = board;
  const waiting = new Set(spots.filter(({ id }) => id in played));
  /** @type {Set<Spot>} */
  const seen = new Set();

  const isMoving = () =>
    Object.values(state.value.looks).some(({ isPlaying }) => isPlaying) ||
    Object.values(state.value.placed).some((each) => movingOf(each).length > 0);

  function next() {
    const spot = [...seen].find((each) => waiting.has(each));
    if (!spot || !state.value.placed[spot.id] || isMoving()) return;
    const what = played[spot.id];
    if ("set" in what) {
      waiting.delete(spot);
      if (!stillness()) dispatch({ type: "set", placed: spot.id, settings: what.set });
      return;
    }
    const trace = traceOfLook(state.value, spot.look ?? "");
    if (!trace) return;
    waiting.delete(spot);
    const { first, last } = passageAt(trace, what);
    const frames = what.only ? framesOf(trace, what) : undefined;
    playPassage(board, /** @type {string} */ (spot.look), first, last, undefined, frames);
  }

  onAction((action) => {
    if (action.type !== "played") return;
    for (const { id, isPlaying } of Object.values(state.value.looks)) {
      if (isPlaying && id !== action.look) dispatch({ type: "stopped", look: id });
    }
  });

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, intersectionRatio, intersectionRect, rootBounds, target } of entries) {
        const spot = spots.find(({ root }) => root === target);
        if (!spot) continue;
        const fills = rootBounds !== null && intersectionRect.height >= SEEN * rootBounds.height;
        if (isIntersecting && (intersectionRatio >= SEEN || fills)) seen.add(spot);
        else {
          seen.delete(spot);
          const look = spot.look === null ? null : state.value.looks[spot.look];
          if (look?.isPlaying) dispatch({ type: "stopped", look: look.id });
          const placed = state.value.placed[spot.id];
          const stopped = placed ? movingOf(placed).map(([name, { default: still }]) => [name, still]) : [];
          if (stopped.length) dispatch({ type: "set", placed: spot.id, settings: Object.fromEntries(stopped) });
        }
      }
      next();
    },
    { threshold: [0, 0.2, 0.4, SEEN, 0.8, 1] },
  );
  for (const spot of [...waiting]) {
    observer.observe(spot.root);
    const touched = () => void waiting.delete(spot); // what the reader moves does not move by itself
    for (const event of ["pointerdown", "keydown"]) {
      spot.root.closest("figure")?.addEventListener(event, touched, { signal });
    }
  }
  const timer = setInterval(next, 500); // another has ended meanwhile, or a figure's code has come
  signal.addEventListener("abort", () => {
    observer.disconnect();
    clearInterval(timer);
  });
}

/**
 * Have a look rest where its passage ends: its document is another now.
 *
 * @param {Board} board
 * @param {string} look
 * @param {Passage | Begun | undefined} what
 */
export function rest({ state, dispatch }, look, what) {
  const trace = traceOfLook(state.value, look);
  if (!trace || !what || "set" in what) return;
  if (state.value.looks[look].isPlaying) dispatch({ type: "stopped", look });
  dispatch({ type: "go", look, cursor: passageAt(trace, what).last });
}
