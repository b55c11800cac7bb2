/**
 * The run of a page is kept in the reader's browser while it trains, and found again: after a reload, on the site's
 * other page, when the tab comes back. Nothing leaves the browser, and no page waits long for it.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Action} from "./page.js"
 * @import {Board} from "./board.js"
 * @import {Kept} from "./held.js"
 *
 * @typedef {object} KeptPage
 * @property {boolean} isLeft  whether its run is the one that was left
 * @property {boolean} isOffering  whether another that was kept may be offered
 * @property {(setup: Setup) => boolean} [isFit]  whether the page can show a run of that setup
 */

import { isEmpty, openDatabase } from "./database.js";
import { files } from "./holdings.js";
import { remember, remembered } from "./own-record.js";

/** How long, in ms, to wait for the browser: some never answer. */
const PATIENCE = 2000;

const BLOCKED =
  "This browser lets the page keep nothing, so the run ends with the page: save the model to go on later.";

/** What a run begins to be something with that could be lost. @type {Set<Action["type"]>} */
const BEGINNINGS = new Set(["train-asked", "step-asked", "generate-asked", "open-asked", "saved"]);

/** Look for the run that this tab has been training. */
export async function openKeeper() {
  const opening = openDatabase();
  const fetching = async () => {
    const [database, { archiveIn }, keeping] = await Promise.all([
      opening,
      import("./archive.js"),
      import("./keeping.js"),
    ]);
    return { archive: archiveIn(database, files), ...keeping };
  };
  const own = remembered();
  let [left, problem] = [/** @type {Kept | null} */ (null), ""];
  try {
    if (own !== null) left = await inTime(fetching().then(({ archive }) => archive.get(own)));
  } catch (error) {
    const isOther = /** @type {Error} */ (error).name === "OtherVersion";
    if (isOther) remember(null);
    if (isOther) problem = /** @type {Error} */ (error).message;
  }

  /**
   * @param {Board} board
   * @param {string} run
   * @param {KeptPage} page
   */
  async function keepFrom(board, run, { isLeft, isOffering, isFit = () => true }) {
    const tell = (/** @type {string} */ why) => board.dispatch({ type: "keeping-told", why });
    const late = setTimeout(() => tell(BLOCKED), PATIENCE);
    try {
      const isNew = await isEmpty(await opening);
      clearTimeout(late);
      if (board.state.value.host.keeping === BLOCKED) tell(""); // it has answered after all
      if (isNew) await begun(board, run);
      const { archive, keepIn, offering } = await fetching();
      keepIn(archive, board, run, isLeft ? own : null, isLeft ? left : null);
      if (isOffering && !isLeft && !isNew) offering(archive, board, run, isFit);
    } catch {
      clearTimeout(late);
      tell(BLOCKED);
    }
  }

  return {
    left,
    /**
     * Keep a run from now on, and offer one that was kept, if this page does not go on with one already.
     *
     * @param {Board} board
     * @param {string} run
     * @param {KeptPage} page
     */
    keep(board, run, page) {
      if (problem) board.dispatch({ type: "problem-met", message: problem });
      void keepFrom(board, run, page);
    },
  };
}

/**
 * Resolves when there is something of a run to keep.
 *
 * @param {Board} board
 * @param {string} run
 * @returns {Promise<void>}
 */
function begun({ state, onAction }, run) {
  return new Promise((resolve) => {
    if (state.value.runs[run].activity !== "idle" || state.value.runs[run].isLive) return resolve();
    const stop = onAction((action) => {
      if (!BEGINNINGS.has(action.type)) return;
      stop();
      resolve();
    });
  });
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function inTime(promise) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("the browser does not answer")), PATIENCE);
    promise.then(resolve, reject);
  });
}
