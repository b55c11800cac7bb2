/**
 * What is looked at, and where in it. Whatever a figure shows of a trace follows from the trace and the look, so that
 * going back is only another cursor.
 *
 * @import {Choice, Look} from "../figures/figure.js"
 * @import {Trace} from "../trace/read.js"
 * @import {Action} from "./page.js"
 */

import { operationCount } from "../trace/moves.js";
import { isThere } from "../trace/refs.js";

/**
 * A look at nothing yet.
 *
 * @param {string} id
 * @param {string} run
 * @param {Partial<Omit<Look, "choice">> & {choice?: Partial<Choice>}} [wishes]
 * @returns {Look}
 */
export function newLook(id, run, wishes = {}) {
  return {
    id,
    run,
    trace: null,
    cursor: 0,
    operation: null,
    t: 1,
    selection: null,
    hovered: null,
    changes: false,
    isPlaying: false,
    speed: 2,
    complaint: "",
    aside: null,
    isTracing: false,
    check: null,
    awaited: null,
    ...wishes,
    choice: { doc: "", target: null, after: null, isRecorded: true, ...wishes.choice },
  };
}

/**
 * @param {Look} look
 * @param {Action} action  that is about this look
 * @param {Trace | null} trace  that it looks at
 * @param {number} done  training steps of its run
 * @returns {Look}
 */
export function reduceLook(look, action, trace, done) {
  switch (action.type) {
    case "trace-shown":
      return { ...shown(look, trace, action.trace), complaint: "", t: 1, isTracing: false, check: null };
    case "trace-completed":
      return shown(look, trace, action.trace);
    case "trace-asked":
    case "edits-asked":
      return { ...look, isTracing: true, isPlaying: false };
    case "step-chosen": {
      const after = action.step > done ? null : action.step - 1;
      const choice = { ...look.choice, doc: "", target: null, after };
      return { ...look, choice, complaint: "", isTracing: true, isPlaying: false };
    }
    case "doc-typed": {
      const choice = { ...look.choice, doc: action.doc, target: null };
      return { ...look, choice, complaint: "", isPlaying: false };
    }
    case "slid":
      return { ...look, choice: { ...look.choice, after: action.after }, isPlaying: false };
    case "complained":
      return { ...look, complaint: action.message, isTracing: false };
    case "trace-failed":
      return { ...look, isTracing: false, awaited: null };
    case "awaited":
      return { ...look, awaited: action.awaited };
    case "checked":
      return { ...look, check: action.check };
    case "choice-set":
      return { ...look, choice: { ...look.choice, ...action.choice } };
    case "cursor-set":
      if (!trace) return { ...look, cursor: action.cursor };
      return { ...look, cursor: within(action.cursor, trace.frames.length), operation: null, aside: null, t: 0 };
    case "operation-set": {
      const count = trace ? operationCount(trace, look.cursor) : 0;
      const operation = action.operation === null || count === 0 ? null : within(action.operation, count);
      // the operation is what is looked at, but Adam's lines are gone through with the parameter that was chosen
      const isOfParam = trace !== null && trace.frames[look.cursor].matrix !== null;
      return { ...look, operation, selection: isOfParam ? look.selection : null, aside: null };
    }
    case "moved":
      return { ...look, t: action.t };
    case "played":
      return { ...look, isPlaying: true, operation: null };
    case "stopped":
      return { ...look, isPlaying: false };
    case "speed-set":
      return { ...look, speed: action.speed };
    case "selected":
      return { ...look, selection: action.ref, aside: null };
    case "hovered":
      return { ...look, hovered: action.ref };
    case "changes-set":
      return { ...look, changes: action.changes };
    default:
      return look;
  }
}

/**
 * A trace has come, or more of it. One of a model of the same shape on the same document, edited or not, after as many
 * steps or others, is looked at as the one before was; what only a trace with a graph has is put aside until there is
 * one again.
 *
 * @param {Look} look
 * @param {Trace | null} old
 * @param {Trace} trace
 * @returns {Look}
 */
function shown(look, old, trace) {
  const isSame = old === null || isSameDocument(old, trace); // null: what a link says of its trace is kept
  const cursor = within(look.cursor, trace.frames.length);
  const here = { operation: look.operation, selection: look.selection };
  const before = isSame ? (look.aside?.cursor === cursor ? look.aside : here) : { operation: null, selection: null };
  const count = operationCount(trace, cursor);
  const isInGraph = before.operation !== null || before.selection?.kind === "node";
  const hovered = !trace.hasGraph && look.hovered?.kind === "node" ? null : look.hovered;
  return {
    ...look,
    trace: trace.header.id,
    cursor,
    operation: before.operation === null || count === 0 ? null : within(before.operation, count),
    selection: before.selection && isThere(trace, before.selection) ? before.selection : null,
    aside: trace.hasGraph || !isInGraph ? null : { cursor, ...before },
    hovered: isSame ? hovered : null,
  };
}

/**
 * Whether a place in one trace is the same place in the other, after whatever steps of training.
 *
 * @param {Trace} a
 * @param {Trace} b
 */
export function isSameDocument({ header: a }, { header: b }) {
  return a.doc === b.doc && a.target === b.target && JSON.stringify(a.config) === JSON.stringify(b.config);
}

/**
 * @param {number} index
 * @param {number} count
 */
function within(index, count) {
  return Math.min(Math.max(index, 0), count - 1);
}
