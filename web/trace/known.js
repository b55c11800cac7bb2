/**
 * What is known of a thing in a trace when the cursor stands at a frame: its value, its gradient, and whether more is
 * to come. Every figure says what is found here and nothing else.
 *
 * A stage's gradient is complete with its own backward frame. Before that it may have part of it: each stage made from
 * it sends its share with its own frame, and positions that read a key or a value vector send theirs one after the
 * other. With several backward passes (one for each position) a gradient is complete after the last pass that reaches
 * it. A parameter's is complete when every position that used it has sent its share.
 *
 * An embedding is the row of its matrix, the same numbers under another name: wherever its letter stands the same row
 * is used, and gathers a share from each.
 *
 * @import {Trace} from "./read.js"
 * @import {ParamRef, Ref, StageRef} from "./refs.js"
 *
 * @typedef {"absent" | "computed" | "partial" | "complete" | "updated"} State
 *   not computed yet; computed; part of its gradient is there; all of it; and Adam has moved it
 *
 * @typedef {object} Known
 * @property {number | null} value  null while it is not computed, and for a whole vector
 * @property {number | null} grad  as far as it is there; null if none is, or the trace does not say how much
 * @property {State} state
 */

import { bisectRight } from "d3-array";
import { digits } from "../draw/format.js";
import { headOf, layerStages, termIndex } from "./attention.js";
import { expressionOf, placeText } from "./names.js";
import { oncePer } from "./once.js";
import { gradientPass, isComputed, optimizerText, stageGrads, stageValues, usersOfStage } from "./read.js";
import { paramIndex, rowOfStage } from "./refs.js";
import { kindOf } from "./stages.js";

/** @type {Known} */
const ABSENT = { value: null, grad: null, state: "absent" };

/**
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 * @returns {Known}
 */
export function known(trace, ref, cursor) {
  if (ref.kind === "param") return knownParam(trace, ref, cursor);
  if (ref.kind === "node") return knownNode(trace, ref.node, cursor);
  return knownStage(trace, ref, cursor);
}

/**
 * @param {Trace} trace
 * @param {StageRef} ref
 * @param {number} cursor
 * @returns {Known}
 */
function knownStage(trace, { stage, element: asked }, cursor) {
  if (!isComputed(trace, stage, cursor)) return ABSENT;
  const element = asked ?? (trace.stages[stage].size === 1 ? 0 : null);
  const row = rowOfStage(trace, stage);
  if (row && !trace.areChanges) {
    const found = knownParam(trace, { kind: "param", ...row, column: element ?? 0 }, cursor);
    return element === null ? { ...found, value: null, grad: null } : found;
  }
  const pass = gradientPass(trace, stage, cursor);
  const value = element === null ? null : stageValues(trace, stage)[element];
  if (pass >= 0) {
    const grad = element === null ? null : stageGrads(trace, stage, pass)[element];
    return { value, grad, state: pass === lastPass(trace, stage) ? "complete" : "partial" };
  }
  if (!hasShare(trace, stage, element, cursor)) return { value, grad: null, state: "computed" };
  return { value, grad: element === null ? null : gatheredInCache(trace, stage, element, cursor), state: "partial" };
}

/** @type {(trace: Trace) => Int16Array} */
const lastPasses = oncePer((trace) => {
  const never = trace.frames.length;
  return Int16Array.from(trace.stages, (_, stage) =>
    trace.backwardFrame.findLastIndex((frame) => frame[stage] < never),
  );
});

/**
 * The last backward pass that reaches a stage, -1 if none does: the loss was not made from it.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function lastPass(trace, stage) {
  return lastPasses(trace)[stage];
}

/**
 * Whether a stage made from this one has sent it a share: for an element of a query, a key or a value vector, one of
 * its head.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number | null} element
 * @param {number} cursor
 */
function hasShare(trace, stage, element, cursor) {
  if (trace.passAt[cursor] < 0) return false;
  const head = element !== null && kindOf(trace.stages[stage].name).role ? headOf(trace, element) : null;
  return usersOfStage(trace, stage).some((user) => {
    const of = trace.stages[user].head;
    return (head === null || of === null || of === head) && gradientPass(trace, user, cursor) >= 0;
  });
}

/**
 * What an element of a key or a value vector has gathered from the positions that have sent their shares; null for any
 * other stage, and where the trace does not say.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @param {number} cursor
 */
function gatheredInCache(trace, stage, element, cursor) {
  const { name, layer, position } = trace.stages[stage];
  const { role } = kindOf(name);
  if (layer === null || position === null || (role !== "key" && role !== "value")) return null;
  const column = trace.columns[role === "key" ? "cache_key_grads" : "cache_value_grads"];
  const t = lastSender(trace, cursor, layer, role, position, headOf(trace, element));
  return t === null || !column ? null : column[termIndex(trace, t, layer, position, element)];
}

/**
 * The position whose share a row of the cache got last, from one head: the earliest that has sent one; null if none
 * has.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} layer
 * @param {"key" | "value"} role
 * @param {number} s
 * @param {number} head
 */
export function lastSender(trace, cursor, layer, role, s, head) {
  const stages = layerStages(trace, layer)[role === "key" ? "logits" : "out"][head];
  for (let t = s; t < stages.length; t++) if (hasSent(trace, cursor, stages[t])) return t;
  return null;
}

/**
 * Whether a stage has sent its shares in the one backward pass there is.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} stage
 */
export function hasSent(trace, cursor, stage) {
  return trace.passAt[cursor] >= 0 && trace.backwardFrame[0][stage] <= cursor;
}

/**
 * A frame in which a row of parameters got a share, in which backward pass, and from which stage.
 *
 * @typedef {{frame: number, pass: number, stage: number}} Share
 */

/** @type {(trace: Trace) => Share[][][]} */
const sharesByRow = oncePer((trace) => {
  const never = trace.frames.length;
  const shares = trace.matrices.map(({ rows }) => Array.from({ length: rows }, () => /** @type {Share[]} */ ([])));
  trace.stages.forEach(({ reads_rows: rows }, stage) => {
    for (const [pass, byStage] of trace.backwardFrame.entries()) {
      const frame = byStage[stage];
      if (frame >= never) continue;
      for (const [matrix, from, count] of rows) {
        for (const row of shares[matrix].slice(from, from + count)) row.push({ frame, pass, stage });
      }
    }
  });
  for (const rows of shares) for (const row of rows) row.sort((a, b) => a.frame - b.frame);
  return shares;
});

/** @type {(trace: Trace) => number} */
const firstOfAdam = oncePer((trace) => trace.frames.findIndex(({ phase }) => phase === "adam"));

/**
 * Whether Adam has been at a matrix.
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @param {number} cursor
 */
export function isUpdated(trace, matrix, cursor) {
  const frame = trace.frames[cursor];
  return frame.phase === "adam" && frame.matrix !== null && frame.matrix >= matrix;
}

/**
 * Whether the backward pass is over, so that the gradient of every parameter is complete.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function hasAllGradients(trace, cursor) {
  return cursor >= firstOfAdam(trace);
}

/**
 * What there is of the gradient of a row of parameters.
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @param {number} row
 * @param {number} cursor
 * @returns {"computed" | "partial" | "complete"}  computed: no share of it yet
 */
export function rowState(trace, matrix, row, cursor) {
  const { got, all } = rowShares(trace, matrix, row, cursor);
  if (hasAllGradients(trace, cursor) || (got > 0 && got === all)) return "complete";
  return got > 0 ? "partial" : "computed";
}

/**
 * How many of the shares of a row's gradient have been sent, of how many.
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @param {number} row
 * @param {number} cursor
 */
export function rowShares(trace, matrix, row, cursor) {
  const shares = sharesByRow(trace)[matrix][row];
  return { got: shares.findLastIndex(({ frame }) => frame <= cursor) + 1, all: shares.length };
}

/**
 * @param {Trace} trace
 * @param {ParamRef} ref
 * @param {number} cursor
 * @returns {Known}
 */
function knownParam(trace, ref, cursor) {
  const index = paramIndex(trace, ref);
  const { adam_before: before, adam_after: after, adam_grad: grad } = trace.columns;
  if (isUpdated(trace, ref.matrix, cursor)) return { value: after[index], grad: grad[index], state: "updated" };
  const state = rowState(trace, ref.matrix, ref.row, cursor);
  const gathered = state === "complete" ? grad[index] : state === "partial" ? gatheredInRow(trace, ref, cursor) : null;
  return { value: before[index], grad: gathered, state };
}

/**
 * What a row has gathered: with one backward pass, when the newest share came through an embedding; with several, after
 * the last whole one that an embedding was in. Null where the trace does not say.
 *
 * @param {Trace} trace
 * @param {ParamRef} ref  to one that has a share
 * @param {number} cursor
 */
function gatheredInRow(trace, { matrix, row, column }, cursor) {
  const shares = sharesByRow(trace)[matrix][row];
  if (trace.header.passes > 1) {
    const pass = rowPass(trace, matrix, row, cursor);
    const embedded = shares.find((share) => share.pass === pass && rowOfStage(trace, share.stage));
    return embedded ? stageGrads(trace, embedded.stage, pass)[column] : null;
  }
  const newest = /** @type {Share} */ (shares.findLast(({ frame }) => frame <= cursor));
  const { name, position } = trace.stages[newest.stage];
  const { token_grads: gathered } = trace.columns;
  if (!gathered || position === null || kindOf(name).base !== "tok_emb") return null;
  return gathered[position * trace.matrices[matrix].columns + column];
}

/**
 * The newest backward pass of which a row has got every share, -1 if there is none.
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @param {number} row
 * @param {number} cursor
 */
function rowPass(trace, matrix, row, cursor) {
  const shares = sharesByRow(trace)[matrix][row];
  const next = shares.find(({ frame }) => frame > cursor)?.pass ?? trace.header.passes;
  return shares.findLast(({ frame, pass }) => frame <= cursor && pass < next)?.pass ?? -1;
}

/**
 * A node that is neither a parameter nor an element of a stage belongs to the stage it was made for.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {number} cursor
 * @returns {Known}
 */
function knownNode(trace, node, cursor) {
  const stage = trace.columns.node_stage[node];
  if (!isComputed(trace, stage, cursor)) return ABSENT;
  const { node_data, node_grad } = trace.columns;
  const pass = gradientPass(trace, stage, cursor);
  const isComplete = pass >= 0 && pass === lastPass(trace, stage);
  const state = isComplete ? "complete" : pass >= 0 ? "partial" : "computed";
  return { value: node_data[node], grad: isComplete ? node_grad[node] : null, state };
}

/**
 * The numbers of a stage, as far as they are known: of an embedding, those of its row.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 * @returns {{values: ArrayLike<number>, grads: ArrayLike<number> | null} | null}
 */
export function knownVector(trace, stage, cursor) {
  if (!isComputed(trace, stage, cursor)) return null;
  const row = rowOfStage(trace, stage);
  const pass = gradientPass(trace, stage, cursor);
  if (!row || trace.areChanges) {
    return { values: stageValues(trace, stage), grads: pass < 0 ? null : stageGrads(trace, stage, pass) };
  }
  const all = Array.from({ length: trace.stages[stage].size }, (_, column) =>
    knownParam(trace, { kind: "param", ...row, column }, cursor),
  );
  const grads = all.flatMap(({ grad }) => (grad === null ? [] : [grad]));
  return {
    values: all.map(({ value }) => /** @type {number} */ (value)),
    grads: pass < 0 || grads.length < all.length ? null : grads,
  };
}

/** @type {(trace: Trace) => Int32Array[]} */
const tidings = oncePer((trace) => {
  const adam = trace.matrices.map((_, matrix) => trace.frames.findIndex((frame) => frame.matrix === matrix));
  const backward = trace.frames.findIndex(({ phase }) => phase === "backward");
  return trace.stages.map((_, stage) => {
    const frames = [trace.forwardFrame[stage], Math.max(backward, trace.forwardFrame[stage])];
    for (const each of [stage, ...usersOfStage(trace, stage)]) {
      for (const byStage of trace.backwardFrame) frames.push(byStage[each]);
    }
    const row = rowOfStage(trace, stage);
    if (row) {
      const shares = sharesByRow(trace)[row.matrix][row.row];
      frames.push(firstOfAdam(trace), adam[row.matrix], ...shares.map(({ frame }) => frame));
    }
    return Int32Array.from(new Set(frames)).sort();
  });
});

/**
 * The frame since which what is known of a stage, and what is said of it, is what it is; -1 while nothing is. Whoever
 * shows a stage need not look at it again as long as this is the same.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
export function knownSince(trace, stage, cursor) {
  const frames = tidings(trace)[stage];
  return frames[bisectRight(frames, cursor) - 1] ?? -1;
}

/**
 * Which other positions use the very numbers of an embedding: those where the same letter stands.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {number[]}
 */
export function sharedWith(trace, ref) {
  if (ref.kind !== "stage" || trace.areChanges) return [];
  const { name, position } = trace.stages[ref.stage];
  if (kindOf(name).base !== "tok_emb" || position === null) return [];
  const { token_ids: ids } = trace.header;
  return ids.slice(0, -1).flatMap((id, at) => (at !== position && id === ids[position] ? [at] : []));
}

/**
 * Which other positions those are, in words: , the same numbers as at position 3 “l”
 *
 * @param {Trace} trace
 * @param {Ref} ref
 */
export function sharedText(trace, ref) {
  const others = sharedWith(trace, ref).map((at) => placeText(trace, at));
  return others.length ? `, the same numbers as at ${others.join(" and ")}` : "";
}

/**
 * What is to be said of a gradient beside its number: that more will come, that none is there, or nothing.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 */
export function gradientNote(trace, ref, cursor) {
  const { state, grad } = known(trace, ref, cursor);
  if (state === "absent" || trace.passAt[cursor] < 0) return "";
  if (state === "computed") {
    const stage = ref.kind === "stage" ? ref.stage : ref.kind === "node" ? trace.columns.node_stage[ref.node] : null;
    const isReached = stage === null || rowOfStage(trace, stage) !== null || lastPass(trace, stage) >= 0;
    return isReached ? "no gradient yet" : "no gradient: this loss was not made from it";
  }
  if (state !== "partial") return "";
  if (grad === null) return "gradient not whole yet";
  const { passes } = trace.header;
  if (passes === 1 || ref.kind === "node") return "so far";
  return `after ${passOf(trace, ref, cursor) + 1} of ${passes} backward passes`;
}

/**
 * The backward pass after which the gradient is what is known of it.
 *
 * @param {Trace} trace
 * @param {ParamRef | StageRef} ref
 * @param {number} cursor
 */
function passOf(trace, ref, cursor) {
  if (ref.kind === "param") return rowPass(trace, ref.matrix, ref.row, cursor);
  const row = rowOfStage(trace, ref.stage);
  return row ? rowPass(trace, row.matrix, row.row, cursor) : gradientPass(trace, ref.stage, cursor);
}

/**
 * A thing with what is known of it: keys[0][2][5] = −0.031, gradient +0.004 so far
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 */
export function say(trace, ref, cursor) {
  const { value, grad, state } = known(trace, ref, cursor);
  const name = expressionOf(trace, ref);
  if (state === "absent") return `${name}: not computed yet`;
  const note = gradientNote(trace, ref, cursor);
  const gradient = [grad === null ? "" : `gradient ${digits(grad, true)}`, note].filter(Boolean).join(" ");
  const moved = state === "updated" ? `, updated by ${optimizerText(trace)}` : "";
  const numbers = `${value === null ? "" : ` = ${digits(value)}`}${gradient && `, ${gradient}`}`;
  return `${name}${numbers}${moved}${sharedText(trace, ref)}`;
}
