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
import { recordedUrl } from "../wire/assets.js";
import { unpackedFiles } from "./packed.js";

/** @param {string} name */
async function fetched(name) {
  const response = await fetch(recordedUrl(name));
  if (!response.ok) throw new Error(`wanted ${name}, but the server answered ${response.status}`);
  return response;
}

const STAGES = "trace-stages.bin";
const ADAM = "trace-adam.bin";
const GRAPH = "trace-graph.bin";
const piece = unpackedFiles();

/**
 * The recorded step without its graph, which is soon there: all that is in its stages. What Adam left is fetched when a
 * look comes to it.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 */
export async function loadRecordedStages(board, look) {
  await showStages(board, look);
  const { state, dispatch, signal } = board;
  const stop = effect(() => {
    if (!Object.values(state.value.looks).some((each) => isAtAdam(state.value, each))) return;
    complete(board, ADAM).catch(({ message }) => dispatch({ type: "problem-met", message }));
    queueMicrotask(() => stop());
  });
  signal.addEventListener("abort", stop);
}

/**
 * The recorded step without its graph, the answers that go with it, and the source; whole: when the graph is there, too.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 * @returns {Promise<{whole: Promise<void>}>}
 */
export async function loadRecordedTrace(board, look) {
  const { dispatch } = board;
  Promise.all([piece(ADAM), piece(GRAPH)]).catch(() => {}); // told when they are waited for
  const [sources, answers] = await Promise.all([
    fetched("source.json").then((response) => response.json()),
    fetched("answers.json").then((response) => response.json()),
    piece(STAGES),
  ]);
  dispatch({ type: "sources-loaded", sources });
  dispatch({ type: "answers-recorded", answers });
  await showStages(board, look);
  return { whole: complete(board, ADAM, GRAPH) };
}

/**
 * @param {Board} board
 * @param {string} look
 */
async function showStages({ state, dispatch }, look) {
  const { header, columns } = await piece(STAGES);
  const trace = state.value.traces[RECORDED] ?? traceOf(/** @type {TraceHeader} */ (header), columns);
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
 * @param {PageState} state
 * @param {Look} look
 */
function isAtAdam({ traces }, { trace, cursor }) {
  return trace === RECORDED && traces[RECORDED]?.frames[cursor].phase === "adam";
}

/**
 * The recorded run as it was before the recorded step.
 *
 * @returns {Promise<Checkpoint>}
 */
export const fetchCheckpoint = () => fetched("checkpoint.json").then((response) => response.json());

/**
 * The recorded run.
 *
 * @param {Board} board
 * @param {string} run
 */
export async function loadRecordedRun({ dispatch }, run) {
  dispatch({ type: "recording-loaded", run, recording: await fetched("run.json").then((response) => response.json()) });
}
