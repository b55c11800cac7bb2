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

import { openDatabase } from "./database.js";
import { files } from "./holdings.js";
import { linkOf, runOf, withoutDone } from "./link.js";

const PLACE = "microgpt next run";
const MOST_CHARACTERS = 500_000; // of documents, with what is said of a run: what is longer is kept as a file is

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
  /** @type {Promise<ReturnType<typeof import("./texts.js").textsIn>> | null} */
  let texts = null;
  let newest = 0;
  if (found?.setup && isLacking(found.setup)) void putBack(found.setup).catch(() => {}); // what is gone is given again

  function theTexts() {
    texts ??= Promise.all([import("./texts.js"), openDatabase()]).then(([{ textsIn }, opened]) =>
      textsIn(opened, files),
    );
    return texts;
  }

  /** The long documents of what was found. @param {Setup} before */
  async function putBack(before) {
    const { text, file, draft } = await (await theTexts()).whole(before);
    const { setup } = state.value.runs[run];
    if (setup.file !== before.file || setup.draft !== before.draft) return; // the reader has chosen something else
    dispatch({ type: "setup-set", run, setup: { text, file, draft } });
  }

  /** @param {Kept} kept */
  async function keepLong(kept) {
    const own = newest;
    const { takenApart } = await import("./texts.js");
    const { setup, texts } = takenApart(kept.setup);
    await (await theTexts()).put(texts);
    if (own === newest) put({ ...kept, setup: isLong(setup) ? withoutText(setup) : setup });
  }

  const stop = onAction((action) => {
    if (!TYPED.has(action.type) || !("run" in action) || action.run !== run) return;
    const { setup, compared } = state.value.runs[run];
    const kept = {
      of: withoutDone(runOf(linkOf(state.value, run, null))),
      setup,
      compared: compared && !isLong(compared.setup) ? compared : null, // it would be another on other documents
    };
    newest += 1;
    put({ ...kept, setup: isLong(setup) ? withoutText(setup) : setup });
    if (isLong(setup)) void keepLong(kept).catch(() => {}); // where nothing can be kept it is chosen again
  });
  signal.addEventListener("abort", stop);
}

/** Whether documents that were too long are kept as a file is. @param {Setup} setup */
const isLacking = ({ text, file, draft }) => [{ text, file }, draft].some((each) => each?.file && each.text === null);

/** @param {Setup} setup */
const isLong = ({ text, draft, model }) =>
  (text?.length ?? 0) + (draft?.text?.length ?? 0) + (model?.text.length ?? 0) > MOST_CHARACTERS;

/** @param {Setup} setup @returns {Setup} */
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
