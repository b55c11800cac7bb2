/**
 * Moving through a trace: its segments, and where each of the reader's moves leads. Pure functions of trace and cursor.
 *
 * @import {Phase} from "../wire/trace-format.js"
 * @import {Trace} from "./read.js"
 */

import { nodesOfStage } from "./graph.js";
import { oncePer } from "./once.js";
import { optimizerText, positions, tokenAt } from "./read.js";
import { kindOf } from "./stages.js";

/**
 * A run of frames of one phase at one position.
 *
 * @typedef {{phase: Phase, position: number | null, label: string, first: number, last: number}} Segment
 */

/**
 * The trace from left to right, cut where the phase or the position changes.
 *
 * @type {(trace: Trace) => Segment[]}
 */
export const segmentsOf = oncePer((trace) => {
  /** @type {Segment[]} */
  const segments = [];
  trace.frames.forEach(({ phase, stage }, index) => {
    const position = stage === null ? null : trace.stages[stage].position;
    // the mean loss belongs to no position: its backward frame opens the backward pass
    const last = segments.at(-1);
    if (last && last.phase === phase && (last.position === position || position === null)) last.last = index;
    else if (last && last.phase === phase && last.position === null && phase !== "adam") {
      Object.assign(last, { position, label: label(trace, phase, position), last: index });
    } else segments.push({ phase, position, label: label(trace, phase, position), first: index, last: index });
  });
  return segments;
});

/** @param {Trace} trace @param {Phase} phase @param {number | null} position */
function label(trace, phase, position) {
  if (phase === "tokens") return "tokens";
  if (phase === "adam") return optimizerText(trace);
  if (phase === "loss") return "loss";
  return position === null ? "" : tokenAt(trace, position);
}

/** The segment a cursor is in. @param {Trace} trace @param {number} cursor */
export function segmentAt(trace, cursor) {
  return segmentsOf(trace).findIndex(({ first, last }) => first <= cursor && cursor <= last);
}

/**
 * Where the next segment (a position, the loss, Adam) begins.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {1 | -1} direction
 */
export function nextSegment(trace, cursor, direction) {
  const segments = segmentsOf(trace);
  const at = segmentAt(trace, cursor);
  if (direction < 0 && cursor > segments[at].first) return segments[at].first;
  return segments[Math.min(Math.max(at + direction, 0), segments.length - 1)].first;
}

/** Where the next phase begins. @param {Trace} trace @param {number} cursor */
export function nextPhase(trace, cursor) {
  const { phase } = trace.frames[cursor];
  const next = trace.frames.findIndex((frame, index) => index > cursor && frame.phase !== phase);
  return next < 0 ? trace.frames.length - 1 : next;
}

/**
 * The frame in which the last token is read and the next guessed: what a reader who types a document looks at.
 *
 * @param {Trace} trace
 */
export function lastGuess(trace) {
  const at = positions(trace) - 1;
  return trace.frames.findLastIndex(({ phase, stage }) => {
    if (phase !== "forward" || stage === null) return false;
    const { name, position } = trace.stages[stage];
    return position === at && kindOf(name).base === "probs";
  });
}

/**
 * The next frame that a line of the source makes, from the cursor on and then from the start; null if none.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {string} file
 * @param {number} line
 */
export function nextFrameOfLine(trace, cursor, file, line) {
  const count = trace.frames.length;
  for (let step = 1; step <= count; step++) {
    const index = (cursor + step) % count;
    const { stage } = trace.frames[index];
    if (stage !== null && trace.stages[stage].file === file && trace.stages[stage].line === line) return index;
  }
  return null;
}

/** Adam's five lines, by what they assign, in the order in which they run; and the one of plain SGD. */
const ADAM_LINES = /** @type {const} */ (["m[i]", "v[i]", "m_hat", "v_hat", "data[i]"]);
const SGD_LINES = /** @type {const} */ (["data[i]"]);

/** The lines of the update that the model is trained with. @param {Trace} trace */
export const updateLines = (trace) => (trace.header.config.optimizer === "sgd" ? SGD_LINES : ADAM_LINES);

/** @type {(trace: Trace) => Map<string, number[]>} */
const operationsByStage = oncePer(() => new Map());

/**
 * The nodes that a frame computes, one by one; backwards those that backward() came to, in the order in which it did.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @returns {number[]}
 */
export function operationNodes(trace, cursor) {
  const { stage, phase } = trace.frames[cursor];
  if (!trace.hasGraph || !trace.header.graph || stage === null) return [];
  const found = operationsByStage(trace);
  const key = `${stage} ${phase === "backward"}`;
  const nodes =
    found.get(key) ?? computed(trace, stage, phase === "backward" ? trace.header.graph.reached[stage] : null);
  found.set(key, nodes);
  return nodes;
}

/**
 * Those of a stage that were made of others, the numbers of the source left out; with `reached`, of the first so many,
 * last first.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number | null} reached
 */
function computed(trace, stage, reached) {
  const { node_first: first } = trace.columns;
  const nodes = nodesOfStage(trace, stage).slice(0, reached ?? undefined);
  const made = nodes.filter((node) => first[node + 1] > first[node]);
  return reached === null ? made : made.reverse();
}

/**
 * How many smaller steps "into" would go through at a cursor: scalar operations, tokens, or the lines of the update.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function operationCount(trace, cursor) {
  const { phase } = trace.frames[cursor];
  if (phase === "tokens") return trace.header.token_ids.length;
  return phase === "adam" ? updateLines(trace).length : operationNodes(trace, cursor).length;
}

/**
 * What a frame's smaller steps are called.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function operationWord(trace, cursor) {
  const { phase } = trace.frames[cursor];
  return phase === "tokens" ? "token" : phase === "adam" ? "line" : "operation";
}

/**
 * The node that an operation of a frame computes, or sends gradients from; null if it is about none.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} op
 */
export function operationAt(trace, cursor, op) {
  return operationNodes(trace, cursor)[op] ?? null;
}
