/**
 * The predictions: how probable each token is to be the next, at one position in full and at all of them at a glance;
 * what that makes of the loss; and what a temperature makes of it.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Figure, Props} from "../figure.js"
 * @import {PredictionsLayout} from "./layout.js"
 * @import {Motion} from "./motion.js"
 * @import {Order, Reshaped} from "./shown.js"
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { classes } from "../../draw/classes.js";
import { fixed } from "../../draw/format.js";
import { readout } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { knownVector } from "../../trace/known.js";
import { positions } from "../../trace/read.js";
import { sameRef } from "../../trace/refs.js";
import { easyHeight, predictionsLayout, STACKED } from "./layout.js";
import { motionOf } from "./motion.js";
import { predictionStages, reshaped, shownPosition } from "./shown.js";
import { stripView } from "./strip.js";
import { doesText, leadText, lossText, meanText, readoutOf } from "./text.js";
import { tokensView } from "./tokens.js";
import { ORDERS, settings } from "./settings.js";
import "./style.css";

/** @type {Figure} */
export const predictions = {
  name: "predictions",
  title: "Predictions",
  caption: "How probable each token is to come next. The one that came is marked; choose a position to see its own.",
  settings,
  needsTrace: true,
  height: ({ settings: { isBrief, alone }, width }) => easyHeight(width, { isBrief, isBare: alone !== "" }),

  asks({ trace, settings: { isBrief, alone, temperature } }) {
    if (isBrief || alone) return [];
    return [{ name: "temper", command: "temper", args: { trace: trace.header.id, temperature } }];
  },

  mount(root, { dispatch, theme }) {
    const view = templateIn(root);
    /** @type {Ref | null} */
    let hovered = null;
    const set = (/** @type {Record<string, unknown>} */ settings) => dispatch({ type: "set", settings });
    const listeners = {
      onHover(/** @type {Ref | null} */ ref) {
        if (!sameRef(ref, hovered)) dispatch({ type: "hovered", ref });
      },
      onSelect: (/** @type {Ref} */ ref) => dispatch({ type: "selected", ref }),
      onChoose: (/** @type {number} */ position) => set({ position }),
    };
    const strip = stripView(listeners);
    const tokens = tokensView(listeners);

    return {
      update(props) {
        const { trace, look, settings, answers, width, height } = props;
        const { cursor } = look;
        const { order, temperature, isBrief, alone } = settings;
        const position = shownPosition(trace, cursor, settings.position);
        const shown = reshaped(trace, cursor, position, answers.temper ?? null, temperature);
        const layout = predictionsLayout({
          tokens: trace.header.vocabulary.length,
          positions: positions(trace),
          width,
          height,
          isTempered: shown !== null,
          isBrief,
          isBare: alone !== "",
          hasGradient: knownVector(trace, predictionStages(trace).logits[position], cursor)?.grads != null,
        });
        const [stripHeight, mean, , , , , , foot] = layout.heights.map((each) => `${each}px`);
        const isChosen = settings.position !== null;
        const motion = motionOf(trace, look, position);
        hovered = look.hovered;
        tokens.draw({ trace, look, position, order, reshaped: shown, motion, layout }, theme());
        view.draw(html`<div
          class=${classes("predictions", { "is-narrow": layout.isNarrow, "is-stacked": width < STACKED })}
          ${style({ "padding-inline": `${layout.pad}px`, width: `${width}px`, "min-height": `${height}px` })}
        >
          ${
            isBrief
              ? nothing
              : html`<div ${style({ height: stripHeight })}
                  >${strip({ trace, cursor, motion, position, hovered, layout })}</div
                >
                <p class="predictions-mean" ${style({ height: mean })}>
                  <span>${meanText(trace, cursor)}</span>
                  ${layout.pad ? "" : html`<span class="predictions-guess-text">${guessText(props)}</span>`}
                </p>`
          }
          ${head(props, position, motion, layout, isChosen ? () => set({ position: null }) : null)}
          ${isBrief || alone ? nothing : controls(props, shown, layout, set)}
          ${tokens.node}
          <div class="foot" ${style({ height: foot })}>
            ${readout(...readoutOf(trace, hovered ?? look.selection, cursor, { position, reshaped: shown, isBrief }))}
          </div>
        </div>`);
      },
      destroy: view.remove,
    };
  },
};

/** @param {Props} props */
function guessText({ trace: { header } }) {
  return `a random guess: ln ${header.vocabulary.length} = ${fixed(header.random_guess)}`;
}

/**
 * What is predicted from what, and what that makes of the loss.
 *
 * @param {Props} props
 * @param {number} position
 * @param {Motion} motion
 * @param {PredictionsLayout} layout
 * @param {(() => void) | null} onFollow  back to the position of the cursor; null if it is shown
 */
function head({ trace, look: { cursor } }, position, motion, { heights, isNarrow }, onFollow) {
  return html`<div class="predictions-head" ${style({ height: `${heights[2]}px` })}>
    <p class="predictions-lead">${leadText(trace, cursor, position)}</p>
    <p class="predictions-sentence"
      ><span class="figure predictions-loss-line">${lossText(trace, cursor, position, motion)}</span
      ><span>${doesText(trace, cursor, position, isNarrow)}</span></p
    >
    ${onFollow ? html`<button type="button" class="link" @click=${onFollow}>follow the timeline</button>` : ""}
  </div>`;
}

/**
 * @param {Props} props
 * @param {Reshaped | null} shown
 * @param {PredictionsLayout} layout
 * @param {(settings: {order: Order} | {temperature: number}) => void} set
 */
function controls({ settings: { order, temperature }, answers, canAsk }, shown, { heights, isNarrow }, set) {
  const isDisabled = !canAsk && answers.temper === null;
  const slide = (/** @type {Event & {target: HTMLInputElement}} */ { target }) =>
    set({ temperature: Number(target.value) });
  return html`<div class="predictions-controls" ${style({ height: `${heights[3]}px` })}>
    <div class="choice words" role="group" aria-label="Order of the tokens">
      ${ORDERS.map(
        ([each, words]) =>
          html`<button type="button" aria-pressed=${each === order} @click=${() => set({ order: each })}>
            ${isNarrow ? words.split(" ")[0] : words}
          </button>`,
      )}
    </div>
    <label class="field"
      >temperature
      <input
        type="range"
        min="0.1"
        max="2"
        step="0.1"
        .value=${live(String(temperature))}
        aria-valuetext=${fixed(temperature, 1)}
        ?disabled=${isDisabled}
        @input=${slide}
      />
      <output class="figure">${fixed(temperature, 1)}</output></label
    >
    <span class="note">${noteText(isDisabled, shown?.drawn ?? null, temperature)}</span>
  </div>`;
}

/**
 * @param {boolean} isDisabled
 * @param {number | null} drawn
 * @param {number} temperature
 */
function noteText(isDisabled, drawn, temperature) {
  if (isDisabled) return "The temperature needs Python, which is not up.";
  const effect =
    temperature < 1
      ? "below 1 likely tokens get likelier"
      : temperature > 1
        ? "above 1 all tokens get more alike"
        : "1 leaves the probabilities as they are";
  if (drawn === null) return effect;
  if (temperature === 1) return `${effect}; drawn: how often each came in ${drawn} draws`;
  return `${effect}; outlined: the probability then; drawn: how often each came in ${drawn} draws`;
}
