/**
 * The state of the lab: a run, as on the explainer's page, and a trace with a cursor in it.
 *
 * Whatever the reader looks at follows from the trace and the cursor, so that going back is only another cursor.
 *
 * @import {Action, State} from "./store.js"
 * @import {Answer, What} from "./questions.js"
 * @import {Ref, Trace} from "../trace/read.js"
 */

import { INITIAL as RUN, reduce as reduceRun } from "./store.js";
import { nodesOfStage } from "../trace/read.js";

/**
 * What the reader wants to look into.
 *
 * @typedef {object} Choice
 * @property {string} doc  "" for the document of the step
 * @property {number | null} target  the position whose loss goes backward; null for the whole document's
 * @property {number | null} moment  after how many steps to look; null for now
 */

/** @typedef {"map" | "graph" | "cache" | "heads" | "predictions" | "adam"} View */

/**
 * What the reader has set in the pictures.
 *
 * @typedef {object} Figures
 * @property {"vocabulary" | "likely"} order  of the bars of the predictions
 * @property {number | null} position  whose prediction is large; null for the cursor's
 * @property {number} temperature
 * @property {number} sampleCount  documents that the heads are averaged over
 * @property {number | null} trainingMoment  which of the kept moments the heads are shown at; null for the trace's
 * @property {{layer: number, head: number, t: number, s: number} | null} focus  the attention weight that is taken apart
 * @property {"value" | "grad" | "m" | "v" | "direction" | "update"} quantity  of all parameters
 * @property {"matrix" | "all"} scale  whether each matrix has a colour scale of its own
 * @property {boolean} changes  whether the map shows what an experiment changed, instead of the values
 * @property {number | null} step  the training step pointed at in a chart
 * @property {{beta1: number, beta2: number, learning_rate: number} | null} whatIf  other settings of Adam
 */

/**
 * A parameter that is given another number, for an experiment.
 *
 * @typedef {{matrix: string, row: number, column: number, value: number}} Edit
 */

/**
 * What a gradient check found: see the command check.
 *
 * @typedef {{matrix: string, row: number, column: number, grad: number, slope: number, error: number, epsilon: number, loss_up: number, loss_down: number}} Check
 */

/**
 * @typedef {State & {
 *   recordedTrace: Trace | null,
 *   liveTrace: Trace | null,
 *   isTracing: boolean,
 *   choice: Choice,
 *   cursor: number,
 *   op: number | null,
 *   t: number,
 *   isPlaying: boolean,
 *   speed: number,
 *   selection: Ref | null,
 *   hovered: Ref | null,
 *   view: View,
 *   beside: View | null,
 *   figures: Figures,
 *   answers: Partial<Record<What, Answer>>,
 *   recordedAnswers: any,
 *   check: Check | null,
 *   follow: boolean,
 *   camera: {x: number, y: number, k: number} | null,
 *   moments: number[],
 * }} LabState
 *
 * cursor: the frame that was reached; op: the scalar operation within it, when the reader went into it; t: how far the
 * move into the frame has come, from 0 to 1; beside: the second picture; answers: what Python was asked for the pictures;
 * recordedAnswers: what goes with the recorded trace; moments: after how many steps there are states to look into.
 */

/** Frames a second. */
export const SPEEDS = [0.5, 1, 2, 4, 8, 16];

/**
 * @typedef {Action
 *   | {type: "trace-recorded", trace: Trace} | {type: "trace-asked"} | {type: "trace-made", trace: Trace}
 *   | {type: "trace-failed"} | {type: "step-chosen", step: number}
 *   | {type: "answers-recorded", answers: any} | {type: "answered", what: What, answer: Answer}
 *   | {type: "figure-set", figures: Partial<Figures>}
 *   | {type: "edits-asked", edits: Edit[]} | {type: "check-asked", matrix: string, row: number, column: number}
 *   | {type: "checked", check: Check}
 *   | {type: "choice-set", choice: Partial<Choice>}
 *   | {type: "cursor-set", cursor: number} | {type: "op-set", op: number | null} | {type: "moved", t: number}
 *   | {type: "played"} | {type: "stopped"} | {type: "speed-set", speed: number}
 *   | {type: "selected", ref: Ref | null} | {type: "hovered", ref: Ref | null}
 *   | {type: "view-set", view: View} | {type: "beside-set", view: View | null} | {type: "follow-set", follow: boolean}
 *   | {type: "camera-set", camera: LabState["camera"]}} LabAction
 */

/** @type {LabState} */
export const INITIAL = {
  ...RUN,
  recordedTrace: null,
  liveTrace: null,
  isTracing: false,
  choice: { doc: "", target: null, moment: null },
  cursor: 0,
  op: null,
  t: 1,
  isPlaying: false,
  speed: 4,
  selection: null,
  hovered: null,
  view: "map",
  beside: null,
  figures: {
    order: "vocabulary",
    position: null,
    temperature: 1,
    sampleCount: 200,
    trainingMoment: null,
    focus: null,
    quantity: "update",
    scale: "matrix",
    changes: false,
    step: null,
    whatIf: null,
  },
  answers: {},
  recordedAnswers: null,
  check: null,
  follow: true,
  camera: null,
  moments: [],
};

/** The trace that is drawn. @param {LabState} state */
export function traceOfState(state) {
  return state.liveTrace ?? state.recordedTrace;
}

/** @param {LabState} state @param {LabAction} action @returns {LabState} */
export function reduce(state, action) {
  const trace = traceOfState(state);
  switch (action.type) {
    case "trace-recorded":
      return { ...state, recordedTrace: action.trace, ...clamped(state, action.trace) };
    case "answers-recorded":
      return { ...state, recordedAnswers: action.answers };
    case "answered":
      return { ...state, answers: { ...state.answers, [action.what]: action.answer } };
    case "figure-set":
      return { ...state, figures: { ...state.figures, ...action.figures } };
    case "checked":
      return { ...state, check: action.check };
    case "check-asked":
      return { ...state, problem: null };
    case "step-chosen": {
      const done = state.live.steps.at(-1)?.step ?? 0;
      const moment = action.step > done ? null : action.step - 1;
      return { ...state, choice: { doc: "", target: null, moment }, isTracing: true, isPlaying: false, problem: null };
    }
    case "setup-asked": // its documents may be others
      return { ...state, ...reduceRun(state, action), choice: { doc: "", target: null, moment: null } };
    case "edits-asked":
    case "trace-asked":
      return { ...state, isTracing: true, isPlaying: false, problem: null };
    case "trace-made":
      return { ...state, ...traceMade(state, action.trace) };
    case "trace-failed":
      return { ...state, isTracing: false };
    case "choice-set":
      return { ...state, choice: { ...state.choice, ...action.choice } };
    case "cursor-set":
      if (!trace) return { ...state, cursor: action.cursor };
      return { ...state, ...clamped({ ...state, cursor: action.cursor, op: null }, trace), t: 0 };
    case "op-set": {
      const stage = trace?.frames[state.cursor].stage ?? null;
      const count = trace?.hasGraph && stage !== null ? nodesOfStage(trace, stage).length : 0;
      const op = action.op === null || count === 0 ? null : Math.min(Math.max(action.op, 0), count - 1);
      return { ...state, op, selection: null };
    }
    case "moved":
      return { ...state, t: action.t };
    case "played":
      return { ...state, isPlaying: true, op: null };
    case "stopped":
      return { ...state, isPlaying: false };
    case "speed-set":
      return { ...state, speed: action.speed };
    case "selected":
      return { ...state, selection: action.ref };
    case "hovered":
      return { ...state, hovered: action.ref };
    case "view-set":
      return { ...state, view: action.view, beside: action.view === state.beside ? null : state.beside };
    case "beside-set":
      return { ...state, beside: action.view === state.view ? null : action.view };
    case "follow-set":
      return { ...state, follow: action.follow };
    case "camera-set":
      return { ...state, camera: action.camera };
    default:
      return { ...state, ...reduceRun(state, action), moments: momentsAfter(state.moments, action) };
  }
}

/** @param {number[]} moments @param {Action} action @returns {number[]} */
function momentsAfter(moments, action) {
  if ("description" in action && action.description && action.type !== "recording-loaded")
    return action.description.moments;
  if (action.type !== "progress") return moments;
  const kept = action.events.flatMap((event) => ("kept_after" in event ? [event.kept_after] : []));
  return kept.length ? [...moments, ...kept] : moments;
}

/**
 * A trace has come. One of the same model on the same document, edited or not, is looked at as the one before was; for any
 * other the settings that mean a place in the old one go back to their first.
 *
 * @param {LabState} state @param {Trace} trace
 */
function traceMade(state, trace) {
  const old = traceOfState(state)?.header;
  const { doc, step, config } = trace.header;
  const isSame = old && old.doc === doc && old.step === step && JSON.stringify(old.config) === JSON.stringify(config);
  const isAgain = old?.base === trace.header.base; // edited, or no longer
  const { selection, hovered, camera } = state;
  return {
    isTracing: false,
    liveTrace: trace,
    check: null,
    answers: isAgain ? { ...state.answers, temper: undefined } : {}, // logits change with an edit, training does not
    ...clamped(state, trace),
    ...(isSame
      ? { selection, hovered, camera }
      : { figures: { ...state.figures, position: null, focus: null, trainingMoment: null } }),
  };
}

/**
 * The cursor and what hangs on it, as far as a trace has a place for them.
 *
 * @param {LabState} state
 * @param {Trace} trace
 */
function clamped(state, trace) {
  const cursor = Math.min(Math.max(state.cursor, 0), trace.frames.length - 1);
  const isSame = trace === traceOfState(state);
  return { cursor, op: state.op, t: 1, ...(isSame ? {} : { selection: null, hovered: null, camera: null }) };
}
