/**
 * What a probability costs: the curve of -log(p), a slider for p, and on the curve the losses of the run.
 *
 * @import {Figure, Props, Question} from "../figure.js"
 * @import {Surprise, Surprises} from "../../wire/protocol.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { templateIn } from "../../draw/template.js";
import { chartView } from "./chart.js";
import { marksOf, markedBy } from "./marks.js";
import { costText, NO_PYTHON, sumText, WAITING, WANTED } from "./text.js";
import { LEAST, settings } from "./settings.js";
import "./style.css";

/** The probabilities of the slider, whose losses are recorded: they are the curve, too. */
const PROBS = [LEAST, ...Array.from({ length: 100 }, (_, at) => (at + 1) / 100)];

/** @type {Figure} */
export const surprise = {
  name: "surprise",
  title: "What a guess costs",
  caption: "The loss of a guess is −log(p), where p is the probability that the model gave to what came. Slide p.",
  settings,
  needsTrace: false,
  asks,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const set = (/** @type {Record<string, unknown>} */ settings) => dispatch({ type: "set", settings });
    return {
      update: (props) => view.draw(surpriseView(props, set)),
      destroy: view.remove,
    };
  },
};

/**
 * The curve, the probability if it is none of the slider's, and what the losses of the run mean.
 *
 * @param {Props} props
 * @returns {Question[]}
 */
function asks({ run, settings: { p } }) {
  const losses = marksOf(run).map(({ loss }) => loss);
  /** @type {Question[]} */
  const questions = [{ name: "curve", command: "surprise", args: { probs: PROBS } }];
  if (!PROBS.includes(p)) questions.push({ name: "own", command: "surprise", args: { probs: [p] } });
  if (losses.length) questions.push({ name: "run", command: "surprise", args: { losses } });
  return questions;
}

/**
 * @param {Props} props
 * @param {(settings: Record<string, unknown>) => void} set
 */
function surpriseView({ run, settings, answers, canAsk, width }, set) {
  const { p, complaint } = settings;
  const { curve = null, own = null, run: found = null } = /** @type {Record<string, Surprises | null>} */ (answers);
  const points = curve?.probs ?? [];
  const point = [...points, ...(own?.probs ?? [])].find((each) => each.p === p) ?? null;
  const marks = markedBy(marksOf(run), found?.losses ?? []);
  return html`<div class="surprise">
    <p class="surprise-words">${point ? costText(point) : canAsk ? WAITING : NO_PYTHON}</p>
    ${controlsView(p, complaint, point, set)}
    <p class="complaint" role="alert">${complaint}</p>
    ${chartView({ curve: points, point, marks, width })}
  </div>`;
}

/**
 * @param {number} p
 * @param {string} complaint
 * @param {Surprise | null} point
 * @param {(settings: Record<string, unknown>) => void} set
 */
function controlsView(p, complaint, point, set) {
  const at = PROBS.findLastIndex((each) => each <= p);
  /** @param {Event & {target: HTMLInputElement}} event */
  const slide = ({ target }) => set({ p: PROBS[Number(target.value)], complaint: "" });
  /** @param {Event & {target: HTMLInputElement}} event */
  const type = ({ target }) => {
    const typed = Number(target.value);
    const isFine = target.value !== "" && typed >= LEAST && typed <= 1;
    set(isFine ? { p: typed, complaint: "" } : { complaint: WANTED });
  };
  return html`<div class="surprise-controls">
    <label class="field surprise-slider"
      ><span>p</span
      ><input
        type="range"
        min="0"
        step="1"
        max=${PROBS.length - 1}
        .value=${live(String(at))}
        aria-label="probability of what came"
        aria-valuetext=${String(p)}
        @input=${slide}
    /></label>
    <label class="field"
      ><span class="visually-hidden">probability, typed</span
      ><input
        type="number"
        class="figure"
        min=${LEAST}
        max="1"
        step="any"
        .value=${live(String(p))}
        aria-invalid=${complaint ? "true" : "false"}
        @change=${type}
    /></label>
    <output class="figure surprise-sum">${point ? sumText(point) : ""}</output>
  </div>`;
}
