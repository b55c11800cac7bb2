/**
 * A trace as the page reads it: typed arrays made easy to ask. Computes no number, only finds them.
 *
 * The format is described at the top of microgpt/observe/trace.py.
 *
 * @import {Frame, Matrix, Stage, TraceHeader} from "../wire/trace-format.js"
 *
 * @typedef {object} Trace
 * @property {TraceHeader} header
 * @property {Stage[]} stages
 * @property {Frame[]} frames
 * @property {Matrix[]} matrices
 * @property {Record<string, Float64Array | Float32Array | Uint32Array | Uint8Array>} columns
 * @property {boolean} hasGraph
 * @property {boolean} [areChanges]  whether its values are by how much those of another trace changed
 * @property {Int32Array} forwardFrame  by stage: the frame that computes it
 * @property {Int32Array[]} backwardFrame  by pass, by stage: the frame that completes its gradient; past the end if
 *   none
 * @property {Int32Array} passAt  by frame: the newest pass begun by then, -1 before the first
 */

import { oncePer } from "./once.js";

const ARRAYS = { d: Float64Array, f: Float32Array, I: Uint32Array, B: Uint8Array };
export const NONE = 0xffffffff;

/** The id of the run that was recorded with the site, and of its trace. */
export const RECORDED = "recorded";

/** The id of a trace from a file, and of its run: of neither is anything known here but that. */
export const ELSEWHERE = "elsewhere";

/**
 * Whether a trace of this id is of the recorded run at another moment than the recorded step: Python cannot be handed
 * that one.
 *
 * @param {string} id
 */
export const isOtherMoment = (id) => String(id).startsWith(`${RECORDED}-`);

/**
 * Whether a trace of this id is of the recorded step on another document that was recorded, too.
 *
 * @param {string} id
 */
export const isOtherDocument = (id) => String(id).startsWith(`${RECORDED}/`);

/** The id of the recorded step on such a document. @param {string} doc */
export const otherDocument = (doc) => `${RECORDED}/${doc}`;

/** Which document that is. @param {string} id */
export const otherDocumentOf = (id) => id.slice(RECORDED.length + 1);

/**
 * Whether a trace's numbers were recorded. Those of a document that was not, or with edits, were computed by the Python
 * in the page, even if the model is the recorded one.
 *
 * @param {Trace} trace
 */
export const isRecording = ({ header: { id } }) => id === RECORDED || isOutOfReach(id) || isOtherDocument(id);

/**
 * Whether a trace of this id is one that Python does not have, and cannot be handed.
 *
 * @param {string} id
 */
export const isOutOfReach = (id) => id === ELSEWHERE || isOtherMoment(id);

/**
 * The trace in a header and the bytes of its columns, which header.columns says how to find.
 *
 * @param {TraceHeader & {columns: Record<string, {type: "d" | "f" | "I" | "B", first: number, length: number}>}} header
 * @param {ArrayBuffer} bytes
 */
export function readTrace(header, bytes) {
  /** @type {Trace["columns"]} */
  const columns = {};
  for (const [name, { type, first, length }] of Object.entries(header.columns)) {
    columns[name] = new ARRAYS[type](bytes, first, length);
  }
  return traceOf(header, columns);
}

/**
 * @param {TraceHeader} header
 * @param {Trace["columns"]} columns
 * @returns {Trace}
 */
export function traceOf(header, columns) {
  const { stages, frames, matrices } = header;
  const never = frames.length;
  const forwardFrame = new Int32Array(stages.length).fill(never);
  const backwardFrame = Array.from({ length: header.passes }, () => new Int32Array(stages.length).fill(never));
  const passAt = new Int32Array(frames.length);
  let pass = -1;
  frames.forEach((frame, index) => {
    if (frame.phase === "backward") {
      pass = frame.pass ?? 0;
      if (frame.stage !== null) backwardFrame[pass][frame.stage] = index;
    } else if (frame.stage !== null) {
      forwardFrame[frame.stage] = index;
    }
    passAt[index] = pass;
  });
  const hasGraph = header.graph !== null;
  return { header, columns, stages, frames, matrices, hasGraph, forwardFrame, backwardFrame, passAt };
}

/**
 * A trace of an experiment with, in place of every value, by how much the reader's edits changed it.
 *
 * @type {(trace: Trace) => Trace}
 */
export const changesOf = oncePer((trace) => {
  const stages = trace.stages.map((stage) => ({ ...stage, expression: `change of ${stage.expression}` }));
  const columns = { ...trace.columns, stage_values: trace.columns.stage_changes };
  return { ...trace, areChanges: true, stages, columns };
});

/**
 * The values of a stage.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function stageValues(trace, stage) {
  const { first, size } = trace.stages[stage];
  return /** @type {Float64Array} */ (trace.columns.stage_values).subarray(first, first + size);
}

/**
 * The gradients of a stage after a pass.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} pass
 */
export function stageGrads(trace, stage, pass) {
  const { first, size } = trace.stages[stage];
  const start = pass * trace.columns.stage_values.length + first;
  return /** @type {Float64Array} */ (trace.columns.stage_grads).subarray(start, start + size);
}

/** @type {(trace: Trace) => Map<string, number>} */
const stagesByName = oncePer(
  (trace) => new Map(trace.stages.map((stage, index) => [`${stage.name} ${stage.position}`, index])),
);

/**
 * The index of a stage, such as "layer0.attn_q" at position 2; -1 if there is none.
 *
 * @param {Trace} trace
 * @param {string} name
 * @param {number | null} position
 */
export function stageNamed(trace, name, position) {
  return stagesByName(trace).get(`${name} ${position}`) ?? -1;
}

/**
 * The stages of a name, by position.
 *
 * @param {Trace} trace
 * @param {string} name
 */
export function stagesNamed(trace, name) {
  return Array.from({ length: positions(trace) }, (_, position) => stageNamed(trace, name, position));
}

/** @type {(trace: Trace) => number[][]} */
const users = oncePer((trace) => {
  /** @type {number[][]} */
  const found = trace.stages.map(() => []);
  trace.stages.forEach(({ reads }, stage) => {
    for (const read of reads) found[read].push(stage);
  });
  return found;
});

/**
 * The stages that were made from a stage.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function usersOfStage(trace, stage) {
  return users(trace)[stage];
}

/**
 * Whether a stage has been computed when the cursor stands there.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
export function isComputed(trace, stage, cursor) {
  return trace.forwardFrame[stage] <= cursor;
}

/**
 * The newest pass that has brought a stage its gradient by then, or -1.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
export function gradientPass(trace, stage, cursor) {
  for (let pass = trace.passAt[cursor]; pass >= 0; pass--) if (trace.backwardFrame[pass][stage] <= cursor) return pass;
  return -1;
}

/** @type {(trace: Trace) => Int16Array} */
const positionOfFrame = oncePer((trace) => {
  let position = 0;
  return Int16Array.from(trace.frames, ({ stage }) => {
    if (stage !== null) position = trace.stages[stage].position ?? position;
    return position;
  });
});

/**
 * The position that a frame is about: of its stage, or of the last frame before that had one.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function positionAt(trace, cursor) {
  return positionOfFrame(trace)[cursor];
}

/**
 * The token a position reads, as text.
 *
 * @param {Trace} trace
 * @param {number} position
 */
export function tokenAt(trace, position) {
  return trace.header.vocabulary[trace.header.token_ids[position]];
}

/**
 * How many positions there are.
 *
 * @param {Trace} trace
 */
export function positions(trace) {
  return trace.header.token_ids.length - 1;
}

/** What moves the parameters. @param {Trace} trace */
export const optimizerText = (trace) => (trace.header.config.optimizer === "sgd" ? "SGD" : "Adam");
