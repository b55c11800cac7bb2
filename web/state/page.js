/**
 * The state of a page and the only function that changes it: reduce(state, action) -> state.
 *
 * Runs, looks, traces and placed figures stand in it by id, as many as the page has. An action says which it means.
 *
 * @import {Awaited, Back, Choice, FigureAction, Host, LinkMade, Look, Offer, Past, Run, Wished}
 *   from "../figures/figure.js"
 * @import {Setting} from "../figures/settings.js"
 * @import {Trace} from "../trace/read.js"
 * @import {Autograd, Check, Commands, Description, PythonError, RecordedAnswer, RecordedRun, StepDone,
 *   TrainingEvent} from "../wire/protocol.js"
 *
 * @typedef {object} PageState
 * @property {Host} host
 * @property {Record<string, Run>} runs
 * @property {Record<string, Look>} looks
 * @property {Record<string, Trace>} traces  those that are looked at, and the recorded one
 * @property {string} missed  why the recorded step is not whole, if it cannot be
 * @property {string[]} lost  the traces that Python has no more, or cannot get: nothing can be asked about them
 * @property {Record<string, Placed>} placed
 * @property {Partial<Record<keyof Commands, RecordedAnswer[]>>} recordedAnswers  about the recorded trace and run: by
 *   command, as far as they were asked for
 *
 * @typedef {object} Placed  a figure somewhere on the page, or the page itself, which has settings too
 * @property {string} name  before the names of its settings in a link
 * @property {string | null} look
 * @property {Record<string, Setting>} kinds  of its settings
 * @property {Record<string, unknown>} settings
 * @property {Record<string, Answer>} answers  the newest to each of its questions
 *
 * @typedef {NonNullable<Run["origin"]>} Origin
 *
 * @typedef {{key: string, about: string, result: unknown}} Answer  about: the trace or the run that was asked about
 *
 * @typedef {{run: string, look: string, placed: string}} Address  whose run, look and settings an action means
 *
 * An action; isOvertaken: whether a trace newer than the one that is shown is wanted already.
 *
 * @typedef {(FigureAction & Partial<Address>)
 *   | {type: "placed", placed: string, as: Omit<Placed, "answers">} | {type: "taken-away", placed: string}
 *   | {type: "answered", placed: string, name: string, answer: Answer}
 *   | {type: "sources-loaded", sources: Record<string, string[]>}
 *   | {type: "answers-recorded", command: keyof Commands, answers: RecordedAnswer[]} | {type: "recording-lost"}
 *   | {type: "recording-missed", message: string}
 *   | {type: "python-loading", stage: string, loaded: number, total: number} | {type: "python-ready", seconds: number}
 *   | {type: "python-stopped", error: PythonError}
 *   | {type: "failed", message: string, details: string, run: string, back?: Back}
 *   | {type: "run-lost", run: string, message: string} | {type: "compare-recalled", run: string, compared: Wished}
 *   | {type: "problem-met", message: string, isNotice?: true}
 *   | {type: "reading-told", reading: Host["reading"]}
 *   | {type: "recording-loaded", run: string, recording: RecordedRun}
 *   | {type: "documents-loaded", run: string, documents: Pick<StepDone, "tokens" | "losses">[]}
 *   | {type: "run-started", run: string, description: Description, origin: Origin}
 *   | {type: "run-described" | "training-began", run: string, description: Description}
 *   | {type: "run-restored", run: string, description: Description, origin: Origin, autograd: Autograd,
 *       numSteps: number, past?: Past}
 *   | {type: "run-taken-up", run: string, isOfFile: boolean} | {type: "offered", run: string, offer: Offer}
 *   | {type: "link-made", run: string, link: LinkMade} | {type: "keeping-told", why: string}
 *   | {type: "became-idle", run: string, description: Description | null}
 *   | {type: "progress", run: string, events: TrainingEvent[]} | {type: "saved", run: string, step: number}
 *   | {type: "generated", run: string, names: string[], inData: string[]}
 *   | {type: "documents-wanted", run: string, digest: string | null}
 *   | {type: "trace-shown", look: string, trace: Trace, isOvertaken?: boolean} | {type: "trace-failed", look: string}
 *   | {type: "trace-completed", trace: Trace}
 *   | {type: "complained", look: string, message: string}
 *   | {type: "awaited", look: string, awaited: Awaited | null}
 *   | {type: "checked", look: string, check: Check}
 *   | {type: "cursor-set", look: string, cursor: number}
 *   | {type: "operation-set", look: string, operation: number | null}
 *   | {type: "moved", look: string, t: number} | {type: "played", look: string}} Action
 */

import { defaultsOf } from "../figures/settings.js";
import { isOtherDocument, RECORDED } from "../trace/read.js";
import { isSameDocument, reduceLook } from "./look.js";
import { newRun, reduceRun, stepsDone } from "./run.js";
import { FETCHING } from "../wire/assets.js";

/** The id of the run that the reader compares theirs with. */
export const OTHER = "other";

/** @type {Host["python"]} */
const COMING = { kind: "loading", stage: FETCHING, loaded: 0, total: 0 };

/** The run that is to be trained beside another. @param {Run} run */
const otherThan = ({ compared }) => newRun(OTHER, compared ?? {});

/**
 * @param {Run[]} runs
 * @param {Look[]} looks
 * @param {Host["python"]} [python]
 * @returns {PageState}
 */
export function newPage(runs, looks, python = COMING) {
  return {
    host: {
      python,
      problem: null,
      keeping: "",
      reading: null,
      sources: {},
    },
    runs: Object.fromEntries(runs.map((run) => [run.id, run])),
    looks: Object.fromEntries(looks.map((look) => [look.id, look])),
    traces: {},
    missed: "",
    lost: [],
    placed: {},
    recordedAnswers: {},
  };
}

/** How many steps the run of a look has done: none if there is none. @param {PageState} state @param {Look} look */
const doneOf = ({ runs }, { run }) => (run in runs ? stepsDone(runs[run]) : 0);

/**
 * The trace that a look is at.
 *
 * @param {PageState} state
 * @param {string} look
 * @returns {Trace | null}
 */
export function traceOfLook(state, look) {
  const { trace } = state.looks[look];
  return trace === null ? null : (state.traces[trace] ?? null);
}

/**
 * @param {PageState} state
 * @param {Action} action
 * @returns {PageState}
 */
export function reduce(state, action) {
  let next = { ...state, host: reduceHost(state.host, action) };
  if ("placed" in action && action.placed) next = reducePlaced(next, action.placed, action);
  if ("look" in action && action.look) {
    const look = state.looks[action.look];
    const trace = traceOfLook(state, look.id);
    const changed = reduceLook(look, action, trace, doneOf(state, look));
    next.looks = { ...next.looks, [look.id]: changed };
    if (action.type === "trace-shown") next = withTrace(next, action.trace, trace, look.id);
  }
  if ("run" in action && action.run && action.run in state.runs) {
    const run = reduceRun(state.runs[action.run], action);
    if (run !== state.runs[action.run]) next.runs = { ...next.runs, [action.run]: run };
    // its documents may be others
    if (action.type === "setup-asked") next.looks = withChoice(next.looks, action.run, ANOTHER_RUN);
    else if (run.isLive !== state.runs[action.run].isLive) next.looks = withChoice(next.looks, action.run, NOW);
  } else if (action.type === "python-stopped") {
    next.runs = Object.fromEntries(Object.entries(next.runs).map(([id, run]) => [id, reduceRun(run, action)]));
  }
  if (action.type === "compare-asked" && action.run) {
    next.runs = { ...next.runs, [OTHER]: otherThan(next.runs[action.run]) };
  } else if (action.type === "compare-ended") {
    const { [OTHER]: _, ...runs } = next.runs;
    next.runs = runs;
    if (OTHER in next.looks)
      next.looks = { ...next.looks, [OTHER]: { ...next.looks[OTHER], trace: null, complaint: "" } };
  }
  if (action.type === "trace-completed") next = withMore(next, action);
  if (action.type === "python-stopped") next.lost = Object.keys(next.traces).filter((id) => !isHanded(id));
  else if (action.type === "run-lost") next.lost = [...next.lost, ...tracesOf(next, action.run)];
  else if (action.type === "recording-missed") next = withoutPieces(next, action.message);
  else if (action.type === "recording-lost") next.lost = [...next.lost, RECORDED];
  else if (action.type === "restart-asked") next.lost = next.lost.filter((id) => id !== RECORDED);
  else if (action.type === "answers-recorded") {
    next.recordedAnswers = { ...next.recordedAnswers, [action.command]: action.answers };
  }
  return next;
}

/** Of a run, that are looked at. @param {PageState} state @param {string} run */
const tracesOf = ({ looks }, run) =>
  Object.values(looks).flatMap((look) => (look.run === run && look.trace !== null ? [look.trace] : []));

/** Whether Python can be handed a trace once more. @param {string} id */
const isHanded = (id) => id === RECORDED || isOtherDocument(id);

/**
 * @param {Host} host
 * @param {Action} action
 * @returns {Host}
 */
function reduceHost(host, action) {
  switch (action.type) {
    case "python-loading":
      return { ...host, python: { kind: "loading", stage: action.stage, loaded: action.loaded, total: action.total } };
    case "python-ready":
      return { ...host, python: { kind: "ready", seconds: action.seconds } };
    case "python-stopped": {
      const { message, traceback: details } = action.error;
      return { ...host, python: { kind: "stopped" }, reading: null, problem: { message, details, restart: true } };
    }
    case "restart-asked":
      return { ...host, python: COMING, problem: null };
    case "python-wanted":
      return host.python.kind === "asleep" ? { ...host, python: COMING } : host;
    case "failed": {
      const restart = host.python.kind === "stopped";
      const { message, details, back } = action;
      return { ...host, problem: { message, details, restart, ...(back && !restart && { back }) } };
    }
    case "run-lost":
      return { ...host, problem: besides(host, { message: `${action.message} Run A goes on without it.` }) };
    case "recording-missed":
    case "problem-met": // beside whatever else goes on
      return { ...host, problem: besides(host, action) };
    case "problem-dismissed":
    case "train-asked":
    case "step-asked":
    case "generate-asked":
    case "documents-asked":
    case "names-asked":
    case "setup-asked":
    case "reset-asked":
    case "step-chosen":
    case "edits-asked":
    case "check-asked":
    case "resume-asked":
    case "go-back-asked":
    case "open-asked":
      return host.problem === null ? host : { ...host, problem: null };
    case "trace-asked": // of no run: by the page itself
      return host.problem === null || !action.run ? host : { ...host, problem: null };
    case "reading-told":
      return { ...host, reading: action.reading };
    case "keeping-told":
      return { ...host, keeping: action.why };
    case "sources-loaded":
      return { ...host, sources: action.sources };
    default:
      return host;
  }
}

/**
 * @param {Host} host
 * @param {{message: string, isNotice?: true}} met
 */
function besides({ python }, { message, isNotice }) {
  return { message, details: "", restart: python.kind === "stopped", ...(isNotice && { isNotice }) };
}

/**
 * @param {PageState} state
 * @param {string} id
 * @param {Action} action
 * @returns {PageState}
 */
function reducePlaced(state, id, action) {
  if (action.type === "placed") return { ...state, placed: { ...state.placed, [id]: { ...action.as, answers: {} } } };
  const { [id]: placed, ...others } = state.placed;
  if (action.type === "taken-away") return { ...state, placed: others };
  if (action.type === "set") {
    if (action.from && action.from !== placed.settings) return state;
    const settings = { ...placed.settings, ...action.settings };
    return { ...state, placed: { ...state.placed, [id]: { ...placed, settings } } };
  }
  if (action.type === "answered") {
    const answers = { ...placed.answers, [action.name]: action.answer };
    return { ...state, placed: { ...state.placed, [id]: { ...placed, answers } } };
  }
  return state;
}

/**
 * A look is at another trace now: those that nobody looks at go, and so do settings that mean a place in a document.
 *
 * @param {PageState} state
 * @param {Trace} trace
 * @param {Trace | null} before
 * @param {string} look
 * @returns {PageState}
 */
function withTrace(state, trace, before, look) {
  const shown = new Set([RECORDED, ...Object.values(state.looks).map((each) => each.trace)]);
  const all = Object.entries({ ...state.traces, [trace.header.id]: trace });
  const traces = Object.fromEntries(all.filter(([id]) => shown.has(id)));
  if (before === null || isSameDocument(before, trace)) return { ...state, traces };
  const placed = Object.entries(state.placed).map(([id, each]) => {
    if (each.look !== look) return [id, each];
    const places = Object.entries(each.kinds).filter(([, { isPlace }]) => isPlace);
    return [id, { ...each, settings: { ...each.settings, ...defaultsOf(Object.fromEntries(places)) } }];
  });
  return { ...state, traces, placed: Object.fromEntries(placed) };
}

/**
 * There is more of a trace than there was: whoever looks at it does so as before.
 *
 * @param {PageState} state
 * @param {Extract<Action, {type: "trace-completed"}>} action
 * @returns {PageState}
 */
function withMore(state, action) {
  const { id } = action.trace.header;
  const looks = Object.entries(state.looks).map(([name, look]) => [
    name,
    look.trace === id ? reduceLook(look, action, state.traces[id], doneOf(state, look)) : look,
  ]);
  return { ...state, looks: Object.fromEntries(looks), traces: { ...state.traces, [id]: action.trace } };
}

/**
 * A piece of the recorded step cannot be had: if those are missing that all figures need, nobody looks at it.
 *
 * @param {PageState} state
 * @param {string} missed
 * @returns {PageState}
 */
function withoutPieces(state, missed) {
  if (state.traces[RECORDED]?.columns.stage_values) return { ...state, missed };
  const looks = Object.entries(state.looks).map(([id, look]) => [
    id,
    look.trace === RECORDED ? { ...look, trace: null } : look,
  ]);
  return { ...state, missed, looks: Object.fromEntries(looks) };
}

/** What is to be looked into when the reader has set up a run. @type {Choice} */
const ANOTHER_RUN = { doc: "", target: null, after: null, isRecorded: false };
/** And when another run is shown: a moment of the one is none of the other. */
const NOW = { after: null };

/**
 * @param {Record<string, Look>} looks
 * @param {string} run
 * @param {Partial<Choice>} choice
 */
function withChoice(looks, run, choice) {
  return Object.fromEntries(
    Object.entries(looks).map(([id, look]) => [
      id,
      look.run === run ? { ...look, choice: { ...look.choice, ...choice } } : look,
    ]),
  );
}
