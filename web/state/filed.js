/**
 * Recorded answers that are files of their own, because they are long: they need no Python, and are fetched when a
 * figure asks. So far these are the parameters of the recorded run at its moments.
 *
 * @import {Question} from "../figures/figure.js"
 */

import { RECORDED } from "../trace/read.js";
import { unpackedFiles } from "./packed.js";

/**
 * The file that answers a question, if one does.
 *
 * @param {Pick<Question, "command" | "args">} question
 * @returns {string | null}
 */
export function fileOf({ command, args }) {
  if (command !== "parameters") return null;
  const { run, after = null } = /** @type {{run: string, after?: number | null}} */ (args);
  return run === RECORDED && after !== null ? `parameters-${after}.bin` : null;
}

/**
 * What asks where the answer is: in a file, or of Python.
 *
 * @template {(command: any, args: any) => Promise<any>} R
 * @param {R} request
 * @returns {R}
 */
export function fromFilesOr(request) {
  const answer = unpackedFiles();
  return /** @type {R} */ (
    (command, args) => {
      const name = fileOf({ command, args });
      return name === null ? request(command, args) : answer(name);
    }
  );
}
