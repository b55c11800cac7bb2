/**
 * Opens a link: with which run the page starts, or goes on if the reader brought it along from another page of the
 * site.
 *
 * @import {Run, Setup} from "../figures/figure.js"
 * @import {Setting} from "../figures/settings.js"
 * @import {Board} from "./board.js"
 * @import {Kept} from "./held.js"
 * @import {Link} from "./link.js"
 *
 * @typedef {object} Opened
 * @property {Link} link
 * @property {Partial<Run>} run  what the page's run is to be
 * @property {Kept | null} kept  the run that was brought along, if it is that one
 */

import { cameText } from "../draw/shared-words.js";
import { follow, isElsewhere, traceWhenBegun } from "./follow.js";
import { readLink, runOf, withoutDone } from "./link.js";

/** @type {Setup} */
const PUBLISHED = { preset: "microgpt", settings: {}, text: null };

/**
 * @param {string} hash
 * @param {Record<string, Record<string, Setting>>} placed  the settings of the figures of the page
 * @param {Kept | null} left
 * @returns {Opened}
 */
export function openLink(hash, placed, left) {
  const link = readLink(hash, placed);
  const { numSteps, autograd, documents } = link.run;
  if (left && isMeant(left, hash, link)) {
    const { setup, autograd, numSteps, run: told } = left;
    return { link, run: { setup, autograd, numSteps, told }, kept: left };
  }
  const setup = setupOf(link.run);
  return { link, run: { setup, autograd, wanted: documents, ...(numSteps && { numSteps }) }, kept: null };
}

/**
 * What a link's run begins with: a model that was shared holds its own settings.
 *
 * @param {Link["run"]} run
 * @returns {Setup}
 */
function setupOf({ preset, settings, data, text, model, numSteps }) {
  const own = { preset, settings, ...(data !== null && { data }), text };
  return model === null ? own : { ...PUBLISHED, text, model: { text: model, numSteps } };
}

/**
 * Whether the run that was left is what a link means: it names none, or just that one. The address is written more
 * often than the run is kept, so it may be some steps ahead: those are done again. Reloaded in mid-training it may be
 * some behind, which nobody means. A step before is looked into from a snapshot, if there is one.
 *
 * @param {Kept} left
 * @param {string} hash
 * @param {Link} link
 */
function isMeant({ run, moment, snapshots }, hash, { look, run: { done } }) {
  if (runOf(hash) === "" && look.step === null && look.doc === "") return true;
  const { step } = moment.state;
  const first = Math.min(step, ...snapshots.map(({ after }) => after));
  const isThere = look.isRecorded || look.step === null || (look.step > first && look.step <= done + 1);
  return withoutDone(runOf(hash)) === withoutDone(run) && (done >= step || wasReloaded()) && isThere;
}

function wasReloaded() {
  const [navigation] = performance.getEntriesByType("navigation");
  return /** @type {PerformanceNavigationTiming | undefined} */ (navigation)?.type === "reload";
}

/**
 * Once the recorded step is there: bring about what the link asks for, and say what cannot be.
 *
 * @param {Board} board
 * @param {Opened} opened
 * @param {string} run
 * @param {string} look
 */
export async function bringAbout(board, { link, kept }, run, look) {
  const problems = [];
  if (link.senseless.length > 0) {
    problems.push(`This link holds what makes no sense here, and was passed over: ${link.senseless.join(", ")}.`);
  }
  const { model } = link.run;
  if (link.run.isChanged && !kept) {
    problems.push(
      "In the run of this link the number of steps or the autograd was changed on the way. It cannot be had again: " +
        `the run here is trained as it ended, from ${model === null ? "the first step" : "the link’s model"} on, so ` +
        "its numbers differ.",
    );
  }
  const beside = Object.keys(link.run.settings);
  if (model !== null && beside.length > 0) {
    problems.push(`A model holds its own settings: those beside it in this link (${beside.join(", ")}) are not used.`);
  }
  if (link.run.documents !== null && !kept) {
    problems.push(
      "The run of this link was trained on documents that are too long for a link. Choose them, as text or as a " +
        `file, and start the run (their SHA-256 begins with ${link.run.documents.slice(0, 12)}).`,
    );
  }
  if (problems.length > 0) board.dispatch({ type: "problem-met", message: problems.join(" ") });
  if (isElsewhere(board, look, link)) await follow(board, run, look, link);
  else if (kept) await traceWhenBegun(board, run, look);
}

/**
 * Say once what of a link's model did not come with it, unless there is more to be said.
 *
 * @param {Board} board
 * @param {string} run
 */
export function sayWhatCame({ state, dispatch }, run) {
  const { shared } = state.value.runs[run].origin ?? {};
  if (shared && state.value.host.problem === null) {
    dispatch({ type: "problem-met", message: cameText(shared), isNotice: true });
  }
}
