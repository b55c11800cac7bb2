/**
 * What the heads view says: names, numbers, formulas with the numbers put in.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Pair, Props} from "./weights.js"
 */

import { digits, tokenText, whole } from "../../draw/format.js";
import {
  expressionOf,
  gradientPass,
  isComputed,
  pairIndex,
  paramIndex,
  stageGrads,
  stageValues,
  tokenAt,
} from "../../trace/read.js";
import { headStage, momentOf, pairOf, weightAt } from "./weights.js";

/** A number to so many decimals, for columns in which the points stand below each other. @param {number} x @param {number} [decimals] */
export function decimals(x, decimals = 3) {
  const text = Math.abs(x) >= 1000 ? x.toExponential(1) : x.toFixed(decimals);
  return (/[1-9]/.test(text) ? text : text.replace("-", "")).replace("-", "\u2212");
}

/** A weight to two decimals; in a narrow place without its 0. @param {number} x @param {boolean} [isTight] */
export function weightText(x, isTight = false) {
  const text = x.toFixed(2);
  return isTight && text.startsWith("0") ? text.slice(1) : text;
}

/** The token of a position, as the reader should see it. @param {Trace} trace @param {number} position */
export function letter(trace, position) {
  return tokenText(tokenAt(trace, position));
}

/** “m” at position 3 @param {Trace} trace @param {number} position */
export function placed(trace, position) {
  return `\u201c${letter(trace, position)}\u201d at position ${position}`;
}

/** after 250 steps @param {number} steps */
export function afterSteps(steps) {
  return steps === 0 ? "before the first step" : `after ${whole(steps)} ${steps === 1 ? "step" : "steps"}`;
}

/** keys[0][2][5] = -0.031, gradient +0.004 @param {Props} props @param {Ref} ref */
export function refText(props, ref) {
  const { trace, cursor } = props;
  const name = expressionOf(trace, ref);
  if (ref.kind === "param") {
    const { adam_before, adam_grad } = trace.columns;
    const index = paramIndex(trace, ref);
    return `${name} = ${digits(adam_before[index])}, gradient ${digits(adam_grad[index], true)}`;
  }
  if (ref.kind === "node") {
    const { node_data, node_grad } = trace.columns;
    return `${name} = ${digits(node_data[ref.node])}, gradient ${digits(node_grad[ref.node], true)}`;
  }
  if (!isComputed(trace, ref.stage, cursor)) return `${name}: not computed yet`;
  const element = ref.element ?? (trace.stages[ref.stage].size === 1 ? 0 : null);
  if (element === null) return name;
  const pass = gradientPass(trace, ref.stage, cursor);
  const gradient = pass < 0 ? "" : `, gradient ${digits(stageGrads(trace, ref.stage, pass)[element], true)}`;
  return `${name} = ${digits(stageValues(trace, ref.stage)[element])}${gradient}`;
}

/** What a ref is made of, with the numbers put in, and where it stands. @param {Props} props @param {Ref} ref */
export function aboutText(props, ref) {
  const { trace } = props;
  if (ref.kind !== "stage") return ref.kind === "param" ? "a parameter" : "";
  const { layer, head, position } = trace.stages[ref.stage];
  const pair = pairOf(trace, ref);
  if (!pair) {
    const where = [
      layer === null ? "" : `layer ${layer}`,
      head === null ? "" : `head ${head}`,
      position === null ? "" : placed(trace, position),
    ];
    return where.filter(Boolean).join(", ");
  }
  const where = `layer ${pair.layer}, head ${pair.head}, ${placed(trace, pair.t)}`;
  return pair.s === null ? where : `${where}, reads ${placed(trace, pair.s)}`;
}

/** = exp(-0.2 - 0.1) / 1.9, for a weight; q . k over the root, for a logit @param {Props} props @param {Ref} ref */
export function formulaText({ trace, cursor }, ref) {
  const pair = pairOf(trace, ref);
  if (!pair || pair.s === null || ref.kind !== "stage" || !isComputed(trace, ref.stage, cursor)) return "";
  const { layer, head, t, s } = pair;
  const at = pairIndex(trace, t, layer, head, s);
  const { attn_dots, attn_exps, attn_exp_sums } = trace.columns;
  if (trace.stages[ref.stage].name.endsWith("attn_logits")) return ` = ${digits(attn_dots[at])} / ${rootText(trace)}`;
  return ` = ${digits(attn_exps[at])} / ${digits(attn_exp_sums[rowIndex(trace, t, layer, head)])}`;
}

/** 4**0.5: what the dot products are divided by @param {Trace} trace */
export function rootText(trace) {
  return `${headDim(trace)}**0.5`;
}

/** @param {Trace} trace */
export function headDim(trace) {
  return trace.stages[headStage(trace, 0, 0, 0, "out")].size;
}

/** The number of a row of attention in attn_exp_sums. @param {Trace} trace @param {number} t @param {number} layer @param {number} head */
export function rowIndex(trace, t, layer, head) {
  const { n_layer: layers, n_head: heads } = trace.header.config;
  return (t * layers + layer) * heads + head;
}

/** The name of a cell of a map. @param {Props} props @param {Pair} pair */
export function cellName(props, pair) {
  const { trace, cursor, overTraining } = props;
  const { layer, head, t, s } = pair;
  const moment = momentOf(props);
  const where = `${placed(trace, t)} reads ${placed(trace, s)}`;
  const weight = weightAt(props, pair);
  if (moment !== null && overTraining && weight !== null)
    return `${where}: ${digits(weight)} ${afterSteps(overTraining.moments[moment])}`;
  if (weight === null) return `${where}: not computed yet`;
  const stage = headStage(trace, layer, head, t);
  const pass = gradientPass(trace, stage, cursor);
  const gradient = pass < 0 ? "" : `, gradient ${digits(stageGrads(trace, stage, pass)[s], true)}`;
  return `${where}: attn_weights[${s}] = ${digits(weight)}${gradient}`;
}

/** The classes of an element, always in this order. @param {string} base @param {Record<string, boolean>} flags */
export function classes(base, flags) {
  return [base, ...Object.keys(flags).filter((name) => flags[name])].join(" ");
}
