/**
 * The runs that were kept in the reader's browser, in its IndexedDB: so many and no more. What is asked of it is asked
 * at once, so that it is done even when the page is about to be left.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Snapshot} from "../wire/protocol.js"
 * @import {Kept} from "./held.js"
 * @import {Files} from "./texts.js"
 *
 * @typedef {object} Entry  what is said of a run that was kept
 * @property {number} version  of its form
 * @property {string} id
 * @property {number} at  when, in ms since 1970
 * @property {number} step
 * @property {number} numSteps
 * @property {Setup} setup  that it was started with
 * @property {number} bytes  of its numbers
 *
 * @typedef {ReturnType<typeof archiveIn>} Archive
 */

import { answerTo, ENTRIES, RUNS, SNAPSHOTS } from "./database.js";
import { digestsOf, takenApart, textsIn } from "./texts.js";

/** Of a record's form: one of another is not read, but stays for the page that has kept it. */
const VERSION = 1;
const OTHER =
  "The run that was kept in this browser is of another version of this page, so it cannot be gone on with: " +
  "what is here begins anew.";

const MOST = 5;
const MOST_BYTES = 100e6;
const MOST_DAYS = 60;
const DAY = 24 * 60 * 60 * 1000;

/** What a record is that another version of the page has kept, in another form. */
class OtherVersion extends Error {
  name = "OtherVersion";
}

/** The runs in a database. @param {IDBDatabase} database @param {Files} files  of long documents */
export function archiveIn(database, files) {
  const texts = textsIn(database, files);

  /**
   * @param {"readonly" | "readwrite"} mode
   * @returns {IDBTransaction}
   */
  const begin = (mode) => database.transaction([ENTRIES, RUNS, SNAPSHOTS], mode);

  /** @param {IDBTransaction} transaction @param {string} id */
  function remove(transaction, id) {
    transaction.objectStore(ENTRIES).delete(id);
    transaction.objectStore(RUNS).delete(id);
    transaction.objectStore(SNAPSHOTS).delete(snapshotsOf(id));
  }

  /** @returns {Promise<Entry[]>} */
  async function all() {
    const found = await answerTo(begin("readonly").objectStore(ENTRIES).getAll());
    return found.sort((a, b) => b.at - a.at);
  }

  return {
    /**
     * Keep a run in place of what was kept by this id. Rejects if there is no room, and what was kept is still there.
     *
     * @param {string} id
     * @param {Kept} kept
     * @param {Set<number>} before  of which snapshots are there already
     */
    put(id, { snapshots, ...run }, before) {
      const origin = takenApart(run.origin.setup);
      const next = takenApart(run.setup);
      const long = texts.put(new Map([...origin.texts, ...next.texts]));
      const transaction = begin("readwrite");
      const { step } = run.moment.state;
      const bytes = [run.moment, ...snapshots].reduce((sum, { numbers }) => sum + numbers.byteLength, 0);
      const entry = {
        version: VERSION,
        id,
        at: Date.now(),
        step,
        numSteps: run.numSteps,
        setup: origin.setup,
        bytes,
      };
      const short = { ...run, origin: { ...run.origin, setup: origin.setup }, setup: next.setup };
      transaction.objectStore(ENTRIES).put(entry);
      transaction.objectStore(RUNS).put({ ...short, version: VERSION }, id);
      const store = transaction.objectStore(SNAPSHOTS);
      const now = new Set(snapshots.map(({ after }) => after));
      for (const after of before) if (!now.has(after)) store.delete([id, after]);
      for (const each of snapshots) if (!before.has(each.after)) store.put(each, [id, each.after]);
      transaction.commit();
      return Promise.all([done(transaction), long]);
    },

    /**
     * What was kept by an id. Rejects with an OtherVersion, a sentence for the reader, if that cannot be read.
     *
     * @param {string} id
     * @returns {Promise<Kept | null>}
     */
    async get(id) {
      const transaction = begin("readonly");
      const [run, snapshots] = await Promise.all([
        answerTo(transaction.objectStore(RUNS).get(id)),
        answerTo(transaction.objectStore(SNAPSHOTS).getAll(snapshotsOf(id))),
      ]);
      if (run !== undefined && run?.version !== VERSION) throw new OtherVersion(OTHER);
      if (!run) return null;
      const [origin, setup] = await Promise.all([run.origin.setup, run.setup].map(texts.whole));
      return { ...run, origin: { ...run.origin, setup: origin }, setup, snapshots };
    },

    /** @returns {Promise<Entry[]>} of those that can be read, the newest first */
    async entries() {
      return (await all()).filter(({ version }) => version === VERSION);
    },

    /** @param {string} id */
    drop(id) {
      const transaction = begin("readwrite");
      remove(transaction, id);
      return done(transaction);
    },

    /**
     * Let go of what is too old, and of the oldest where there is too much; but not of the run that came furthest.
     *
     * @param {Set<string>} needed  that stay all the same
     */
    async thin(needed) {
      const entries = await all();
      const furthest = entries.reduce((a, b) => (b.step > a.step ? b : a), entries[0]);
      let [count, bytes] = [0, 0];
      const gone = entries.filter((entry) => {
        count += 1;
        bytes += entry.bytes;
        const isTooOld = Date.now() - entry.at > MOST_DAYS * DAY;
        const isTooMuch = (count > MOST || bytes > MOST_BYTES) && entry !== furthest;
        return (isTooOld || isTooMuch) && !needed.has(entry.id);
      });
      const transaction = begin("readwrite");
      for (const { id } of gone) remove(transaction, id);
      await done(transaction);
      const left = entries.filter((entry) => !gone.includes(entry));
      await texts.thin(new Set(left.flatMap(({ setup }) => digestsOf(setup))));
      return gone.length;
    },
  };
}

/** @param {string} id */
const snapshotsOf = (id) => IDBKeyRange.bound([id], [id, []]); // a list comes after every number

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser would not"));
  });
}
