/**
 * The document at a glance: for each position the probability of the token that came, and its loss as a bar. Choosing
 * one makes its prediction the large one.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {PredictionsLayout} from "./layout.js"
 * @import {Motion} from "./motion.js"
 *
 * @typedef {object} StripProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {Motion} motion
 * @property {number} position  whose prediction is the large one
 * @property {Ref | null} hovered
 * @property {PredictionsLayout} layout
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { fixed, tokenText } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { say } from "../../trace/known.js";
import { placeText } from "../../trace/names.js";
import { isComputed, positions, stageValues, tokenAt } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { UNDER } from "./layout.js";
import { hasMean, predictionStages, targetOf } from "./shown.js";
import { chanceText, shareText, tokenName } from "./text.js";

/** @param {{onHover: (ref: Ref | null) => void, onChoose: (position: number) => void}} listeners */
export function stripView({ onHover, onChoose }) {
  /** @type {StripProps | null} */
  let drawn = null; // what the pointer is over

  /** @param {Event} event */
  const positionOf = ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-position]") : null;
    return button instanceof HTMLElement ? Number(button.dataset.position) : null;
  };
  /** @param {Event} event */
  const point = (event) => {
    const position = positionOf(event);
    if (drawn) onHover(position === null ? null : stageRef(predictionStages(drawn.trace).losses[position], 0));
  };
  const leave = () => onHover(null);
  /** @param {Event} event */
  const choose = (event) => {
    const position = positionOf(event);
    if (position !== null) onChoose(position);
  };
  /** @param {KeyboardEvent & {currentTarget: Element}} event */
  const press = (event) => {
    const at = positionOf(event);
    if (!drawn || at === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = positions(drawn.trace) - 1;
    /** @type {Record<string, number>} */
    const moves = {
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      Home: 0,
      End: last,
      Enter: at,
      " ": at,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < 0 || to > last) return;
    onChoose(to);
    const button = event.currentTarget.querySelector(`[data-position="${to}"]`);
    if (button instanceof HTMLElement) button.focus();
  };

  /** @param {StripProps} props */
  return function strip(props) {
    const { layout } = props;
    drawn = props;
    const bands = Array.from({ length: layout.bands }, (_, band) => bandOf(props, band * layout.perBand));
    return html`<div
      class="predictions-strip"
      role="radiogroup"
      aria-label="Position whose prediction is shown"
      @pointermove=${point}
      @pointerleave=${leave}
      @focusin=${point}
      @focusout=${leave}
      @click=${choose}
      @keydown=${press}
    >
      ${bands}
    </div>`;
  };
}

/**
 * The positions from one on, as many as there is room for, with the lines of a random guess and of the mean.
 *
 * @param {StripProps} props
 * @param {number} first
 */
function bandOf(props, first) {
  const { trace, cursor, layout } = props;
  const { random_guess: guess, losses, loss, target } = trace.header;
  const size = Math.min(layout.perBand, positions(trace) - first);
  const max = Math.max(guess, ...losses);
  const line = (/** @type {string} */ name, /** @type {number} */ height) => {
    const bottom = UNDER + Math.round((height / max) * layout.barHeight);
    const place = { width: `${size * layout.positionWidth}px`, bottom: `${bottom}px` };
    return html`<i class=${name === "mean" ? "predictions-mean-line" : "predictions-guess"} ${style(place)}></i>`;
  };
  return html`<div class="predictions-band">
    ${line("guess", guess)}${target === "document" && hasMean(trace, cursor) ? line("mean", loss) : ""}
    ${Array.from({ length: size }, (_, index) => positionButton(props, first + index, max))}
  </div>`;
}

/**
 * @param {StripProps} props
 * @param {number} at
 * @param {number} max
 */
function positionButton({ trace, cursor, motion, position, hovered, layout }, at, max) {
  const { probs, losses } = predictionStages(trace);
  const target = targetOf(trace, at);
  const hasLoss = isComputed(trace, losses[at], cursor);
  const [loss] = stageValues(trace, losses[at]);
  const growth = trace.forwardFrame[losses[at]] === cursor && at === position ? motion.loss.fill : 1;
  const words = [tokenText(tokenAt(trace, at)), tokenText(trace.header.vocabulary[target])];
  const hasWord = words.some((word) => word.length > 1);
  const share = isComputed(trace, probs[at], cursor) ? shareText(stageValues(trace, probs[at])[target]) : "";
  const isComing = at === position && motion.probs.fill < 1;
  const came = `${placeText(trace, at)}, then ${tokenName(trace, target)}${share && `: probability ${share}`}`;
  const unsure = hasLoss ? `, ${chanceText(trace, at)}` : "";
  const isHovered = hovered?.kind === "stage" && hovered.stage === losses[at];
  const marks = { "is-lit": at === position, "is-hovered": isHovered };
  return html`<button
    type="button"
    role="radio"
    class=${classes("predictions-position", marks)}
    data-position=${at}
    aria-checked=${at === position}
    aria-label="${came}; ${say(trace, stageRef(losses[at], 0), cursor)}${unsure}"
    tabindex=${at === position ? 0 : -1}
    ${style({ width: `${layout.positionWidth}px` })}
  >
    <span class="predictions-column" ${style({ height: `${layout.barHeight}px` })}
      ><i ${style({ height: hasLoss ? `${((100 * loss) / max) * growth}%` : "0" })}></i
    ></span>
    <span class="predictions-loss figure">${hasLoss && growth > 0 ? fixed(loss) : ""}</span>
    <span class=${classes("predictions-came", { special: hasWord })}>${words.join(" → ")}</span>
    <span class="predictions-share figure">${isComing ? "" : share}</span>
  </button>`;
}
