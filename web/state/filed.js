/**
 * Recorded answers are files: they need no Python, and are fetched when a figure asks. What was answered to a command
 * is in one, answers-heads.json; what is long has one for each answer: the parameters of the recorded run at a moment.
 *
 * @import {Question} from "../figures/figure.js"
 * @import {Commands, RecordedAnswer} from "../wire/protocol.js"
 */

import { RECORDED } from "../trace/read.js";
import { recordedJson, unpackedFiles } from "./packed.js";

/** Commands to which some answers were recorded. @type {Set<keyof Commands>} */
const ANSWERED = new Set([
  "encode",
  "expression",
  "heads",
  "invent",
  "invent_many",
  "lists",
  "norms",
  "over_training",
  "paces",
  "prospect",
  "reading",
  "replay",
  "settings",
  "surprise",
  "temper",
]);

/** Whether there is a file of answers to a command. @param {keyof Commands} command */
export const hasAnswers = (command) => ANSWERED.has(command);

/** @type {Map<keyof Commands, Promise<RecordedAnswer[]>>} */
const files = new Map();

/**
 * What was recorded of a command: fetched once.
 *
 * @param {keyof Commands} command
 * @returns {Promise<RecordedAnswer[]>}
 */
export function answersFiled(command) {
  const found = files.get(command) ?? recordedJson(`answers-${command}.json`);
  files.set(command, found);
  found.catch(() => files.delete(command)); // so that it can be tried again
  return found;
}

/** Fetch all of them: any may be asked for next. */
export function fetchAnswersAhead() {
  for (const command of ANSWERED) answersFiled(command).catch(() => {}); // told when it is asked for
}

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
