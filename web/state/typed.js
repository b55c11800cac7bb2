/**
 * What the reader has set up for the next run is kept for as long as the tab is there, so that a reload, or a way to
 * the other page and back, takes nothing of it, and so is how the run was set up that theirs is compared with. Both
 * belong to the run beside which they were typed.
 *
 * @import {Setup, Wished} from "../figures/figure.js"
 * @import {Board} from "./board.js"
 *
 * @typedef {{of: string, setup: Setup, compared: Wished | null}} Kept
 */

import { linkOf, runOf, withoutDone } from "./link.js";

const PLACE = "microgpt next run";
const MOST_CHARACTERS = 500_000; // of documents: a browser has room for some millions in all

/** What the form says. */
const TYPED = new Set(["setup-set", "setting-set", "compare-asked", "run-started", "run-restored", "run-taken-up"]);

/**
 * Put back what was typed before, and keep it from now on. To be called before Python is up.
 *
 * @param {Board} board
 * @param {string} run
 */
export function keepTyped({ state, dispatch, onAction, signal }, run) {
  const found = typedBefore(withoutDone(state.value.runs[run].told ?? ""));
  if (found?.setup) dispatch({ type: "setup-set", run, setup: found.setup });
  if (found?.compared) dispatch({ type: "compare-recalled", run, compared: found.compared });
  const stop = onAction((action) => {
    if (!TYPED.has(action.type) || !("run" in action) || action.run !== run) return;
    const { setup, compared } = state.value.runs[run];
    put({
      of: withoutDone(runOf(linkOf(state.value, run, null))),
      setup: isLong(setup) ? withoutText(setup) : setup,
      compared: compared && !isLong(compared.setup) ? compared : null, // it would be another on other documents
    });
  });
  signal.addEventListener("abort", stop);
}

/** @param {Setup} setup */
const isLong = ({ text, draft, model }) =>
  (text?.length ?? 0) + (draft?.text?.length ?? 0) + (model?.text.length ?? 0) > MOST_CHARACTERS;

/** A file is chosen again in a moment. @param {Setup} setup @returns {Setup} */
const withoutText = (setup) => ({ ...setup, text: null, file: null, draft: null, model: null });

/** @param {string} of  the run, as a link says it @returns {Partial<Kept> | null} */
function typedBefore(of) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    return kept?.of === of ? kept : null;
  } catch {
    return null; // not allowed here, or not ours
  }
}

/** @param {Kept} kept */
function put(kept) {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(kept));
  } catch {} // as above, or there is no room
}
