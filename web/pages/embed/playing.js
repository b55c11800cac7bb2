/**
 * What an author has a figure do by itself when it comes into view: play what it shows, once, or train.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Embed} from "./embeds.js"
 */

import { onceInView } from "./in-view.js";

/**
 * @param {Board} board
 * @param {{root: HTMLElement, figure: {name: string}}} place  of the first figure
 * @param {{run: string, look: string | null, embed: Embed, settings: Record<string, any>, play: () => void}} what
 */
export function playWhenSeen({ dispatch, state, stillness, signal }, { root, figure }, what) {
  const { run, look, embed, settings, play } = what;
  /** Readers who want no motion are at its end already. */
  function begin() {
    if (stillness()) return;
    if (embed.played) dispatch({ type: "set", placed: figure.name, settings: embed.played });
    else if (look !== null) {
      if (state.value.looks[look].isPlaying) return;
      play();
    }
  }
  /** What was asked for may have it train already, or be trained to its end. */
  function train() {
    const { activity, done, numSteps } = state.value.runs[run];
    if (activity === "idle" && done < numSteps) dispatch({ type: "train-asked", run });
  }
  if (settings.autoplay) onceInView(root, begin, signal);
  if (settings.autotrain) onceInView(root, train, signal);
}
