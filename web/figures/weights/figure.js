/**
 * The parameters: every number of the model as a coloured cell, matrix by matrix, as training goes on; and that played
 * once more, from before the first step.
 *
 * @import {Figure, Run} from "../figure.js"
 * @import {Parameters} from "../../wire/protocol.js"
 * @import {Pointed} from "./maps.js"
 * @import {Wanted} from "./shown.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button, readout, scaleItem } from "../../draw/parts.js";
import { matricesLayout } from "../../draw/matrices.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { mapsView } from "./maps.js";
import { playing } from "./play.js";
import { wantedOf } from "./shown.js";
import { aboutText, cellText, LOADING, rowText, stepsText, titleText } from "./text.js";
import { settings } from "./settings.js";
import "./style.css";

const NARROW = 560; // px, below which matrices stand above each other
const WIDE = 900;
const HINT =
  "Point at a cell for its parameter. The number beside a name: how far from zero its parameters typically are " +
  "(root mean square).";

/** @type {Figure} */
export const weights = {
  name: "weights",
  title: "All parameters",
  caption: "Every parameter is a cell: blue below zero, orange above, the colour of the page at zero.",
  settings,
  needsTrace: false,

  asks: ({ run, settings }) => wantedOf(run, /** @type {any} */ (settings)).questions,

  mount(root, { dispatch, theme, stillness }) {
    const view = templateIn(root);
    let isDrawing = false; // what moves the focus then is not the reader
    /** @param {Record<string, unknown>} settings @param {Record<string, unknown>} [from] */
    const set = (settings, from) => dispatch({ type: "set", settings, from });
    const maps = mapsView((cell) => {
      if (!isDrawing) set({ cell });
    });
    const play = playing(set);
    return {
      update(props) {
        const { run, settings, answers } = props;
        const wanted = wantedOf(run, { after: settings.after, at: settings.at });
        /** @type {(Parameters & {values: Float32Array}) | null} */
        const shown = answers.parameters ?? null;
        const most = mostOf(props.width);
        const layout = shown && matricesLayout(shown.matrices, shown.n_embd, props.width - 2, most);
        const cell = shown && cellIn(shown, settings.cell);
        isDrawing = true;
        view.draw(html`<div class="weights" ${style({ width: `${props.width}px` })}>
          ${headView(shown, run)} ${controlsView(wanted, settings.at, stillness(), set)}
          <div class="weights-room" ${style({ "min-height": `${roomOf(layout, props.width)}px` })}
            >${shown && layout && maps({ shown, cell, layout, palette: theme() })}</div
          >
          ${footView(run, shown, cell)}
        </div>`);
        isDrawing = false;
        const isThere = shown?.step === wanted.moments[wanted.index];
        play.follow({ at: settings.at, isThere, canPlay: wanted.canSlide && !stillness(), settings });
      },
      destroy() {
        play.stop();
        view.remove();
      },
    };
  },
};

/**
 * The height that is kept for the matrices: where they stand beside each other, all that they may ever take.
 *
 * @param {{height: number} | null} layout
 * @param {number} width
 */
const roomOf = (layout, width) => (width < NARROW && layout ? layout.height : mostOf(width));

/** The height up to which the matrices are seen at a glance. @param {number} width */
const mostOf = (width) => (width < NARROW ? 700 : width < WIDE ? 350 : 425);

/**
 * The cell that is pointed at, if these matrices have it.
 *
 * @param {Parameters} shown
 * @param {Pointed | null} cell
 */
function cellIn({ matrices }, cell) {
  const matrix = cell && matrices[cell.matrix];
  return matrix && cell.row < matrix.rows && cell.column < matrix.columns ? cell : null;
}

/**
 * @param {(Parameters & {values: Float32Array}) | null} shown
 * @param {Run} run
 */
const headView = (shown, run) =>
  html`<p class="weights-head"
    ><span class="weights-title">${shown ? titleText(shown) : LOADING}</span>
    <span class="note">${shown ? aboutText(shown, run) : ""}</span></p
  >`;

/**
 * @param {Wanted} wanted
 * @param {number | null} at
 * @param {boolean} isStill  there is a slider only
 * @param {(settings: Record<string, unknown>) => void} set
 */
function controlsView({ moments, index, canSlide }, at, isStill, set) {
  const last = moments.length - 1;
  const shown = moments[index] ?? 0;
  /** @param {Event & {target: HTMLInputElement}} event */
  const slide = ({ target }) => {
    const chosen = Number(target.value);
    set({ at: null, after: chosen === last ? null : moments[chosen] });
  };
  const press = () => set(at === null ? { at: 0 } : { at: null, after: index === last ? null : shown });
  const word = at === null || !canSlide ? "Play training" : "Pause";
  return html`<div class="weights-controls">
    ${isStill ? "" : button(word, press, { kind: "small", isDisabled: !canSlide })}
    <label class="field"
      ><span>after</span
      ><input
        type="range"
        min="0"
        step="1"
        max=${Math.max(last, 1)}
        .value=${live(String(canSlide ? index : Math.max(last, 1)))}
        aria-label="training steps"
        aria-valuetext="after ${stepsText(shown)}"
        ?disabled=${!canSlide}
        @input=${slide}
      /><output class="figure">${stepsText(shown)}</output></label
    >
  </div>`;
}

/**
 * @param {Run} run
 * @param {(Parameters & {values: Float32Array}) | null} shown
 * @param {Pointed | null} cell
 */
function footView({ shown: { description } }, shown, cell) {
  const about =
    shown && cell
      ? readout(cellText(shown, cell), rowText(shown.matrices[cell.matrix], cell.row, description?.tokens ?? []))
      : readout("", HINT);
  return html`<div class="foot weights-foot">
    ${about}
    <div class="legend">${scaleItem({ word: "value", kind: "signed", low: "≤ −0.5", high: "≥ 0.5" })}</div>
  </div>`;
}
