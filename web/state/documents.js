/**
 * The recorded step on other documents than its own: common names, each a file, so that a page can show one without any
 * Python. Such a trace has no graph, and of Adam's arrays only the embeddings: Python makes the rest, when a reader
 * wants it.
 *
 * @import {Trace} from "../trace/read.js"
 * @import {TraceHeader} from "../wire/trace-format.js"
 * @import {Board} from "./board.js"
 */

import { effect } from "@preact/signals-core";
import { isOtherDocument, traceOf } from "../trace/read.js";
import { unpackedFiles } from "./packed.js";
import { completeAtAdam } from "./recorded.js";

const file = unpackedFiles();
/** @type {Map<string, Trace>} */
const traces = new Map();

const nameOf = (/** @type {string} */ doc) => `document-${doc}.bin`;

/**
 * Whether the recorded step was recorded on a document, beside its own.
 *
 * @param {string} doc
 */
export const isRecordedDocument = (doc) => Object.hasOwn(RECORDED_SIZES, nameOf(doc));

/**
 * The recorded step on one of them: fetched once.
 *
 * @param {string} doc
 * @returns {Promise<Trace>}
 */
export async function recordedDocument(doc) {
  const { header, columns } = await file(nameOf(doc));
  const trace = traces.get(doc) ?? traceOf(/** @type {TraceHeader} */ (header), columns);
  traces.set(doc, trace);
  return trace;
}

/**
 * Have a look begin with the recorded step on one of them. When it has come to Adam, and Python is up, that makes the
 * whole of it.
 *
 * @param {Board} board
 * @param {string} look
 * @param {string} doc
 */
export async function loadRecordedDocument(board, look, doc) {
  const { state, dispatch, signal } = board;
  const trace = await recordedDocument(doc);
  completeAtAdam(board);
  let asked = "";
  const stop = effect(() => {
    const { host, looks, traces } = state.value;
    const { trace: id, cursor } = looks[look];
    if (id === null || id === asked || !isOtherDocument(id) || host.python.kind !== "ready") return;
    if (traces[id].frames[cursor].phase !== "adam") return;
    asked = id;
    queueMicrotask(() => dispatch({ type: "trace-asked", look }));
  });
  signal.addEventListener("abort", stop);
  dispatch({ type: "choice-set", look, choice: { doc, target: null, after: null, isRecorded: true } });
  dispatch({ type: "trace-shown", look, trace });
}
