/**
 * Documents that Python holds by their digest, so that what is long is handed over once, and again when it
 * has them no more.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Request} from "./host.js"
 */

import { documentsOf } from "../figures/setups.js";
import { WorkerError } from "../wire/client.js";

/** How many files are known: as many as Python holds. */
const MOST_KNOWN = 3;

/** Files by the digest of their documents: to make one of a text of 50 MB holds the page up. @type {Map<string, Blob>} */
const files = new Map();

/**
 * The file of documents: the one that they were read from, if it is known.
 *
 * @param {string} digest
 * @param {string} text
 */
export const fileOf = (digest, text) => files.get(digest) ?? new Blob([text]);

/** @param {string} digest @param {Blob} file */
export function know(digest, file) {
  files.delete(digest);
  files.set(digest, file);
  if (files.size > MOST_KNOWN) files.delete([...files.keys()][0]);
}

/** Those that Python is given again, by their digest: once, whoever asks about them meanwhile. */
const coming = /** @type {WeakMap<Request, Map<string, Promise<unknown>>>} */ (new WeakMap());

/**
 * Ask Python something about the documents of a setup.
 *
 * @template T
 * @param {Request} request
 * @param {Pick<Setup, "data" | "text" | "file">} setup
 * @param {(documents: {data_name?: string, text?: string, documents?: string}) => Promise<T>} ask
 * @returns {Promise<T>}
 */
export async function withDocuments(request, setup, ask) {
  const { text, file } = setup;
  if (text === null || !file?.digest) return ask(documentsOf(setup));
  try {
    return await ask({ documents: file.digest });
  } catch (error) {
    if (!(error instanceof WorkerError) || error.name !== "NotKept") throw error;
    const { name, digest } = file;
    const give = (/** @type {Blob} */ source) => request("read", { name, source });
    await given(request, digest, () =>
      give(fileOf(digest, text)).catch((why) => {
        if (!files.delete(digest)) throw why;
        return give(new Blob([text])); // it is there no longer, or another by now
      }),
    );
    return ask({ documents: digest });
  }
}

/**
 * @param {Request} request
 * @param {string} digest
 * @param {() => Promise<unknown>} give
 */
async function given(request, digest, give) {
  const own = coming.get(request) ?? new Map();
  coming.set(request, own);
  if (!own.has(digest)) own.set(digest, give());
  try {
    await own.get(digest);
  } finally {
    own.delete(digest);
  }
}
