/**
 * What a page holds of its runs, so that none of them ends with Python: the last moment that it told of, and the
 * snapshots of that.
 *
 * @import {Past, Setup} from "../figures/figure.js"
 * @import {Autograd, Snapshot, State} from "../wire/protocol.js"
 * @import {Action, Origin, PageState} from "./page.js"
 * @import {Ask} from "./queries.js"
 *
 * @typedef {object} Held  what is known of a run's place in Python
 * @property {Promise<void>} ready  settles when Python has it
 * @property {Moment | null} moment  the last that the worker told of: gone on from if it dies
 * @property {Map<number, Snapshot>} snapshots  of it, by the steps done
 * @property {boolean} [isGone]  whether the Python that had it has ended, and it is brought up again when it is wanted
 * @property {number} wishes  to train: when there are several before Python is up, the last one counts
 *
 * @typedef {{state: State, numbers: Float64Array}} Moment  a run as it was, from which it can go on
 *
 * @typedef {object} Left  a run that can be gone on with, and what was seen of it
 * @property {Moment} moment
 * @property {Snapshot[]} snapshots
 * @property {Origin} origin
 * @property {Autograd} autograd
 * @property {number} numSteps
 * @property {Past} [past]  null, if it is a file's, which holds none
 *
 * @typedef {Left & {run: string, setup: Setup}} Kept  one that was left; run: what a link says of it; setup: of the
 *   next run, as far as the reader has come with it
 */

import { linkOf, runOf } from "./link.js";

/** @typedef {ReturnType<typeof holding>} Holding */

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {Ask} request
 * @param {Record<string, Kept>} kept  runs that were left, and that the page begins with
 */
export function holding({ state, dispatch }, request, kept) {
  /** @type {Map<string, Held>} */
  const runs = new Map();

  /** @param {string} run @returns {Held} */
  function of(run) {
    const held = runs.get(run) ?? { ready: new Promise(() => {}), wishes: 0, ...momentOf(kept[run]) };
    runs.set(run, held);
    return held;
  }

  /**
   * Hold what a run can go on from, and fetch its new snapshots: both would end with the worker.
   *
   * @param {{run: string} & Moment} told
   */
  async function hold({ run, state, numbers }) {
    const held = of(run);
    held.moment = { state, numbers };
    const { snapshots } = held;
    for (const after of snapshots.keys()) if (!state.snapshots.includes(after)) snapshots.delete(after);
    const missing = state.snapshots.filter((after) => !snapshots.has(after));
    const fetched = missing.map(async (after) => {
      const { header, columns } = await request("snapshot", { run, after });
      snapshots.set(after, { ...header, ...columns });
    });
    await Promise.allSettled(fetched); // one may have made room for others since
    if (held.moment?.state !== state) return; // there is a newer one, or another run
    dispatch({ type: "saved", run, step: state.step });
  }

  return {
    of,
    hold,
    /** Have a run told of, that has come from elsewhere. @param {string} run */
    async holdNow(run) {
      const { header, columns } = await request("state", { run });
      await hold({ run, state: header, ...columns });
    },
    /** @param {string} run */
    forget(run) {
      Object.assign(of(run), { moment: null, snapshots: new Map() });
    },
    /** Hold a run that was left, as it was. @param {string} run @param {Left} left */
    takeUp(run, left) {
      Object.assign(of(run), momentOf(left));
    },
    /**
     * A run as it could be gone on from elsewhere, if it has told of a state yet.
     *
     * @param {string} run
     * @returns {Kept | null}
     */
    keep(run) {
      const { moment, snapshots } = of(run);
      const { live, numSteps, origin, autograd, setup } = state.value.runs[run];
      if (origin === null) return kept[run] ?? null; // Python has it not yet
      const told = runOf(linkOf(state.value, run, null));
      const seen = { run: told, origin, autograd, numSteps, setup, past: live };
      return moment && { ...seen, moment, snapshots: [...snapshots.values()] };
    },
  };
}

/** @param {Left} [left] @returns {Pick<Held, "moment" | "snapshots">} */
function momentOf(left) {
  const snapshots = left?.snapshots ?? [];
  return { moment: left?.moment ?? null, snapshots: new Map(snapshots.map((each) => [each.after, each])) };
}
