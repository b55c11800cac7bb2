/**
 * A training: what has been shown of it, what the reader wants of it.
 *
 * @import {Past, Run} from "../figures/figure.js"
 * @import {Description, SampleMade, TrainingEvent} from "../wire/protocol.js"
 * @import {Action} from "./page.js"
 */

import { withSamplesThinned, withStepsThinned } from "./thinned.js";

const MAX_STEPS = 100_000;

/** Of which nothing was seen. @type {Past} */
export const EMPTY = {
  description: null,
  steps: [],
  every: 1,
  heldOut: [],
  samples: [],
  generated: [],
  inData: [],
  through: null,
};

/**
 * A run before anything is known of it.
 *
 * @param {string} id
 * @param {Partial<Run>} [wishes]
 * @returns {Run}
 */
export function newRun(id, wishes = {}) {
  return {
    id,
    activity: "idle",
    live: EMPTY,
    recorded: EMPTY,
    shown: EMPTY,
    isLive: false,
    done: 0,
    setup: { preset: "microgpt", settings: {}, text: null },
    origin: null,
    autograd: "vector",
    pace: {},
    numSteps: 1000,
    maxSteps: MAX_STEPS,
    savedStep: 0,
    hoveredStep: null,
    snapshots: [],
    wanted: null,
    told: null,
    offer: null,
    link: null,
    compared: null,
    lost: "",
    ...wishes,
  };
}

/** How many steps are done: of those before it was restored none may have been seen. @param {Run} run */
export const stepsDone = ({ live }) => Math.max(live.steps.at(-1)?.step ?? 0, live.description?.step ?? 0);

/**
 * @param {Run} run
 * @param {Action} action  that is about this run
 * @returns {Run}
 */
export function reduceRun(run, action) {
  const changed = changedRun(run, action);
  if (changed === run) return run;
  const done = stepsDone(changed);
  const isLive = done > 0;
  return { ...changed, done, isLive, shown: isLive ? changed.live : changed.recorded };
}

/**
 * @param {Run} run
 * @param {Action} action
 * @returns {Run}
 */
function changedRun(run, action) {
  switch (action.type) {
    case "recording-loaded": {
      const { description, events, names, in_data: inData, through } = action.recording;
      const past = { ...EMPTY, description, generated: names, inData, through };
      return { ...run, recorded: withEvents(past, events) };
    }
    case "documents-loaded": {
      // a step that has its own already keeps them: these are a little rounded
      const steps = run.recorded.steps.map((step) =>
        step.tokens.length > 0 ? step : { ...step, ...action.documents[step.step - 1] },
      );
      return { ...run, recorded: { ...run.recorded, steps } };
    }
    case "run-started":
      return described(
        { ...run, origin: action.origin, live: EMPTY, savedStep: 0, wanted: null, link: null, lost: "" },
        action.description,
      );
    case "run-restored": {
      const live = cutBack(action.past ?? run.live, action.description);
      const { description, origin, autograd, numSteps } = action;
      const savedStep = description.step;
      return described({ ...run, origin, autograd, numSteps, live, savedStep, link: null, lost: "" }, description);
    }
    case "run-described":
    case "training-began": {
      const activity = action.type === "training-began" ? "training" : run.activity;
      return described({ ...run, activity }, action.description);
    }
    case "became-idle": {
      const idle = /** @type {Run} */ ({ ...run, activity: "idle" });
      return action.description ? described(idle, action.description) : idle;
    }
    case "progress":
      return {
        ...run,
        live: withEvents(run.live, action.events),
        pace: { ...run.pace, ...paceOf(action.events) },
        snapshots: action.events.findLast((event) => "snapshots" in event)?.snapshots ?? run.snapshots,
      };
    case "saved":
      return { ...run, savedStep: action.step };
    case "train-asked":
    case "step-asked":
      return { ...run, activity: "waiting" };
    case "pause-asked":
      return { ...run, activity: run.activity === "training" ? "pausing" : "idle" };
    case "generate-asked":
      return { ...run, activity: "generating" };
    case "generated":
      return { ...run, live: { ...withInData(run.live, action.inData), generated: action.names } };
    case "setup-set":
      return { ...run, setup: { ...run.setup, ...action.setup } };
    case "setting-set": {
      const { [action.name]: _, ...others } = run.setup.settings; // one left to the preset is not there
      const settings = action.value === null ? others : { ...others, [action.name]: action.value };
      return { ...run, setup: { ...run.setup, settings } };
    }
    case "setup-asked":
    case "reset-asked":
      return { ...run, hoveredStep: null };
    case "documents-wanted":
      return { ...run, wanted: action.digest };
    case "offered":
      return { ...run, offer: action.offer };
    case "link-made":
      return { ...run, link: action.link };
    case "run-taken-up":
      return { ...run, wanted: null };
    case "resume-asked":
    case "put-off-asked":
    case "discard-asked":
      return { ...run, offer: null };
    case "autograd-set":
      return { ...run, autograd: action.autograd };
    case "num-steps-set":
      return { ...run, numSteps: action.numSteps };
    case "step-hovered":
      return { ...run, hoveredStep: action.step };
    case "compare-asked": {
      const { setup, numSteps, autograd, compared } = run;
      return action.again && compared ? run : { ...run, compared: { setup, numSteps, autograd } };
    }
    case "compare-recalled":
      return { ...run, compared: action.compared };
    case "run-lost":
      return { ...run, activity: "idle", lost: action.message };
    case "failed":
    case "python-stopped":
      return { ...run, activity: "idle" };
    default:
      return run;
  }
}

/**
 * @param {Run} run
 * @param {Description} description
 * @returns {Run}
 */
function described(run, description) {
  return { ...run, live: { ...run.live, description }, snapshots: description.snapshots };
}

/**
 * @param {Past} past
 * @param {TrainingEvent[]} events
 * @returns {Past}
 */
function withEvents(past, events) {
  const steps = events.filter((event) => "loss" in event);
  const heldOut = events.filter((event) => "held_out" in event).map((event) => event.held_out);
  const measured = heldOut.length ? { ...past, heldOut: past.heldOut.concat(heldOut) } : past;
  const told = steps.length ? withStepsThinned({ ...measured, steps: past.steps.concat(steps) }) : measured;
  const sampled = events.filter((event) => "sampled_at" in event);
  return sampled.length ? withSamples(told, sampled) : told;
}

/**
 * @param {Past} past
 * @param {SampleMade[]} sampled
 * @returns {Past}
 */
function withSamples(past, sampled) {
  const samples = [...past.samples];
  for (const { sampled_at: step, name } of sampled) {
    const last = samples.at(-1);
    if (last?.step === step) samples[samples.length - 1] = { step, names: [...last.names, name] };
    else samples.push({ step, names: [name] });
  }
  const inData = sampled.filter((event) => event.in_data).map(({ name }) => name);
  return withSamplesThinned({ ...withInData(past, inData), samples });
}

/**
 * @param {Past} past
 * @param {string[]} names  that the run was trained on
 * @returns {Past}
 */
function withInData(past, names) {
  const more = names.filter((name) => !past.inData.includes(name));
  return more.length ? { ...past, inData: [...past.inData, ...new Set(more)] } : past;
}

/**
 * @param {TrainingEvent[]} events
 * @returns {Record<string, number>}
 */
function paceOf(events) {
  /** @type {Record<string, number>} */
  const pace = {};
  for (const event of events) {
    if ("loss" in event && event.seconds_per_step !== undefined) pace[event.autograd] = event.seconds_per_step;
  }
  return pace;
}

/**
 * What was known of a run up to the step that it was taken back to.
 *
 * @param {Past} past
 * @param {Description} description
 * @returns {Past}
 */
function cutBack(past, description) {
  const isWhole = (past.steps.at(-1)?.step ?? 0) <= description.step;
  return {
    ...EMPTY,
    every: past.every ?? 1,
    steps: past.steps.filter(({ step }) => step <= description.step),
    heldOut: (past.heldOut ?? []).filter(({ step }) => step <= description.step),
    samples: past.samples.filter(({ step }) => step <= description.step),
    generated: isWhole ? past.generated : [], // by the model of the last step
    inData: past.inData,
  };
}
