/**
 * Which weights the heads view shows, and which pair of positions it looks at. Finds numbers, computes none.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 *
 * @typedef {{layer: number, head: number, t: number, s: number}} Pair  position t reads position s
 *
 * @typedef {object} HeadSummary  the weights of one head, averaged over documents
 * @property {number} layer
 * @property {number} head
 * @property {number} previous  mean weight on the token before
 * @property {number} first  ... on the first token
 * @property {number} itself
 * @property {"previous" | "first" | "itself" | null} reads
 * @property {number[][]} map  [t][s], over the documents that have a position t
 *
 * @typedef {{docs: number, positions: number, even: number, counts: number[], step: number, heads: HeadSummary[]}} Summaries
 * @typedef {{doc: string, moments: number[], weights: ArrayLike<number>}} OverTraining
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t  how far the motion into the frame is: 1 when it has settled
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} width  in px
 * @property {boolean} canAsk
 * @property {Summaries | null} heads
 * @property {number} sampleCount
 * @property {OverTraining | null} overTraining
 * @property {number | null} trainingMoment
 * @property {number} layer
 * @property {Pair | null} focus
 */

import {
  gradientPass,
  isComputed,
  pairIndex,
  positions,
  stageGrads,
  stageNamed,
  stageValues,
} from "../../trace/read.js";

/** @param {Trace} trace @param {number} layer @param {number} head @param {number} t @param {"attn_weights" | "attn_logits" | "out"} [what] */
export function headStage(trace, layer, head, t, what = "attn_weights") {
  return stageNamed(trace, `layer${layer}.head${head}.${what}`, t);
}

/** @param {Trace} trace @param {Pair} pair @returns {Ref} */
export function weightRef(trace, { layer, head, t, s }) {
  return { kind: "stage", stage: headStage(trace, layer, head, t), element: s };
}

/** The row of attention, and what of it, that a ref points at. @param {Trace} trace @param {Ref | null} ref @returns {{layer: number, head: number, t: number, s: number | null} | null} */
export function pairOf(trace, ref) {
  if (ref?.kind !== "stage") return null;
  const { name, layer, head, position } = trace.stages[ref.stage];
  if (layer === null || head === null || position === null || !/\.attn_(weights|logits)$/.test(name)) return null;
  return { layer, head, t: position, s: ref.element };
}

/** The row of attention whose query a ref points at: of no head, but of all. @param {Trace} trace @param {Ref | null} ref */
export function queryOf(trace, ref) {
  if (ref?.kind !== "stage") return null;
  const { name, layer, position } = trace.stages[ref.stage];
  return layer !== null && position !== null && name.endsWith(".attn_q") ? { layer, t: position } : null;
}

/** How many pairs a trace has. @param {Trace} trace */
export function numPairs(trace) {
  return pairIndex(trace, positions(trace), 0, 0, 0);
}

/** Whether what was kept over training is of this trace's document. @param {Props} props */
export function isOverTraining({ trace, overTraining }) {
  return (
    overTraining !== null &&
    overTraining.doc === trace.header.doc &&
    overTraining.weights.length === overTraining.moments.length * numPairs(trace)
  );
}

/** The moment of training that is shown in place of the trace, or null. @param {Props} props */
export function momentOf(props) {
  const { trainingMoment, overTraining } = props;
  return trainingMoment !== null &&
    overTraining &&
    trainingMoment < overTraining.moments.length &&
    isOverTraining(props)
    ? trainingMoment
    : null;
}

/**
 * A row of a map: `of` is null while it has not been computed; weights, else gradients of a pass; isMoving while it comes.
 *
 * @typedef {{of: "moment" | "weights" | "gradients" | null, pass: number, isMoving: boolean, at: (s: number) => number}} Row
 *
 * @param {Props} props @param {number} layer @param {number} head @param {number} t @returns {Row}
 */
export function rowOf(props, layer, head, t) {
  const { trace, cursor, overTraining } = props;
  const moment = momentOf(props);
  if (moment !== null && overTraining) {
    const first = moment * numPairs(trace) + pairIndex(trace, t, layer, head, 0);
    return { of: "moment", pass: -1, isMoving: false, at: (s) => overTraining.weights[first + s] };
  }
  const stage = headStage(trace, layer, head, t);
  const frame = trace.frames[cursor];
  const isMoving = props.t < 1 && frame.stage === stage;
  const pass = frame.phase === "backward" ? gradientPass(trace, stage, cursor) : -1;
  if (pass >= 0) return { of: "gradients", pass, isMoving, at: (s) => stageGrads(trace, stage, pass)[s] };
  const isThere = isComputed(trace, stage, cursor);
  return { of: isThere ? "weights" : null, pass, isMoving, at: (s) => stageValues(trace, stage)[s] };
}

/** A weight that the arcs and the numbers under them show, or null if it is not there yet. @param {Props} props @param {Pair} pair */
export function weightAt(props, { layer, head, t, s }) {
  const { trace, cursor, overTraining } = props;
  const moment = momentOf(props);
  if (moment !== null && overTraining)
    return overTraining.weights[moment * numPairs(trace) + pairIndex(trace, t, layer, head, s)];
  const stage = headStage(trace, layer, head, t);
  return isComputed(trace, stage, cursor) ? stageValues(trace, stage)[s] : null;
}

/** The pair that the focus panel shows: the chosen one, else what is selected, else where the cursor is. @param {Props} props @returns {Pair} */
export function focusOf(props) {
  const { trace, cursor, selection, focus } = props;
  const n = positions(trace);
  const { n_layer: layers, n_head: heads } = trace.header.config;
  if (focus && focus.layer < layers && focus.head < heads && focus.t < n && focus.s <= focus.t) return focus;
  const selected = pairOf(trace, selection);
  if (selected) return { ...selected, s: selected.s ?? strongest(props, selected) };
  const frame = trace.frames[cursor];
  const stage = frame.stage === null ? null : trace.stages[frame.stage];
  const at = {
    layer: stage?.layer ?? 0,
    head: stage?.head ?? 0,
    t: stage ? (stage.position ?? n - 1) : frame.phase === "tokens" ? 0 : n - 1,
  };
  return { ...at, s: strongest(props, at) };
}

/** The position that a row reads most, of this trace; while that is not known, its own. @param {Props} props @param {{layer: number, head: number, t: number}} row */
export function strongest({ trace, cursor }, { layer, head, t }) {
  const stage = headStage(trace, layer, head, t);
  if (!isComputed(trace, stage, cursor)) return t;
  const weights = stageValues(trace, stage);
  return weights.indexOf(Math.max(...weights));
}

/** @type {WeakMap<Trace, number[]>} */
const greatestGradients = new WeakMap();

/** The greatest absolute gradient of a weight after a pass: the end of the scale. @param {Trace} trace @param {number} pass */
export function greatestGradient(trace, pass) {
  let known = greatestGradients.get(trace);
  if (!known) greatestGradients.set(trace, (known = []));
  if (known[pass] === undefined) {
    let max = 0;
    trace.stages.forEach(({ name }, stage) => {
      if (name.endsWith(".attn_weights"))
        for (const grad of stageGrads(trace, stage, pass)) max = Math.max(max, Math.abs(grad));
    });
    known[pass] = max;
  }
  return known[pass];
}

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();
let count = 0;

/** A number of its own for each object, so that what was painted of one is not taken for another's. @param {object | null} each */
export function identity(each) {
  if (!each) return 0;
  let number = numbers.get(each);
  if (!number) numbers.set(each, (number = count += 1));
  return number;
}
