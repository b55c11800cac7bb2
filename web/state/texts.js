/**
 * Documents that are too long to be written with all that is said of a run: kept once in the reader's browser, by their
 * digest, as a file is, and put back where they were.
 *
 * @import {Setup} from "../figures/figure.js"
 *
 * @typedef {Pick<Setup, "text" | "file">} Given  documents of the reader's own
 * @typedef {object} Text
 * @property {string} digest
 * @property {number} at  when it was kept, in ms since 1970
 * @property {Blob} content
 *
 * @typedef {typeof import("./holdings.js").files} Files
 */

import { answerTo, TEXTS } from "./database.js";

/** Characters, from which on documents are kept so. */
const LEAST = 100_000;

/** So many are kept that no run needs: what a reader has given for the next one. */
const MOST_UNUSED = 2;

/** Whether documents are kept by their digest. @param {Given | null | undefined} given */
export const isApart = (given) => (given?.text?.length ?? 0) >= LEAST && Boolean(given?.file?.digest);

/**
 * A setup without its long documents, which go by their digest, and these.
 *
 * @param {Setup} setup
 * @returns {{setup: Setup, texts: Map<string, string>}}
 */
export function takenApart(setup) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @template {Given} T @param {T} given @returns {T} */
  const without = (given) => {
    if (!isApart(given)) return given;
    texts.set(String(given.file?.digest), String(given.text));
    return { ...given, text: null };
  };
  const { draft } = setup;
  return { setup: { ...without(setup), ...(draft ? { draft: without(draft) } : {}) }, texts };
}

/** The digests of documents that a setup lacks, which were taken out of it. @param {Setup} setup */
const missing = ({ text, file, draft }) =>
  [{ text, file }, draft].flatMap((each) => (each?.text === null && each.file?.digest ? [each.file.digest] : []));

/** The digests of all documents that a setup has, or had. @param {Setup} setup */
export const digestsOf = ({ file, draft }) =>
  [file, draft?.file].flatMap((each) => (each?.digest ? [each.digest] : []));

/** The long documents in a database. @param {IDBDatabase} database @param {Files} files */
export function textsIn(database, files) {
  /** Those that are there for certain. @type {Set<string>} */
  const there = new Set();

  return {
    /**
     * Keep documents, if they are not there. Resolves when they are.
     *
     * @param {Map<string, string>} texts
     */
    async put(texts) {
      for (const [digest, text] of texts) {
        if (there.has(digest)) continue;
        const content = files.of(digest, text);
        const store = database.transaction(TEXTS, "readwrite").objectStore(TEXTS);
        await answerTo(store.put({ digest, at: Date.now(), content }));
        there.add(digest);
      }
    },

    /**
     * A setup with the documents that were taken out of it; without those that are not there any more.
     *
     * @param {Setup} setup
     * @returns {Promise<Setup>}
     */
    async whole(setup) {
      /** @type {Map<string, string>} */
      const found = new Map();
      for (const digest of missing(setup)) {
        const kept = await answerTo(database.transaction(TEXTS).objectStore(TEXTS).get(digest));
        if (!kept) continue;
        files.know(digest, kept.content);
        found.set(digest, await kept.content.text());
      }
      /** @template {Given} T @param {T} given @returns {T} */
      const filled = (given) => {
        if (given.text !== null || !given.file?.digest) return given;
        const text = found.get(given.file.digest) ?? null;
        return { ...given, text, file: text === null ? null : given.file };
      };
      const { draft } = setup;
      return { ...filled(setup), ...(draft ? { draft: filled(draft) } : {}) };
    },

    /** Let go of what no run needs, but for the newest. @param {Set<string>} needed */
    async thin(needed) {
      const store = database.transaction(TEXTS, "readwrite").objectStore(TEXTS);
      const all = /** @type {Text[]} */ (await answerTo(store.getAll()));
      const unused = all.filter(({ digest }) => !needed.has(digest)).sort((a, b) => b.at - a.at);
      for (const { digest } of unused.slice(MOST_UNUSED)) {
        there.delete(digest);
        store.delete(digest);
      }
    },
  };
}
