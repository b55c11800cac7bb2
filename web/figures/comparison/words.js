/**
 * What two runs differ in, and what is said of each of them.
 *
 * @import {Past, Run, Setup, Wished} from "../figure.js"
 * @import {Description} from "../../wire/protocol.js"
 *
 * @typedef {{name: string, values: (string | null)[], isChange?: true}} Row  values: null where there is none yet
 */

import { duration, fixed, whole } from "../../draw/format.js";
import { chosenOf, OWN } from "../setups.js";

const NONE = "–";
const DOCUMENTS = "documents";
const UNLIKE = new Set(["num_steps"]); // how long a run is trained is no property of its model
/** By how much the last-100 loss of runs scatters that differ in their seed alone: see bench/ablations.md. */
const CHANCE = 0.03;

/**
 * What a run that is set up would differ in from the one that is here; nothing if in nothing.
 *
 * @param {Pick<Run, "origin" | "numSteps">} run
 * @param {Pick<Wished, "setup" | "numSteps">} wished
 */
export function changesOf({ origin, numSteps }, { setup, numSteps: wished }) {
  const here = origin?.setup ?? { preset: "microgpt", settings: {}, text: null };
  const { num_steps: typed, ...settings } = setup.settings;
  const names = new Set([...Object.keys(here.settings), ...Object.keys(settings)]);
  const changed = [...names].filter((name) => !UNLIKE.has(name) && !isSame(here.settings[name], settings[name]));
  const steps = typed ?? wished;
  return [
    ...(here.preset === setup.preset ? [] : [`the program ${setup.preset}`]),
    ...changed.map((name) => `${name} ${valueText(settings[name] ?? "as in the program")}`),
    ...(isSame(steps, numSteps) ? [] : [`num_steps ${steps}`]), // by which the learning rate falls
    ...(hasSameDocuments(here, setup) ? [] : [documentsText(setup)]),
  ];
}

/** Whether that is the same setting, as it was typed or as Python has read it. @param {unknown} a @param {unknown} b */
const isSame = (a, b) => a === b || (isWritten(a) && isWritten(b) && Number(a) === Number(b));

/** @param {unknown} value */
const isWritten = (value) => (typeof value === "string" && value.trim() !== "") || typeof value === "number";

/** @param {Setup} one @param {Setup} other */
function hasSameDocuments(one, other) {
  if (chosenOf(one) !== chosenOf(other)) return false;
  return chosenOf(one) !== OWN || one.text === other.text;
}

/** @param {Setup} setup */
function documentsText(setup) {
  const chosen = chosenOf(setup);
  return chosen === OWN ? `documents of ${setup.file?.name ?? "your own"}` : `the documents ${chosen}`;
}

/** @param {unknown} value */
const valueText = (value) => (value === true ? "on" : value === false ? "off" : String(value));

/**
 * The settings in which two runs differ, and their documents.
 *
 * @param {Description | null} one
 * @param {Description | null} other
 * @returns {Row[]}
 */
export function differences(one, other) {
  if (!one || !other) return [];
  const values = [one, other].map(
    ({ config }) => /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (config)),
  );
  const names = Object.keys(values[0]).filter((name) => !UNLIKE.has(name) && values[0][name] !== values[1][name]);
  /** @type {Row[]} */
  const rows = names.map((name) => ({ name, values: values.map((each) => valueText(each[name])), isChange: true }));
  if (one.data_digest === other.data_digest) return rows;
  return [...rows, { name: DOCUMENTS, values: [one.data_name, other.data_name], isChange: true }];
}

/**
 * What came of two runs, so far.
 *
 * @param {Run[]} runs
 * @returns {Row[]}
 */
export function results(runs) {
  const told = runs.map(({ live }) => live.description);
  const isMeasured = told.some((each) => (each?.num_held_out ?? 0) > 0);
  return [
    { name: "parameters", values: told.map((each) => (each ? whole(each.num_params) : NONE)) },
    stepsRow(runs),
    { name: "mean of up to 50 losses", values: runs.map(({ live }) => lossText(live.steps.at(-1)?.average)) },
    { name: "of up to 100, when it stops", values: runs.map(lastText) },
    ...(isMeasured ? [heldOutRow(runs)] : []),
    { name: "a step takes", values: runs.map(paceText) },
  ];
}

/** @param {Run[]} runs @returns {Row} */
function stepsRow(runs) {
  const [{ numSteps }, ...others] = runs;
  const isAsLong = others.every((other) => other.numSteps === numSteps);
  if (isAsLong) return { name: `steps done of ${whole(numSteps)}`, values: runs.map(({ done }) => whole(done)) };
  return { name: "steps done", values: runs.map((run) => `${whole(run.done)} of ${whole(run.numSteps)}`) };
}

/** @param {number | null | undefined} loss */
const lossText = (loss) => (loss === null || loss === undefined ? NONE : fixed(loss, 3));

/** As Python told when it last stopped: of a run that trains, that was some steps ago. @param {Run} run */
const lastText = ({ live: { description }, done }) =>
  lossText(description && description.step === done ? description.last_loss : null);

/** @param {Run[]} runs @returns {Row} */
function heldOutRow(runs) {
  const last = runs.map(({ live: { heldOut = [] } }) => heldOut.at(-1));
  const [step, ...others] = last.map((each) => each?.step);
  const isTogether = step !== undefined && others.every((other) => other === step);
  const values = last.map((each) => {
    if (!each) return NONE;
    const loss = each.loss === null ? "infinite" : fixed(each.loss, 3);
    return isTogether ? loss : `${loss}, after step ${whole(each.step)}`;
  });
  return { name: isTogether ? `held-out loss after step ${whole(step)}` : "held-out loss", values };
}

/** @param {Run} run */
function paceText({ pace, live }) {
  const seconds = pace[live.description?.autograd ?? "vector"];
  return seconds === undefined ? NONE : duration(seconds);
}

/**
 * What the difference between two runs is worth; nothing before it is known.
 *
 * @param {Row[]} changed
 * @param {boolean} [isAsLong]  whether both have as many steps to do
 */
export function chanceText(changed, isAsLong = true) {
  const [first, ...others] = changed.map(({ name }) => name);
  if (first === undefined) return "";
  if (others.includes(DOCUMENTS) || first === DOCUMENTS) {
    return (
      "Each is measured on documents of its own, so the lower loss is not the better model. Compare each with what a " +
      "random guess costs there."
    );
  }
  if (first === "seed" && others.length === 0 && isAsLong) {
    return "They differ in their seed alone: what lies between their losses after as many steps is chance.";
  }
  return (
    "How much of a difference is chance? Another seed alone moves the loss, too: over three seeds, the means of the " +
    `last 100 of 500 steps of the published program scatter by ${CHANCE} (their standard deviation). Set up a run ` +
    "that differs in its seed alone, and see it here."
  );
}

/**
 * The names that both invented after the same step, the newest there are.
 *
 * @param {Past[]} pasts
 */
export function namesTogether([one, other]) {
  const both = one.samples.findLast(({ step }) => other.samples.some((each) => each.step === step));
  if (!both) return null;
  const beside = other.samples.find(({ step }) => step === both.step);
  return { step: both.step, names: [both.names, beside?.names ?? []] };
}
