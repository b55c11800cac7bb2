/**
 * Documents that Python holds by their digest, so that what is long is handed over once, and again when it
 * has them no more.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Request} from "./host.js"
 */

import { documentsOf } from "../figures/setups.js";

/** How many files are known: as many as Python holds. */
const MOST_KNOWN = 3;

/** @type {Map<string, Blob>} */
const known = new Map();

/** Files by the digest of their documents: to make one of a text of 50 MB would hold the page up. */
export const files = {
  /**
   * The one that documents were read from, or one of their text.
   *
   * @param {string} digest
   * @param {string} text
   */
  of: (digest, text) => known.get(digest) ?? new Blob([text]),

  /** @param {string} digest @param {Blob} file */
  know(digest, file) {
    known.delete(digest);
    known.set(digest, file);
    if (known.size > MOST_KNOWN) known.delete([...known.keys()][0]);
  },
};

/** Those that a Python is given again: once, whoever asks meanwhile. @type {Map<string, Promise<unknown>>} */
const coming = new Map();

/**
 * Ask Python something about the documents of a setup.
 *
 * @template T
 * @param {Request} request
 * @param {Pick<Setup, "data" | "text" | "file">} setup
 * @param {(documents: {data_name?: string, text?: string, documents?: string}) => Promise<T>} ask
 * @param {string} [whose]  the run that it is asked for, of which there may be one with a Python of its own
 * @returns {Promise<T>}
 */
export async function withDocuments(request, setup, ask, whose = "main") {
  const { text, file } = setup;
  if (text === null || !file?.digest) return ask(documentsOf(setup));
  const { name, digest } = file;
  try {
    return await ask({ documents: digest });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NotKept") throw error;
    const place = `${whose} ${digest}`;
    const give = (/** @type {Blob} */ source) => request("read", { name, source }, undefined, whose);
    if (!coming.has(place)) coming.set(place, given(digest, text, give));
    await coming.get(place)?.finally(() => coming.delete(place));
    return ask({ documents: digest });
  }
}

/**
 * @param {string} digest
 * @param {string} text
 * @param {(source: Blob) => Promise<unknown>} give
 */
async function given(digest, text, give) {
  try {
    await give(files.of(digest, text));
  } catch (why) {
    if (!known.delete(digest)) throw why;
    await give(new Blob([text])); // the file is there no longer, or another by now
  }
}
