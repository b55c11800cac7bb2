/**
 * Which weights the heads show, and which pair of positions is looked at. Finds numbers, computes none.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref, StageRef} from "../../trace/refs.js"
 * @import {OverTraining, Summaries} from "../../wire/protocol.js"
 * @import {Props} from "../figure.js"
 *
 * @typedef {{layer: number, head: number, t: number}} Row  all that position t reads with a head
 * @typedef {Row & {s: number}} Pair  position t reads position s
 *
 * @typedef {object} Shown  what is drawn
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t  how far the motion into the frame has come: 1 when it has settled
 * @property {Ref | null} hovered
 * @property {Ref | null} selection
 * @property {Palette} palette
 * @property {Summaries | null} summaries  of what the heads read on average
 * @property {(OverTraining & {weights: ArrayLike<number>}) | null} past  the weights at every snapshot
 * @property {number | null} snapshot  which of these takes the place of the trace's own weights
 * @property {Pair} focus  the pair that is taken apart
 * @property {Row & {s: number | null} | null} marked  the pair that is marked: that one, or without its arithmetic the
 *   one that is selected
 */

import { layerAt, layerStages, pairIndex } from "../../trace/attention.js";
import { knownVector } from "../../trace/known.js";
import { oncePer } from "../../trace/once.js";
import { isComputed, positions, stageGrads } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";

/**
 * @param {Props} props
 * @param {Palette} palette
 * @returns {Shown}
 */
export function shownOf({ trace, look, settings, answers }, palette) {
  const { cursor, t, hovered, selection } = look;
  const { heads: summaries, overTraining: past } = answers;
  const { trainingMoment: wanted } = settings;
  const snapshot = wanted !== null && past && wanted < past.snapshots.length ? wanted : null;
  const focus = focusOf(trace, cursor, selection, settings.focus);
  const marked = settings.parts === "averages" ? pairOf(trace, selection) : focus;
  return { trace, cursor, t, hovered, selection, palette, summaries, past, snapshot, focus, marked };
}

/**
 * The pair that is taken apart: the chosen one, else what is selected, else where the cursor is.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Ref | null} selection
 * @param {Pair | null} chosen
 * @returns {Pair}
 */
function focusOf(trace, cursor, selection, chosen) {
  const n = positions(trace);
  const { n_layer: layers, n_head: heads } = trace.header.config;
  if (chosen && chosen.layer < layers && chosen.head < heads && chosen.t < n && chosen.s <= chosen.t) return chosen;
  const selected = pairOf(trace, selection);
  if (selected) return { ...selected, s: selected.s ?? strongest(trace, cursor, selected) };
  const frame = trace.frames[cursor];
  const stage = frame.stage === null ? null : trace.stages[frame.stage];
  const at = {
    layer: stage?.layer ?? layerOf(trace, selection) ?? layerAt(trace, cursor),
    head: stage?.head ?? 0,
    t: stage ? (stage.position ?? n - 1) : frame.phase === "tokens" ? 0 : n - 1,
  };
  // a position that asks nothing yet has nothing to be taken apart: the one before it has
  if (at.t > 0 && !isComputed(trace, layerStages(trace, at.layer).query[at.t], cursor)) at.t -= 1;
  return { ...at, s: strongest(trace, cursor, at) };
}

/**
 * The layer of what is selected: looked at on while the cursor is in none.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 */
const layerOf = (trace, ref) => (ref?.kind === "stage" ? trace.stages[ref.stage].layer : null);

/**
 * The stage of a row of attention.
 *
 * @param {Trace} trace
 * @param {Row} row
 * @param {"logits" | "weights" | "out"} [what]
 */
export function rowStage(trace, { layer, head, t }, what = "weights") {
  return layerStages(trace, layer)[what][head][t];
}

/**
 * @param {Trace} trace
 * @param {Pair} pair
 */
export function weightRef(trace, pair) {
  return stageRef(rowStage(trace, pair), pair.s);
}

/**
 * The row of attention, and what of it, that a ref points at.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 * @returns {Row & {s: number | null} | null}
 */
export function pairOf(trace, ref) {
  if (ref?.kind !== "stage") return null;
  const { name, layer, head, position: t } = trace.stages[ref.stage];
  if (layer === null || head === null || t === null || !kindOf(name).isOverCache) return null;
  return { layer, head, t, s: ref.element };
}

/**
 * The row of attention whose query a ref points at: of no head, but of all.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 */
export function queryOf(trace, ref) {
  if (ref?.kind !== "stage") return null;
  const { name, layer, position: t } = trace.stages[ref.stage];
  return layer !== null && t !== null && kindOf(name).role === "query" ? { layer, t } : null;
}

/**
 * What is drawn of a row of a map: `of` is null while it has not been computed; isMoving while it comes.
 *
 * @param {Shown} shown
 * @param {Row} row
 * @returns {{of: "snapshot" | "weights" | "gradients" | null, isMoving: boolean, numbers: ArrayLike<number>}}
 */
export function rowOf({ trace, cursor, t, past, snapshot }, row) {
  if (snapshot !== null && past) {
    return { of: "snapshot", isMoving: false, numbers: ofSnapshot(trace, past.weights, snapshot, row) };
  }
  const stage = rowStage(trace, row);
  const frame = trace.frames[cursor];
  const isMoving = t < 1 && frame.stage === stage;
  const vector = knownVector(trace, stage, cursor);
  if (!vector) return { of: null, isMoving, numbers: [] };
  if (frame.phase === "backward" && vector.grads) return { of: "gradients", isMoving, numbers: vector.grads };
  return { of: "weights", isMoving, numbers: vector.values };
}

/**
 * A weight that the arcs and the numbers under them show; null if it is not there yet.
 *
 * @param {Shown} shown
 * @param {Pair} pair
 */
export function weightAt({ trace, cursor, past, snapshot }, pair) {
  if (snapshot !== null && past) return ofSnapshot(trace, past.weights, snapshot, pair)[pair.s];
  return knownVector(trace, rowStage(trace, pair), cursor)?.values[pair.s] ?? null;
}

/**
 * What a row reads at a snapshot.
 *
 * @param {Trace} trace
 * @param {ArrayLike<number>} weights  of all pairs, snapshot after snapshot
 * @param {number} snapshot
 * @param {Row} row
 */
function ofSnapshot(trace, weights, snapshot, { layer, head, t }) {
  const pairs = pairIndex(trace, positions(trace), 0, 0, 0);
  const first = snapshot * pairs + pairIndex(trace, t, layer, head, 0);
  return Array.from({ length: t + 1 }, (_, s) => weights[first + s]);
}

/**
 * The position that a row reads most, of this trace; while that is not known, the one it matches best, else its own.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Row} row
 */
export function strongest(trace, cursor, row) {
  const numbers = ["weights", "logits"].map((what) =>
    knownVector(trace, rowStage(trace, row, /** @type {"weights" | "logits"} */ (what)), cursor),
  );
  const known = numbers[0] ?? numbers[1];
  return known ? indexOfMost(known.values) : row.t;
}

/** @param {ArrayLike<number>} numbers */
export function indexOfMost(numbers) {
  let most = 0;
  for (let at = 1; at < numbers.length; at++) if (numbers[at] > numbers[most]) most = at;
  return most;
}

/** @type {(trace: Trace) => number[]} */
const greatestGradients = oncePer((trace) =>
  Array.from({ length: trace.header.passes }, (_, pass) => {
    const ofWeights = trace.stages.flatMap(({ name }, stage) =>
      kindOf(name).base === "attn_weights" ? [...stageGrads(trace, stage, pass)] : [],
    );
    return Math.max(...ofWeights.map(Math.abs));
  }),
);

/**
 * The greatest absolute gradient of a weight in the newest pass: the end of the scale; 0 before the first.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function greatestGradient(trace, cursor) {
  return greatestGradients(trace)[trace.passAt[cursor]] ?? 0;
}
