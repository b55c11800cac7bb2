/**
 * A line for a token: its logit and, backwards, the logit's gradient; its probability and, with a temperature, what
 * becomes of it.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {PredictionsLayout} from "./layout.js"
 * @import {Order, Reshaped} from "./shown.js"
 *
 * @typedef {object} TokensProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {number} position
 * @property {Order} order
 * @property {Reshaped | null} reshaped
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {PredictionsLayout} layout
 *
 * @typedef {{id: number, column: 0 | 1}} Cell  column: of the logit or of the probability
 *
 * @typedef {object} Bars
 * @property {ArrayLike<number> | null} numbers
 * @property {number} most
 * @property {number} growth  how far they have grown, from 0 to 1
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { fixed, tokenText } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { knownVector, say } from "../../trace/known.js";
import { stageRef } from "../../trace/refs.js";
import { predictionStages, targetOf } from "./shown.js";
import { shareText, tokenAbout } from "./text.js";

/**
 * What all lines have to know: the numbers that are there, how far their bars reach and how far they have grown.
 *
 * @param {TokensProps} props
 */
export function numbersOf({ trace, cursor, t, position, reshaped }) {
  const { logits, probs } = predictionStages(trace);
  const stages = [logits[position], probs[position]];
  const [logit, prob] = stages.map((stage) => knownVector(trace, stage, cursor));
  /**
   * @param {ArrayLike<number> | null} numbers
   * @param {number | undefined} frame  with which they come
   * @returns {Bars}
   */
  const bars = (numbers, frame) => ({
    numbers,
    most: greatest(numbers),
    growth: frame === cursor ? t * (2 - t) : 1,
  });
  const shares = bars(prob?.values ?? null, trace.forwardFrame[stages[1]]);
  return {
    stages,
    logit: bars(logit?.values ?? null, trace.forwardFrame[stages[0]]),
    gradient: bars(logit?.grads ?? null, trace.backwardFrame[trace.passAt[cursor]]?.[stages[0]]),
    prob: { ...shares, most: Math.max(shares.most, greatest(reshaped?.probs ?? null)) },
  };
}

/** @param {ArrayLike<number> | null} numbers */
function greatest(numbers) {
  return Array.from(numbers ?? []).reduce((most, number) => Math.max(most, Math.abs(number)), 0);
}

/**
 * @param {number} id
 * @param {TokensProps} props
 * @param {ReturnType<typeof numbersOf>} numbers
 * @param {Cell} focused
 */
export function tokenLine(id, props, { stages, logit, gradient, prob }, focused) {
  const { trace, position, reshaped } = props;
  const text = tokenText(trace.header.vocabulary[id]);
  const share = prob.numbers?.[id];
  const places = logit.most < 0.1 ? 4 : 2;
  /**
   * @param {0 | 1} column
   * @param {unknown} content
   */
  const cell = (column, content) => {
    const [name, about] = column === 0 ? ["logit", null] : ["prob", reshaped];
    const is = (/** @type {Ref | null} */ ref) =>
      ref?.kind === "stage" && ref.stage === stages[column] && (ref.element === id || ref.element === null);
    const marks = { "is-hovered": is(props.hovered), "is-selected": is(props.selection) };
    const said = say(trace, stageRef(stages[column], id), props.cursor);
    return html`<span
      class=${classes(`predictions-${name}`, marks)}
      role="gridcell"
      aria-label="${said}, ${tokenAbout(trace, position, id, about)}"
      tabindex=${focused.id === id && focused.column === column ? 0 : -1}
      >${content}</span
    >`;
  };
  return html`<div
    class=${classes("predictions-line", { "is-target": targetOf(trace, position) === id })}
    role="row"
    data-token=${id}
  >
    <span class=${classes("predictions-token", { special: text.length > 1 })} role="rowheader">${text}</span>
    ${cell(
      0,
      html`<span class="figure">${logit.numbers ? fixed(logit.numbers[id], places) : ""}</span>
        <span class="predictions-axis">${signedBar("logit-bar", logit, id)}</span>
        <span class="predictions-axis">${signedBar("gradient", gradient, id)}</span>`,
    )}
    ${cell(
      1,
      html`<span class="predictions-track">
          <i
            class="predictions-bar"
            ${style({ width: share === undefined ? "0" : `${((100 * share) / prob.most) * prob.growth}%` })}
          ></i>
          ${
            reshaped
              ? html`<i
                  class="predictions-outline"
                  ${style({ width: `${(100 * reshaped.probs[id]) / prob.most}%` })}
                ></i>`
              : ""
          }
        </span>
        <span class="figure">${share === undefined ? "" : shareText(share)}</span>
        <span class="figure predictions-drawn">${reshaped ? reshaped.draws[id] : ""}</span>`,
    )}
  </div>`;
}

/**
 * A bar from the middle, to the side of the sign.
 *
 * @param {string} name
 * @param {Bars} bars
 * @param {number} id
 */
function signedBar(name, { numbers, most, growth }, id) {
  const value = numbers?.[id] ?? 0;
  const half = most === 0 ? 0 : ((50 * Math.abs(value)) / most) * growth;
  const place = { width: `${half}%`, left: value < 0 ? `${50 - half}%` : "50%" };
  return html`<i class=${classes(`predictions-${name}`, { "is-negative": value < 0 })} ${style(place)}></i>`;
}
