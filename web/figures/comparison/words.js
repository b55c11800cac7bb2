/**
 * What two runs differ in, and what is said of each of them.
 *
 * @import {Past, Run, Setup} from "../figure.js"
 * @import {Description} from "../../wire/protocol.js"
 *
 * @typedef {{name: string, values: (string | null)[], isChange?: true}} Row  values: null where there is none yet
 */

import { duration, fixed, whole } from "../../draw/format.js";

const NONE = "–";
const UNLIKE = new Set(["num_steps"]); // how long a run is trained is no property of its model

/**
 * What the run that has been set up would differ in from the one that is here; nothing if in nothing.
 *
 * @param {Run} run
 */
export function changesOf({ origin, setup }) {
  const here = origin?.setup ?? { preset: "microgpt", settings: {}, text: null };
  const names = new Set([...Object.keys(here.settings), ...Object.keys(setup.settings)]);
  const changed = [...names].filter((name) => here.settings[name] !== setup.settings[name]);
  return [
    ...(here.preset === setup.preset ? [] : [`the program ${setup.preset}`]),
    ...changed.map((name) => `${name} ${valueText(setup.settings[name] ?? "as in the program")}`),
    ...(here.text === setup.text ? [] : [documentsText(setup)]),
  ];
}

/** @param {Setup} setup */
const documentsText = ({ text, file }) =>
  text === null ? "the built-in documents" : `documents of ${file?.name ?? "your own"}`;

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
  return [...rows, { name: "documents", values: [one.data_name, other.data_name], isChange: true }];
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
  /** @type {Row[]} */
  const heldOut = isMeasured ? [{ name: "held-out loss", values: runs.map(({ live }) => heldOutText(live)) }] : [];
  return [
    { name: "parameters", values: told.map((each) => (each ? whole(each.num_params) : NONE)) },
    { name: "steps done", values: runs.map(({ done, numSteps }) => `${whole(done)} of ${whole(numSteps)}`) },
    { name: "mean loss of the last 50 steps", values: runs.map(({ live }) => lossText(live.steps.at(-1)?.average)) },
    { name: "of the last 100, when it stops", values: runs.map(lastText) },
    ...heldOut,
    { name: "a step takes", values: runs.map(paceText) },
  ];
}

/** @param {number | null | undefined} loss */
const lossText = (loss) => (loss === null || loss === undefined ? NONE : fixed(loss, 3));

/** As Python told when it last stopped: of a run that trains, that was some steps ago. @param {Run} run */
const lastText = ({ live: { description }, done }) =>
  lossText(description && description.step === done ? description.last_loss : null);

/** @param {Past} past */
function heldOutText({ heldOut = [] }) {
  const last = heldOut.at(-1);
  if (!last) return NONE;
  return `${last.loss === null ? "infinite" : fixed(last.loss, 3)}, after step ${whole(last.step)}`;
}

/** @param {Run} run */
function paceText({ pace, live }) {
  const seconds = pace[live.description?.autograd ?? "vector"];
  return seconds === undefined ? NONE : duration(seconds);
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
