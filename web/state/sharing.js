/**
 * A link with the model of a run in it, made when a reader asks for one: whoever opens it has that model, and nothing
 * is uploaded for it.
 *
 * @import {Run} from "../figures/figure.js"
 * @import {Shared} from "../wire/protocol.js"
 * @import {Request} from "./host.js"
 * @import {Action, PageState} from "./page.js"
 */

import { inLab } from "../draw/pages.js";
import { isShort, linkOf } from "./link.js";
import { stepsDone } from "./run.js";

/**
 * Make the link, and put it on the clipboard if the browser lets us.
 *
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {Request} request
 * @param {string} run
 */
export async function share({ state, dispatch }, request, run) {
  const { text, step, ...precision } = asItCame(state.value.runs[run]) ?? (await request("share", { run }));
  const isLacking = isWithout(state.value.runs[run]);
  const hash = linkOf(withModel(state.value, run, text, step), run, lookAfter(state.value, run, step));
  const isToLab = isLacking || /\/embed(\.html)?$/.test(location.pathname); // which asks for documents, and shows all
  const { href: address } = new URL(isToLab ? inLab(hash) : hash, location.href);
  const isCopied = await copied(address);
  dispatch({ type: "link-made", run, link: { address, step, precision, isLacking, isCopied } });
}

/**
 * The model of a link that was not trained on: passed on as it came, so that it is rounded once.
 *
 * @param {Run} run
 * @returns {Shared | null}
 */
function asItCame(run) {
  const { setup, shared } = run.origin ?? {};
  if (!setup?.model || !shared || shared.step !== stepsDone(run)) return null;
  const { step, parameter, docs, loss } = shared;
  return { text: setup.model.text, step, parameter, docs, loss };
}

/** Whether a link cannot hold a run's documents. @param {Run} run */
function isWithout({ origin }) {
  const text = origin?.setup.text ?? null;
  return text === null ? origin?.shared?.isLacking === true : !isShort(text);
}

/**
 * The page, if its run had begun with that model.
 *
 * @param {PageState} state
 * @param {string} run
 * @param {string} model
 * @param {number} step
 * @returns {PageState}
 */
function withModel(state, run, model, step) {
  const { [run]: own } = state.runs;
  if (!own.origin || !own.live.description) throw new Error("wanted a run that has begun to share");
  const origin = { ...own.origin, setup: { ...own.origin.setup, model: { text: model, numSteps: null } } };
  const description = { ...own.live.description, step, is_as_started: true };
  const runs = { ...state.runs, [run]: { ...own, origin, live: { ...own.live, steps: [], description } } };
  return { ...state, runs, placed: {} };
}

/**
 * The look that a link to a run's model can hold: at a step of that run after it.
 *
 * @param {PageState} state
 * @param {string} run
 * @param {number} step
 */
function lookAfter({ looks, traces }, run, step) {
  const isThere = Object.values(looks).find((look) => {
    const header = look.trace === null ? null : traces[look.trace]?.header;
    return header?.run === run && header.step > step;
  });
  return isThere?.id ?? null;
}

/** @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // it is shown, so that it can be copied by hand
  }
}
