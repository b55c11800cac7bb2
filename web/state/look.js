/**
 * What is looked at, and where in it. Whatever a figure shows of a trace follows from the trace and the look, so that
 * going back is only another cursor.
 *
 * @import {Look} from "../figures/figure.js"
 * @import {Trace} from "../trace/read.js"
 * @import {Action} from "./page.js"
 */

import { operationCount } from "../trace/moves.js";

/**
 * A look at nothing yet.
 *
 * @param {string} id
 * @param {string} run
 * @param {Partial<Look>} [wishes]
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
    choice: { doc: "", target: null, after: null },
    isTracing: false,
    check: null,
    awaited: null,
    ...wishes,
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
      return shown(look, trace, action.trace);
    case "trace-asked":
    case "edits-asked":
      return { ...look, isTracing: true, isPlaying: false };
    case "step-chosen": {
      const after = action.step > done ? null : action.step - 1;
      return { ...look, choice: { doc: "", target: null, after }, isTracing: true, isPlaying: false };
    }
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
      return { ...look, cursor: within(action.cursor, trace.frames.length), operation: null, t: 0 };
    case "operation-set": {
      const count = trace ? operationCount(trace, look.cursor) : 0;
      const operation = action.operation === null || count === 0 ? null : within(action.operation, count);
      // the operation is what is looked at, but Adam's lines are gone through with the parameter that was chosen
      const isOfParam = trace !== null && trace.frames[look.cursor].matrix !== null;
      return { ...look, operation, selection: isOfParam ? look.selection : null };
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
      return { ...look, selection: action.ref };
    case "hovered":
      return { ...look, hovered: action.ref };
    case "changes-set":
      return { ...look, changes: action.changes };
    default:
      return look;
  }
}

/**
 * A trace has come. One of the same model on the same document, edited or not, is looked at as the one before was.
 *
 * @param {Look} look
 * @param {Trace | null} old
 * @param {Trace} trace
 * @returns {Look}
 */
function shown(look, old, trace) {
  const isSame = old === null || isSameDocument(old, trace); // null: what a link says of its trace is kept
  return {
    ...look,
    trace: trace.header.id,
    cursor: within(look.cursor, trace.frames.length),
    operation: isSame ? look.operation : null,
    selection: isSame ? look.selection : null,
    hovered: isSame ? look.hovered : null,
    t: 1,
    isTracing: false,
    check: null,
  };
}

/**
 * Whether a place in one trace is the same place in the other.
 *
 * @param {Trace} a
 * @param {Trace} b
 */
export function isSameDocument({ header: a }, { header: b }) {
  return (
    a.doc === b.doc &&
    a.step === b.step &&
    a.target === b.target &&
    JSON.stringify(a.config) === JSON.stringify(b.config)
  );
}

/**
 * @param {number} index
 * @param {number} count
 */
function within(index, count) {
  return Math.min(Math.max(index, 0), count - 1);
}
