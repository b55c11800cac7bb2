/**
 * Keeps the run of a page while it trains, each tab in a record of its own, and offers one that was kept. Fetched when
 * there is anything to keep or to offer.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Archive} from "./archive.js"
 * @import {Board} from "./board.js"
 * @import {Kept} from "./held.js"
 */

import { remember } from "./own-record.js";

/** How long, in ms, to wait for the page before this one to let go of a record; held longer, it is another tab's. */
const PATIENCE = 3000;

/** A run that the reader has left for another after fewer steps than these is not kept beside it. */
const LEAST = 10;

const FULL = "This browser has no room left to keep the run: save the model to go on later.";
const REFUSED = "This browser would not keep the run: save the model to go on later.";
const NARROW = "This browser has room for the newest state of the run only: earlier steps cannot be looked into later.";

/**
 * Keep a run from now on.
 *
 * @param {Archive} archive
 * @param {Board} board
 * @param {string} run
 * @param {string | null} own  the record that is there already
 * @param {Kept | null} left  and what is in it
 */
export function keepIn(archive, board, run, own, left) {
  let record = recordOf(own, left, () => void save());
  let isBusy = false;
  let isBehind = false;

  /** Write what there is, unless the page is writing still: then once more when it has. @param {boolean} isLast */
  async function save(isLast = false) {
    isBehind = isBusy && !isLast;
    const kept = board.keep(run);
    if (isBehind || !kept || !record.isOurs) return;
    isBusy = true;
    const why = await write(record, kept);
    isBusy = false;
    if (why !== null && why !== board.state.value.host.keeping) board.dispatch({ type: "keeping-told", why });
    if (isBehind) void save();
  }

  /**
   * @param {ReturnType<typeof recordOf>} to
   * @param {Kept} kept
   * @returns {Promise<string>}  what could not be kept, in a sentence
   */
  async function write(to, kept) {
    const { id, written } = to;
    try {
      const putting = archive.put(id, to.isNarrow ? { ...kept, snapshots: [] } : kept, written);
      remember(id);
      to.isWritten = true;
      to.step = kept.moment.state.step;
      await putting;
      to.written = new Set(to.isNarrow ? [] : kept.snapshots.map(({ after }) => after));
      return to.isNarrow ? NARROW : "";
    } catch (error) {
      if (to.isNarrow) return error instanceof DOMException && error.name === "QuotaExceededError" ? FULL : REFUSED;
      to.isNarrow = true;
      return write(to, kept);
    }
  }

  /** The page has another run from now on. @param {string | null} id @param {Kept | null} kept */
  function change(id, kept) {
    record.release();
    record = recordOf(id, kept, () => void save());
  }

  const stop = board.onAction(async (action) => {
    if (!("run" in action) || action.run !== run) return;
    const isAnother = action.type === "run-started" || (action.type === "run-taken-up" && action.isOfFile);
    if (isAnother && record.isWritten) {
      if (record.step < LEAST) void archive.drop(record.id).catch(() => {});
      change(null, null);
      remember(null);
    } else if (action.type === "saved" || action.type === "generated") await save();
    else if (action.type === "resume-asked") {
      try {
        const kept = await archive.get(action.id);
        if (!kept) throw new Error("The run that was kept is not there any more.");
        await board.takeUp(run, kept);
        change(action.id, kept);
        await save();
      } catch (error) {
        board.tell(error);
      }
    }
  });
  addEventListener("pagehide", () => void save(true), { signal: board.signal });
  document.addEventListener("visibilitychange", () => document.hidden && void save(), { signal: board.signal });
  board.signal.addEventListener("abort", stop);
  void save(); // what it has come to while this was fetched
  void openElsewhere().then((needed) => archive.thin(needed.add(record.id)).catch(() => {}));
}

/**
 * A record that is this tab's alone for as long as it is held. One that another tab holds, of which this tab is a
 * duplicate, is left to that tab: then this is a new one.
 *
 * @param {string | null} id
 * @param {Kept | null} kept  what is in it
 * @param {() => void} onHeld  what was to be written before is written then
 */
function recordOf(id, kept, onHeld) {
  const record = {
    id: id ?? newId(),
    /** Of which snapshots are there. */
    written: new Set(kept?.snapshots.map(({ after }) => after)),
    isWritten: id !== null,
    step: kept?.moment.state.step ?? 0,
    isNarrow: false,
    isOurs: false,
    release: () => {},
  };
  const hold = () => {
    record.isOurs = true;
    onHeld();
    return new Promise((resolve) => {
      record.release = () => resolve(null);
    });
  };
  if (!navigator.locks) record.isOurs = true; // nobody can tell
  const held = navigator.locks?.request(lockOf(record.id), { signal: AbortSignal.timeout(PATIENCE) }, hold);
  held?.catch(() => {
    Object.assign(record, { id: newId(), written: new Set() });
    void navigator.locks.request(lockOf(record.id), hold).catch(() => {});
  });
  return record;
}

/**
 * Offer the newest run that was kept and is in no tab; if the reader will not have it, the next.
 *
 * @param {Archive} archive
 * @param {Board} board
 * @param {string} run
 * @param {(setup: Setup) => boolean} isFit
 */
export function offering(archive, board, run, isFit) {
  const offer = async () => {
    for (const { id, at, step, numSteps, setup } of await archive.entries()) {
      if (step === 0 || !isFit(setup) || !(await isFree(id))) continue;
      const seconds = Math.max(0, (Date.now() - at) / 1000);
      return board.dispatch({ type: "offered", run, offer: { id, step, numSteps, setup, seconds } });
    }
  };
  const stop = board.onAction((action) => {
    if (action.type === "discard-asked") archive.drop(action.id).then(offer).catch(board.tell);
  });
  board.signal.addEventListener("abort", stop);
  offer().catch(() => {}); // what cannot be read cannot be offered
}

const LOCK = "microgpt run ";

/** @param {string} id */
const lockOf = (id) => LOCK + id;

/** Whether no tab holds a record: one that has just been closed may for a moment. @param {string} id */
async function isFree(id) {
  const options = /** @type {const} */ ({ mode: "shared", signal: AbortSignal.timeout(PATIENCE) });
  return (await navigator.locks?.request(lockOf(id), options, () => true).catch(() => false)) ?? true;
}

/** The records that tabs hold. @returns {Promise<Set<string>>} */
async function openElsewhere() {
  const locks = await navigator.locks?.query().catch(() => null);
  const names = (locks?.held ?? []).map(({ name }) => name ?? "");
  return new Set(names.filter((name) => name.startsWith(LOCK)).map((name) => name.slice(LOCK.length)));
}

/** An id that no other tab makes. */
const newId = () => [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36)).join("-");
