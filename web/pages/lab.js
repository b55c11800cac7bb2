/** The lab page: one store, one worker, one player, and every view of a trace. */

import "../styles/all.css";
import "./lab.css";
import { effect } from "@preact/signals-core";
import { asking } from "../state/asking.js";
import { conduct } from "../state/conductor.js";
import { drawOnChange } from "../state/drawing.js";
import { element } from "../draw/element.js";
import { fixed, whole } from "../draw/format.js";
import { KEYMAP, moveOfKey } from "../draw/keymap.js";
import { commonProps, FIGURES } from "../figures/list.js";
import { INITIAL, reduce, SPEEDS, traceOfState } from "../state/lab-store.js";
import { createPlayer } from "../state/player.js";
import { questionsOf } from "../state/questions.js";
import { controlsOf, createStore } from "../state/store.js";
import { nextFrameOfLine, operationAt, operationCount } from "../trace/moves.js";
import { isComputed, paramIndex, readTrace, refOfNode, stageGrads, stageValues } from "../trace/read.js";
import { tellOf, traceWhenAsked } from "../state/tracing.js";
import { LAB_TABLE, readHash, writeHash } from "../state/link.js";
import { chooserView } from "../figures/chooser/figure.js";
import { controlsView } from "../figures/controls/figure.js";
import { experimentView } from "../figures/experiment/figure.js";
import { inspector } from "../figures/inspector/figure.js";
import { lossChart } from "../figures/loss/figure.js";
import { problemView } from "../figures/problem/figure.js";
import { pythonStateView } from "../figures/status/figure.js";
import { samplesView } from "../figures/samples/figure.js";
import { setupView } from "../figures/setup/figure.js";
import { sourcePane } from "../figures/source/figure.js";
import { timelineView } from "../figures/timeline/figure.js";

/** @import {LabState, View} from "../state/lab-store.js" */
/** @import {Frame, Ref, Trace} from "../trace/read.js" */

const here = new URL(import.meta.url);
const link = readHash(location.hash, LAB_TABLE);
const store = createStore(reduce, {
  ...INITIAL,
  cursor: link.cursor,
  op: link.op,
  view: link.view,
  beside: link.beside,
  choice: { doc: link.doc, target: link.target, moment: null },
});
const { state, dispatch } = store;
const player = createPlayer(store);
/** @type {Record<string, string[]>} */
let sources = {};

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const views = {
  pythonState: pythonStateView(part("python-state")),
  problem: problemView(part("problem"), { dispatch }),
  controls: controlsView(part("controls"), { dispatch }),
  chooser: chooserView(part("chooser"), { dispatch }),
  source: sourcePane(part("source"), { lineClicked: goToLine }),
  setup: setupView(part("setup"), { dispatch }),
  inspector: inspector(part("inspected"), { dispatch }),
  experiment: experimentView(part("experiment"), { dispatch }),
  timeline: timelineView(part("timeline"), { dispatch, move: player.make, goTo: player.goTo }),
  loss: lossChart(part("loss"), { dispatch, choose: (step) => dispatch({ type: "step-chosen", step }) }),
  samples: samplesView(part("samples")),
};

/** The pictures, each in a pane of its own; made when they are first shown. */
const panes = /** @type {[View, import("../figures/list.js").Figure][]} */ (Object.entries(FIGURES)).map(
  ([view, figure]) => {
    const pane = element("div", { id: view, class: "pane", hidden: true });
    part("stage").append(pane);
    return { view, figure, pane, update: /** @type {((props: any) => void) | null} */ (null) };
  },
);

/** A picture's way out: a cursor it asks for is moved to as if by the timeline. @param {any} action */
function dispatchFromView(action) {
  if (action.type === "cursor-set") player.goTo(action.cursor);
  else dispatch(action);
}

/** @param {string} file @param {number} line */
function goToLine(file, line) {
  const trace = traceOfState(state.value);
  const next = trace && nextFrameOfLine(trace, state.value.cursor, file, line);
  if (next !== null) player.goTo(next);
}

/**
 * What the inspector shows: the thing pointed at, else selected, else what the cursor is at.
 *
 * @param {LabState} current
 * @param {Trace} trace
 * @returns {Ref | null}
 */
function inspected({ hovered, selection, cursor, op }, trace) {
  if (hovered) return hovered;
  if (op !== null) {
    const node = operationAt(trace, cursor, op);
    if (node !== null && !selection) return refOfNode(trace, node);
  }
  if (selection) return selection;
  const { stage, matrix } = trace.frames[cursor];
  if (stage !== null) return { kind: "stage", stage, element: null };
  return matrix === null ? null : { kind: "param", matrix, row: 0, column: 0 };
}

/** @param {Trace} trace @param {Frame} frame */
function frameName(trace, { phase, stage, matrix }) {
  if (phase === "tokens") return "the document becomes tokens";
  if (matrix !== null) return `Adam moves ${trace.matrices[matrix].name}`;
  if (stage === null) return phase;
  const { name, position } = trace.stages[stage];
  return `${phase === "backward" ? "gradient of " : ""}${name}${position === null ? "" : ` at position ${position}`}`;
}

function draw() {
  const current = state.value;
  const { python, activity, live, numSteps, problem } = current;
  views.problem({ problem, savedStep: current.savedStep });
  views.controls(controlsOf(current));
  views.loss({
    steps: live.steps,
    numSteps,
    randomGuess: live.description?.random_guess ?? null,
    vocabSize: live.description?.tokens.length ?? 0,
    hoveredStep: current.hoveredStep,
    width: part("loss").clientWidth,
    height: 220,
  });
  views.samples({ samples: live.samples });
  views.setup({
    setup: current.setup,
    description: live.description,
    canStart: python.kind === "ready" && activity === "idle",
  });
  const trace = traceOfState(current);
  const recorded =
    link.step === null || trace === current.liveTrace
      ? ""
      : ` The link’s step ${link.step} comes as soon as Python has trained up to it.`;
  views.pythonState({
    python,
    isLive: current.liveTrace !== null,
    what: current.liveTrace
      ? "This step was computed by the Python in this page."
      : `This step was recorded when the page was built.${recorded}`,
    isWaiting: activity === "waiting",
  });
  if (trace) drawTrace(current, trace);
}

/** @param {LabState} current @param {Trace} trace */
function drawTrace(current, trace) {
  const { cursor, op } = current;
  const { doc, step, token_ids: ids, vocabulary, loss, num_steps: numSteps } = trace.header;
  const isOver = step > numSteps;
  const frame = trace.frames[cursor];
  const done = current.live.steps.at(-1)?.step ?? 0;
  views.chooser({
    choice: current.choice,
    tokens: ids.map((/** @type {number} */ id) => vocabulary[id]),
    shownDoc: doc,
    moments: current.moments,
    step: done,
    canTrace: current.python.kind === "ready" && current.activity !== "generating",
    isTracing: current.isTracing,
    note: `Shown: step ${step} on “${doc}”, loss ${fixed(loss, 4)}.${isOver ? ` The ${whole(numSteps)} steps are over and the learning rate is 0, so Adam moves nothing.` : ""}`,
  });
  const { file, line } = frame.stage === null ? trace.header.functions[frame.phase] : trace.stages[frame.stage];
  views.source({
    sources,
    file,
    line,
    isBackward: frame.phase === "backward",
    margin: marginOf(trace, current, file),
    clickable: new Set(trace.stages.filter((each) => each.file === file).map((each) => each.line)),
  });
  const ref = inspected(current, trace);
  views.inspector({ trace, ref, cursor });
  const { selection } = current;
  const param = selection?.kind === "param" ? selection : null;
  views.experiment({
    trace,
    param,
    value: param && trace.columns.adam_before[paramIndex(trace, param)],
    check: current.check,
    changes: current.figures.changes,
    canTry: trace === current.liveTrace && !current.isTracing && current.python.kind === "ready",
  });
  drawPictures(current, trace);
  views.timeline({
    trace,
    cursor,
    name: frameName(trace, frame),
    op,
    operations: operationCount(trace, cursor),
    isPlaying: current.isPlaying,
    speed: current.speed,
    speeds: SPEEDS,
    width: part("timeline").clientWidth,
  });
}

/** @param {LabState} current @param {Trace} trace */
function drawPictures(current, trace) {
  const shown = [current.view, current.beside];
  part("stage").dataset.panes = String(shown.filter(Boolean).length);
  for (const { view, pane } of panes) {
    pane.hidden = !shown.includes(view); // of all, before the width of one is asked
    pane.classList.toggle("is-beside", view === current.beside);
  }
  for (const each of panes) {
    const { figure, pane } = each;
    if (pane.hidden) continue;
    each.update ??= figure.make(pane, { dispatch: dispatchFromView });
    each.update({ ...commonProps(current, trace, pane), ...figure.props(current, trace, pane) });
    figure.drawn?.(pane, current, trace);
  }
  viewSwitch(current);
}

/**
 * Beside each line, what it made at the cursor's position.
 *
 * @param {Trace} trace
 * @param {LabState} current
 * @param {string} file
 */
function marginOf(trace, { cursor }, file) {
  const { stage: at, phase } = trace.frames[cursor];
  const position = at === null ? null : trace.stages[at].position;
  /** @type {Map<number, string>} */
  const margin = new Map();
  trace.stages.forEach((stage, index) => {
    if (stage.file !== file || stage.position !== position || !isComputed(trace, index, cursor)) return;
    if (
      at !== null &&
      stage.layer !== null &&
      trace.stages[at].layer !== null &&
      stage.layer !== trace.stages[at].layer
    )
      return;
    const isBack = phase === "backward" && trace.backwardFrame[trace.passAt[cursor]][index] <= cursor;
    const numbers = isBack ? stageGrads(trace, index, trace.passAt[cursor]) : stageValues(trace, index);
    const some = [...numbers.subarray(0, 2)].map((x) => fixed(x, isBack ? 3 : 2)).join(" ");
    margin.set(stage.line, `${some}${numbers.length > 2 ? " …" : ""}`);
  });
  return margin;
}

drawOnChange(state, draw, [part("stage")]);

// --- keys, the view switch, the link

document.addEventListener("keydown", (event) => {
  const move = moveOfKey(event);
  if (!move) return;
  event.preventDefault();
  player.make(move);
});
part("keys").append(
  ...KEYMAP.map(({ shown, text }) =>
    element("div", {}, element("dt", {}, element("kbd", {}, shown)), element("dd", {}, text)),
  ),
);
for (const [view, { title }] of Object.entries(FIGURES)) {
  const input = element("input", { type: "radio", name: "view", value: view });
  input.addEventListener("change", () => dispatch({ type: "view-set", view: /** @type {View} */ (view) }));
  part("view-switch").append(element("label", {}, input, " ", element("span", {}, title)));
  part("beside").append(element("option", { value: view }, title));
}
part("beside").addEventListener("change", () => {
  const { value } = /** @type {HTMLSelectElement} */ (part("beside"));
  dispatch({ type: "beside-set", view: value === "" ? null : /** @type {View} */ (value) });
});

/** @param {LabState} current */
function viewSwitch({ view, beside }) {
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (part("view-switch").querySelectorAll("input"))) {
    input.checked = input.value === view;
  }
  const select = /** @type {HTMLSelectElement} */ (part("beside"));
  for (const option of select.options) option.disabled = option.value === view;
  select.value = beside ?? "";
}

let written = 0;
effect(() => {
  const { cursor, op, view, beside, choice, liveTrace, isPlaying } = state.value;
  if (isPlaying) return;
  clearTimeout(written); // browsers refuse more than a few changes of address a second
  written = setTimeout(() => {
    const header = liveTrace?.header;
    const settings = {
      cursor,
      op,
      view,
      beside,
      doc: header?.doc ?? choice.doc,
      target: targetOf(header) ?? choice.target,
      step: header?.step ?? link.step,
    };
    history.replaceState(null, "", writeHash(settings, LAB_TABLE));
  }, 250);
});

/** @param {any} header */
function targetOf(header) {
  return typeof header?.target === "number" ? header.target : null;
}

// --- Python, and what is shown until it is up

const conductor = conduct(store, new URL(`worker.js${here.search}`, here));
traceWhenAsked(store, conductor.request);

const ask = asking(
  async (what, args) => {
    const result = await conductor.request(what, args);
    return result.columns ? { ...result.header, ...result.columns } : result;
  },
  (what, answer) => dispatch({ type: "answered", what, answer }),
  (error) => tellOf(store, error),
);
effect(() => {
  const trace = traceOfState(state.value);
  if (trace) ask(questionsOf(state.value, trace), state.value.answers);
});

/** A link names a step that was not recorded: train up to it, then look into it. @param {number} step */
function followLink(step) {
  if (step === 1) return dispatch({ type: "trace-asked" });
  let isThere = false;
  store.onAction((action) => {
    if (isThere || action.type !== "became-idle") return;
    isThere = true;
    dispatch({ type: "trace-asked" });
  });
  dispatch({ type: "step-asked", steps: step - 1 });
}

/** @param {string} name */
const fetchRecorded = (name) => fetch(new URL(`../recorded/${name}${here.search}`, here));
const [header, bytes, lines, answers] = await Promise.all([
  fetchRecorded("trace.json").then((response) => response.json()),
  fetchRecorded("trace.bin").then((response) => response.arrayBuffer()),
  fetchRecorded("source.json").then((response) => response.json()),
  fetchRecorded("figures.json").then((response) => response.json()),
]);
sources = lines;
dispatch({ type: "answers-recorded", answers });
dispatch({ type: "trace-recorded", trace: readTrace(header, bytes) });
if (link.step !== null && (link.step !== header.step || link.doc !== header.doc)) followLink(link.step);
