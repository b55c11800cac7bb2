/**
 * A line for a token: its logit and, backwards, the logit's gradient; its probability and, with a temperature, what
 * becomes of it.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {PredictionsLayout} from "./layout.js"
 * @import {Motion} from "./motion.js"
 * @import {Order, Reshaped} from "./shown.js"
 *
 * @typedef {object} TokensProps
 * @property {Trace} trace
 * @property {Look} look
 * @property {number} position
 * @property {Order} order
 * @property {Reshaped | null} reshaped
 * @property {Motion} motion
 * @property {PredictionsLayout} layout
 *
 * @typedef {{id: number, column: 0 | 1}} Cell  column: of the logit or of the probability
 *
 * @typedef {ReturnType<typeof numbersOf>} Numbers
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { fixed, tokenText } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { focusElement } from "../../trace/focus.js";
import { knownVector, say } from "../../trace/known.js";
import { stageRef } from "../../trace/refs.js";
import { inTurn } from "./motion.js";
import { predictionStages, targetOf } from "./shown.js";
import { partialSums } from "./sums.js";
import { shareText, tokenAbout } from "./text.js";

/**
 * What all lines have to know: the numbers that are there and how far their bars reach.
 *
 * @param {TokensProps} props
 */
export function numbersOf({ trace, look, position, reshaped, motion }) {
  const { logits, probs } = predictionStages(trace);
  const stages = [logits[position], probs[position]];
  const [logit, prob] = stages.map((stage) => knownVector(trace, stage, look.cursor));
  const values = logit?.values ?? null;
  const focus = trace.frames[look.cursor].stage === stages[0] ? focusElement(trace, look) : null;
  return {
    stages,
    logits: values,
    mostLogit: greatest(values),
    range: values ? [Math.min(...Array.from(values)), Math.max(...Array.from(values))] : [0, 1],
    gradients: logit?.grads ?? null,
    mostGradient: greatest(logit?.grads ?? null),
    probs: prob?.values ?? null,
    mostProb: Math.max(greatest(prob?.values ?? null), greatest(reshaped?.probs ?? null)),
    focus,
    sums: focus === null || motion.logits.fill === 1 ? [] : partialSums(trace, stages[0], focus),
  };
}

/** @param {ArrayLike<number> | null} numbers */
function greatest(numbers) {
  return Array.from(numbers ?? []).reduce((most, number) => Math.max(most, Math.abs(number)), 0);
}

/**
 * @param {number} id
 * @param {number} at  which of the lines it is
 * @param {TokensProps} props
 * @param {Numbers} numbers
 * @param {Cell} focused
 */
export function tokenLine(id, at, props, numbers, focused) {
  const { trace, look, position, reshaped } = props;
  const text = tokenText(trace.header.vocabulary[id]);
  /**
   * @param {0 | 1} column
   * @param {unknown} content
   */
  const cell = (column, content) => {
    const [name, about] = column === 0 ? ["logit", null] : ["prob", reshaped];
    const stage = numbers.stages[column];
    const is = (/** @type {Ref | null} */ ref) =>
      ref?.kind === "stage" && ref.stage === stage && (ref.element === id || ref.element === null);
    const marks = { "is-hovered": is(look.hovered), "is-selected": is(look.selection) };
    const said = say(trace, stageRef(stage, id), look.cursor);
    return html`<span
      class=${classes(`predictions-${name}`, marks)}
      role="gridcell"
      aria-label="${said}, ${tokenAbout(trace, position, id, about)}"
      tabindex=${focused.id === id && focused.column === column ? 0 : -1}
      >${content}</span
    >`;
  };
  const turn = inTurn(props.motion.logits.travel, at, trace.header.vocabulary.length);
  const marks = {
    "is-target": targetOf(trace, position) === id,
    "is-focus": numbers.sums.length > 0 && id === numbers.focus,
    "is-read": turn > 0 && turn < 1, // the stream is at its row
  };
  return html`<div class=${classes("predictions-line", marks)} role="row" data-token=${id}>
    <span class=${classes("predictions-token", { special: text.length > 1 })} role="rowheader">${text}</span>
    ${cell(0, logitOf(id, at, props, numbers))} ${cell(1, probOf(id, at, props, numbers))}
  </div>`;
}

/**
 * The logit in figures and as a bar, letter after letter; that of the focus adds up before. Then its gradient: the
 * probability, from which 1 is taken last where the letter came.
 *
 * @param {number} id
 * @param {number} at
 * @param {TokensProps} props
 * @param {Numbers} numbers
 */
function logitOf(id, at, { trace, position, motion }, { logits, mostLogit, gradients, mostGradient, focus, sums }) {
  const count = trace.header.vocabulary.length;
  const places = mostLogit < 0.1 ? 4 : 2;
  const come = inTurn(motion.logits.fill, at, count);
  const isAdding = id === focus && sums.length > 0;
  const added = isAdding ? (sums[Math.floor(motion.logits.add * sums.length) - 1] ?? null) : null;
  const value = isAdding ? added : logits && come > 0 ? logits[id] : null;
  const isTarget = targetOf(trace, position) === id;
  const back = isTarget ? motion.gradient.fill : motion.gradient.add;
  return html`<span class="figure">${value === null ? "" : fixed(value, places)}</span>
    <span class="predictions-axis">${signedBar("logit-bar", value, mostLogit, isAdding ? 1 : come)}</span>
    <span class="predictions-axis">${signedBar("gradient", gradients?.[id] ?? null, mostGradient, back)}</span>`;
}

/**
 * The probability as a bar, which leaves the place of its logit on the way through exp, and in figures.
 *
 * @param {number} id
 * @param {number} at
 * @param {TokensProps} props
 * @param {Numbers} numbers
 */
function probOf(id, at, { trace, motion, reshaped }, { logits, range: [low, high], probs, mostProb }) {
  const { travel, add, fill } = motion.probs;
  const share = probs?.[id];
  const isThere = share !== undefined && (fill === 1 || inTurn(fill, at, trace.header.vocabulary.length) > 0);
  const line = logits && high > low ? (logits[id] - low) / (high - low) : 0; // as long as its logit, least to greatest
  const length = share === undefined || mostProb === 0 ? 0 : (line + (share / mostProb - line) * add) * travel;
  return html`<span class="predictions-track">
      <i class="predictions-bar" ${style({ width: `${100 * length}%` })}></i>
      ${
        reshaped && !reshaped.isPlain
          ? html`<i class="predictions-outline" ${style({ width: `${(100 * reshaped.probs[id]) / mostProb}%` })}></i>`
          : nothing
      }
    </span>
    <span class="figure">${isThere ? shareText(share) : ""}</span>
    <span class="figure predictions-drawn">${reshaped ? reshaped.draws[id] : ""}</span>`;
}

/**
 * A bar from the middle, to the side of the sign.
 *
 * @param {string} name
 * @param {number | null} value
 * @param {number} most
 * @param {number} growth
 */
function signedBar(name, value, most, growth) {
  const half = value === null || most === 0 ? 0 : Math.min((50 * Math.abs(value)) / most, 50) * growth;
  const isNegative = value !== null && value < 0;
  const place = { width: `${half}%`, left: isNegative ? `${50 - half}%` : "50%" };
  return html`<i class=${classes(`predictions-${name}`, { "is-negative": isNegative })} ${style(place)}></i>`;
}
