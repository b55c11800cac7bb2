/**
 * What was recorded when the site was built, shown until the page's own Python has something to show. Python can be
 * handed it, too: the run as it was before the recorded step, fetched when somebody asks about that step.
 *
 * The recorded step comes in pieces, as tools/pieces.py says: what is seen first is there first.
 *
 * @import {Look} from "../figures/figure.js"
 * @import {Trace} from "../trace/read.js"
 * @import {Checkpoint} from "../wire/protocol.js"
 * @import {TraceHeader} from "../wire/trace-format.js"
 * @import {Board} from "./board.js"
 * @import {Unpacked} from "./packed.js"
 * @import {PageState} from "./page.js"
 */

import { effect } from "@preact/signals-core";
import { RECORDED, traceOf } from "../trace/read.js";
import { recordedJson, unpackedFiles } from "./packed.js";
import { orTold } from "./standin.js";

const FRAMES = "trace-frames.bin";
const STAGES = "trace-stages.bin";
const ADAM = "trace-adam.bin";
const GRAPH = "trace-graph.bin";
const DOCUMENTS = "run-documents.bin";
const piece = unpackedFiles();

/**
 * What the recorded step is about, and its frames, for those who ask no number of it; figures of a trace do.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 */
export async function loadRecordedFrames(board, look) {
  const { header } = await piece(FRAMES);
  show(board, look, board.state.value.traces[RECORDED] ?? traceOf(/** @type {TraceHeader} */ (header), {}));
}

/**
 * The recorded step without its graph: all that is in its stages. What Adam left is fetched when a look comes to it.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 */
export async function loadRecordedStages(board, look) {
  await showStages(board, look);
  completeAtAdam(board);
}

/**
 * Fetch what Adam left of the recorded step when a look comes to it, or to the gradients that it is made of.
 *
 * @param {Board} board
 * @param {string[]} [phases]
 */
export function completeAtAdam(board, phases = ["adam"]) {
  const isWanted = (/** @type {PageState} */ now) => Object.values(now.looks).some((each) => isAt(now, each, phases));
  onceThat(board, isWanted, () => complete(board, ADAM));
}

/** The recorded step without its graph, for whoever has none of it yet. */
export async function recordedStep() {
  const [{ header }, stages] = await Promise.all([piece(FRAMES), piece(STAGES)]);
  return traceOf(/** @type {TraceHeader} */ ({ ...header, ...stages.header }), stages.columns);
}

/**
 * The recorded step without its graph, with every parameter and all that Adam made of it.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 */
export async function loadRecordedAdam(board, look) {
  await Promise.all([showStages(board, look), piece(ADAM)]);
  await complete(board, ADAM);
}

/**
 * The recorded step without its graph, and the source; whole: when the graph is there, too.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 * @returns {Promise<{whole: Promise<void>}>}
 */
export async function loadRecordedTrace(board, look) {
  Promise.all([piece(ADAM), piece(GRAPH)]).catch(() => {}); // told when they are waited for
  await Promise.all([orTold(board, loadSources(board)), showStages(board, look)]);
  return { whole: complete(board, ADAM, GRAPH) };
}

/**
 * The source of the program.
 *
 * @param {Board} board
 */
export async function loadSources({ dispatch }) {
  dispatch({ type: "sources-loaded", sources: await recordedJson("source.json") });
}

/**
 * Do something once, as soon as the state is so; the reader is told if it fails.
 *
 * @param {Board} board
 * @param {(state: PageState) => boolean} isSo
 * @param {() => Promise<void>} act
 */
function onceThat({ state, dispatch, signal }, isSo, act) {
  const stop = effect(() => {
    if (!isSo(state.value)) return;
    queueMicrotask(() => {
      stop();
      act().catch(({ message }) => dispatch({ type: "problem-met", message }));
    });
  });
  signal.addEventListener("abort", stop);
}

/**
 * @param {Board} board
 * @param {string} look
 */
async function showStages(board, look) {
  const [{ header }, stages] = await Promise.all([piece(FRAMES), piece(STAGES)]);
  const before = board.state.value.traces[RECORDED] ?? traceOf(/** @type {TraceHeader} */ (header), {});
  show(board, look, before.columns.stage_values ? before : withPieces(before, [stages]));
}

/**
 * @param {Board} board
 * @param {string} look
 * @param {Trace} trace  the recorded step
 */
function show({ state, dispatch }, look, trace) {
  if (state.value.looks[look].trace === null) dispatch({ type: "trace-shown", look, trace });
  else dispatch({ type: "trace-completed", trace });
}

/**
 * Have the recorded step completed with more of its pieces.
 *
 * @param {Board} board
 * @param {...string} names
 */
async function complete({ state, dispatch }, ...names) {
  const found = await Promise.all(names.map(piece));
  const before = state.value.traces[RECORDED];
  const trace = withPieces(before, found);
  if (trace !== before) dispatch({ type: "trace-completed", trace });
}

/**
 * A trace with what is in more pieces of it; the very same if it has all that.
 *
 * @param {Trace} trace
 * @param {Unpacked[]} found
 */
export function withPieces(trace, found) {
  const header = Object.assign({}, trace.header, ...found.map((each) => each.header));
  const columns = Object.assign({}, trace.columns, ...found.map((each) => each.columns));
  const isThere = Object.entries(columns).every(([name, column]) => trace.columns[name] === column);
  return isThere ? trace : traceOf(header, columns);
}

/**
 * Whether a look is in one of some phases of the recorded step.
 *
 * @param {PageState} state
 * @param {Look} look
 * @param {string[]} phases
 */
function isAt({ traces }, { trace, cursor }, phases) {
  return trace === RECORDED && traces[RECORDED] !== undefined && phases.includes(traces[RECORDED].frames[cursor].phase);
}

/**
 * The recorded run as it was before the recorded step.
 *
 * @returns {Promise<Checkpoint>}
 */
export const fetchCheckpoint = () => recordedJson("checkpoint.json");

/**
 * The recorded run. The documents of its steps are fetched when somebody points at one: so far only the last has its
 * tokens, as tools/run_pieces.py says.
 *
 * @param {Board} board
 * @param {string} run
 */
export async function loadRecordedRun(board, run) {
  board.dispatch({ type: "recording-loaded", run, recording: await recordedJson("run.json") });
  const isWanted = (/** @type {PageState} */ { runs }) => !runs[run].isLive && runs[run].hoveredStep !== null;
  onceThat(board, isWanted, () => loadDocuments(board, run));
}

/**
 * The documents of the recorded run's steps.
 *
 * @param {Pick<Board, "dispatch">} board
 * @param {string} run
 */
export async function loadDocuments({ dispatch }, run) {
  dispatch({ type: "documents-loaded", run, documents: documentsIn(await piece(DOCUMENTS)) });
}

/**
 * The tokens of each step, and the losses of those that had to be predicted.
 *
 * @param {Unpacked} file
 */
export function documentsIn({ header, columns: { losses } }) {
  let first = 0;
  return /** @type {string[][]} */ (header.tokens).map((tokens) => {
    const own = losses.slice(first, first + tokens.length - 1);
    first += own.length;
    return { tokens, losses: [...own] };
  });
}
