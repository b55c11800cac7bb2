/**
 * Documents that Python holds by their digest, so that what is long is handed over once, and again when it
 * has them no more.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Request} from "./host.js"
 */

import { documentsOf } from "../figures/setups.js";

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
    if (!(error instanceof Error) || error.name !== "NotKept") throw error;
    await request("read", { name: file.name, source: new Blob([text]) });
    return ask({ documents: file.digest });
  }
}
