/**
 * The state of the page and the only function that changes it: reduce(state, action) -> state.
 *
 * @import {Description, PythonError, StepDone, TrainingEvent} from "../wire/protocol.js"
 */

import { signal } from "@preact/signals-core";

/**
 * What a new run is to be: a preset, settings that differ from it, and documents of the reader's own, one a line.
 *
 * @typedef {object} Setup
 * @property {string} preset
 * @property {Record<string, number>} settings
 * @property {string | null} text  null for the built-in documents
 */

/** Samples that were invented after the same step. @typedef {{step: number, names: string[]}} SampleGroup */

/**
 * What training has shown so far, live or recorded.
 *
 * @typedef {object} History
 * @property {Description | null} description
 * @property {StepDone[]} steps
 * @property {SampleGroup[]} samples  oldest first
 * @property {string[]} generated  names asked for after training
 */

/**
 * @typedef {object} State
 * @property {{kind: "loading", stage: string, loaded: number, total: number} | {kind: "ready", seconds: number}
 *   | {kind: "stopped"}} python
 * @property {"idle" | "waiting" | "training" | "pausing" | "generating"} activity  waiting: for Python to be up
 * @property {History} live
 * @property {History} recorded
 * @property {Setup} setup  of the next run
 * @property {"vector" | "scalar"} autograd  the one the reader wants
 * @property {Record<string, number>} pace  seconds a step took lately, by autograd
 * @property {number} numSteps  how many steps the reader wants
 * @property {number} savedStep  the step that a restart goes on from
 * @property {number | null} hoveredStep  the step pointed at in the loss chart
 * @property {{message: string, details: string, restart: boolean} | null} problem
 */

/**
 * @typedef {{type: "python-loading", stage: string, loaded: number, total: number}
 *   | {type: "python-ready", seconds: number}
 *   | {type: "python-stopped", error: PythonError}
 *   | {type: "recording-loaded", description: Description, events: TrainingEvent[], names: string[]}
 *   | {type: "run-started", description: Description}
 *   | {type: "run-restored", description: Description}
 *   | {type: "progress", events: TrainingEvent[]}
 *   | {type: "saved", step: number}
 *   | {type: "train-asked"} | {type: "step-asked", steps?: number} | {type: "pause-asked"} | {type: "reset-asked"}
 *   | {type: "generate-asked"} | {type: "restart-asked"}
 *   | {type: "training-began", description: Description}
 *   | {type: "became-idle", description: Description | null}
 *   | {type: "generated", names: string[]}
 *   | {type: "setup-set", setup: Partial<Setup>} | {type: "setup-asked"}
 *   | {type: "autograd-set", autograd: "vector" | "scalar"}
 *   | {type: "run-described", description: Description}
 *   | {type: "num-steps-set", numSteps: number}
 *   | {type: "step-hovered", step: number | null}
 *   | {type: "failed", message: string, details: string}
 *   | {type: "problem-met", message: string}
 *   | {type: "problem-dismissed"}} Action
 */

const MAX_STEPS = 100_000;

/** @type {History} */
const EMPTY = { description: null, steps: [], samples: [], generated: [] };

/** @type {State} */
export const INITIAL = {
  python: { kind: "loading", stage: "Fetching Python", loaded: 0, total: 0 },
  activity: "idle",
  live: EMPTY,
  recorded: EMPTY,
  setup: { preset: "microgpt", settings: {}, text: null },
  autograd: "vector",
  pace: {},
  numSteps: 1000,
  savedStep: 0,
  hoveredStep: null,
  problem: null,
};

/** What the pictures draw: the live run once it has a step to show, the recording until then. @param {State} state */
export function shown(state) {
  const isLive = state.live.steps.length > 0;
  return { isLive, history: isLive ? state.live : state.recorded };
}

/** What the controls of training show. @param {State} state */
export function controlsOf({ activity, python, live, numSteps }) {
  const done = live.steps.at(-1);
  return {
    activity,
    isStopped: python.kind === "stopped",
    step: done?.step ?? 0,
    numSteps,
    maxSteps: MAX_STEPS,
    average: done?.average ?? null,
    secondsPerStep: done?.seconds_per_step,
    secondsLeft: done?.seconds_left,
  };
}

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  switch (action.type) {
    case "python-loading":
      return { ...state, python: { kind: "loading", stage: action.stage, loaded: action.loaded, total: action.total } };
    case "python-ready":
      return { ...state, python: { kind: "ready", seconds: action.seconds }, problem: null };
    case "python-stopped":
      return {
        ...state,
        python: { kind: "stopped" },
        activity: "idle",
        problem: { message: action.error.message, details: action.error.traceback, restart: true },
      };
    case "recording-loaded":
      return {
        ...state,
        recorded: withEvents({ ...EMPTY, description: action.description, generated: action.names }, action.events),
      };
    case "run-described":
      return { ...state, live: { ...state.live, description: action.description } };
    case "run-started":
      return { ...state, live: { ...EMPTY, description: action.description }, savedStep: 0 };
    case "run-restored":
      return { ...state, live: cutBack(state.live, action.description) };
    case "progress":
      return {
        ...state,
        live: withEvents(state.live, action.events),
        pace: { ...state.pace, ...paceOf(action.events) },
      };
    case "saved":
      return { ...state, savedStep: action.step };
    case "train-asked":
    case "step-asked":
      return { ...state, activity: "waiting", problem: null };
    case "training-began":
      return { ...state, activity: "training", live: { ...state.live, description: action.description } };
    case "pause-asked":
      return { ...state, activity: state.activity === "training" ? "pausing" : "idle" };
    case "generate-asked":
      return { ...state, activity: "generating", problem: null };
    case "setup-set":
      return { ...state, setup: { ...state.setup, ...action.setup } };
    case "setup-asked":
    case "reset-asked":
      return { ...state, problem: null, hoveredStep: null };
    case "restart-asked":
      return { ...state, problem: null, python: INITIAL.python };
    case "became-idle":
      return {
        ...state,
        activity: "idle",
        live: action.description ? { ...state.live, description: action.description } : state.live,
      };
    case "generated":
      return { ...state, live: { ...state.live, generated: action.names } };
    case "autograd-set":
      return { ...state, autograd: action.autograd };
    case "num-steps-set":
      return { ...state, numSteps: action.numSteps };
    case "step-hovered":
      return { ...state, hoveredStep: action.step };
    case "failed":
      return {
        ...state,
        activity: "idle",
        problem: { message: action.message, details: action.details, restart: state.python.kind === "stopped" },
      };
    case "problem-met": // beside whatever else goes on
      return { ...state, problem: { message: action.message, details: "", restart: false } };
    case "problem-dismissed":
      return { ...state, problem: null };
  }
}

/** @param {History} history @param {TrainingEvent[]} events @returns {History} */
function withEvents(history, events) {
  const steps = events.filter((event) => "loss" in event);
  const samples = [...history.samples];
  for (const event of events) {
    if (!("sampled_at" in event)) continue;
    const last = samples.at(-1);
    if (last?.step === event.sampled_at) {
      samples[samples.length - 1] = { step: last.step, names: [...last.names, event.name] };
    } else {
      samples.push({ step: event.sampled_at, names: [event.name] });
    }
  }
  return { ...history, steps: history.steps.concat(steps), samples };
}

/** @param {TrainingEvent[]} events @returns {Record<string, number>} */
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
 * @param {History} history
 * @param {Description} description
 */
function cutBack(history, description) {
  return {
    ...EMPTY,
    description,
    steps: history.steps.filter((each) => each.step <= description.step),
    samples: history.samples.filter((each) => each.step <= description.step),
  };
}

/**
 * A store: its state, and dispatch(action), which reduces it and then hands the action to those who asked for them.
 *
 * @template S, A
 * @param {(state: S, action: A) => S} reduce
 * @param {S} initial
 */
export function createStore(reduce, initial) {
  const state = signal(initial);
  /** @type {((action: A) => void)[]} */
  const effects = [];
  return {
    state,
    /** @param {A} action */
    dispatch(action) {
      state.value = reduce(state.value, action);
      for (const effect of effects) effect(action);
    },
    /** Have every action, once reduced, passed to this function. @param {(action: A) => void} effect */
    onAction(effect) {
      effects.push(effect);
    },
  };
}
