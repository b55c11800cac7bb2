/**
 * Adam: what one training step does to every parameter, from the gradient over its two moments to the new value.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Figure, Props, Question} from "../figure.js"
 * @import {Page} from "./controls.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { readout } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { isUpdated, say } from "../../trace/known.js";
import { RECORDED } from "../../trace/read.js";
import { ALONE } from "./alone.js";
import { controlsView, legendView } from "./controls.js";
import { curvesView } from "./curves.js";
import { historyView } from "./history.js";
import { adamLayout } from "./layout.js";
import { lensParam } from "./lens-param.js";
import { lensView, roominess, TALL } from "./lens.js";
import { mapsView } from "./maps.js";
import { matricesView } from "./matrices.js";
import { shownOf } from "./quantities.js";
import { reachedOf } from "./reached.js";
import { frameText, keptText, quantityText } from "./text.js";
import { whatIfView } from "./what-if.js";
import { settings } from "./settings.js";
import "./style.css";

const BESIDE = 900; // px from which on things stand beside each other
const LENS = 0.56; // the share of the width that the lens has then
const BETWEEN = 40;
const NARROW = 560;
/**
 * px of height, by what is shown: where parts stand beside each other, one below the other, on a phone.
 *
 * @type {Record<string, number[]>}
 */
const EASY = {
  maps: [500, 520, 640],
  one: [470, 860, 1100],
  training: [560, 620, 700],
  lens: [440, 440, 610],
  life: [330, 330, 330],
};
const GAPS = 14; // px between the controls, the words, the maps and the foot

/** @type {Figure} */
export const adam = {
  name: "adam",
  title: "Adam",
  caption:
    "What one step does to every parameter: its gradient, its two moments, its update. Point at a cell for its own.",
  settings,
  needsTrace: true,
  lacks: ({ trace }) =>
    trace.header.config.optimizer === "adam"
      ? ""
      : "Plain SGD trains this model: a parameter moves by the learning rate times its gradient, with no m and no v.",
  height: ({ settings: { page, alone }, width }) => EASY[alone || page][width < NARROW ? 2 : width < BESIDE ? 1 : 0],
  asks,

  mount(root, { dispatch, theme }) {
    const view = templateIn(root);
    /** @type {Props | null} */
    let drawn = null; // null while it is being drawn: what moves the focus then is not the reader
    const maps = mapsView((action) => drawn && dispatch(action));
    const set = (/** @type {Record<string, unknown>} */ settings) => dispatch({ type: "set", settings });
    const onStep = (/** @type {number | null} */ step) => drawn && set({ step });
    return {
      update(props) {
        drawn = null;
        view.draw(adamView(props, { maps, palette: theme(), set, onStep }));
        drawn = props;
      },
      destroy: view.remove,
    };
  },
};

/**
 * The norms over training and the past of what is under the lens, whatever is hovered. While the run is training they
 * are those from before, and they are asked anew when it has stopped.
 *
 * @param {Props} props
 * @returns {Question[]}
 */
function asks({ trace, look, run, settings }) {
  const { run: of } = trace.header;
  const { description, steps } = run.live;
  const began = description?.step ?? 0;
  const isTraining = run.activity === "training" || run.activity === "pausing";
  const done = run.id !== of ? 0 : isTraining ? began : (steps.at(-1)?.step ?? began);
  /** @type {Question[]} */
  const questions = [{ name: "norms", command: "norms", args: { run: of }, after: done }];
  if (of !== RECORDED && done === 0) return questions;
  const { matrix, row, column } = lensParam(trace, { ...look, hovered: null }, settings.of);
  const param = { run: of, matrix: trace.matrices[matrix].name, row, column };
  if (settings.alone === "lens") return [];
  if (settings.alone === "life") {
    return [{ name: "replay", command: "replay", args: { ...param, what_if: null, whole: true }, after: done }];
  }
  const whatIf = of === RECORDED ? null : settings.whatIf;
  return [...questions, { name: "replay", command: "replay", args: { ...param, what_if: whatIf }, after: done }];
}

/**
 * @typedef {{maps: ReturnType<typeof mapsView>, palette: Palette,
 *   set: (settings: Record<string, unknown>) => void, onStep: (step: number | null) => void}} Own
 *
 * @param {Props} props
 * @param {Own} own
 */
function adamView(props, own) {
  const { width, height } = props;
  const { quantity, scale, alone } = props.settings;
  const page = /** @type {Page} */ (props.settings.page);
  const pad = width < 480 ? 12 : 0;
  const inner = width - 2 * pad;
  const lines = inner < BESIDE ? 2 : 1; // of the controls and the words
  const pages = { maps: mapsPage, one: onePage, training: trainingPage };
  const draw = alone ? ALONE[/** @type {keyof typeof ALONE} */ (alone)] : pages[page];
  const above = alone ? 0 : 34 * (page === "maps" ? lines : 1);
  const shape = { width: inner, height: height - above, lines };
  return html`<div
    class=${classes("adam-view", { "is-narrow": inner < NARROW, "is-stacked": inner < BESIDE })}
    ${style({ "padding-inline": `${pad}px`, width: `${width}px`, height: `${height}px` })}
  >
    ${alone ? "" : controlsView({ page, quantity, scale }, own.set)} ${draw(props, own, shape)}
  </div>`;
}

/** @typedef {{width: number, height: number, lines: number}} Shape  of the room for a page */

/**
 * All parameters at once.
 *
 * @param {Props} props
 * @param {Own} own
 * @param {Shape} shape
 */
function mapsPage({ trace, look, settings: { quantity, scale, of } }, { maps, palette }, { width, height, lines }) {
  const { cursor, hovered } = look;
  const [words, foot] = [lines * 20, lines * 24];
  const param = lensParam(trace, look, of);
  const pointed = hovered?.kind === "param" ? hovered.matrix : (trace.frames[cursor].matrix ?? param.matrix);
  const shown = shownOf(trace, look, pointed, quantity).quantity;
  const layout = adamLayout(trace, width - 2, height - words - foot - GAPS);
  const about = isUpdated(trace, param.matrix, cursor) ? quantityText(trace, cursor, param, "update") : "";
  return html`<p class="adam-now" ${style({ height: `${words}px` })}>${frameText(trace, cursor, quantity, shown)}</p>
    <div class="adam-room">${maps({ trace, look, quantity, scale, layout, palette })}</div>
    <div class="foot" ${style({ height: `${foot}px` })}>
      ${readout(say(trace, param, cursor), about)}
      ${legendView({ trace, cursor, quantity: shown, scale, matrix: pointed })}
    </div>`;
}

/**
 * One parameter under the lens, and its past.
 *
 * @param {Props} props
 * @param {Own} own
 * @param {Shape} shape
 */
function onePage({ trace, look, run, settings, answers, canAsk }, { set, onStep }, { width, height, lines }) {
  const { replay = null } = answers;
  const param = lensParam(trace, look, settings.of);
  const isRecorded = trace.header.run === RECORDED;
  const kept = run.live.description?.kept;
  const [one, past] = lines === 1 ? sharesOf(width) : [width, width];
  const isChosen = (look.hovered ?? look.selection) !== null;
  const reached = reachedOf(trace, look, param);
  const columns = { "grid-template-columns": `${one}px ${past}px` };
  return html`<div class=${classes("adam-room adam-columns", roominess(height))} ${style(columns)}>
    <section>${lensView({ trace, cursor: look.cursor, param, isChosen, reached, width: one })}</section>
    <section class="adam-past">
      ${historyView({ trace, replay, step: settings.step, width: past, track: height < TALL ? 42 : 66, onStep })}
      ${whatIfView({ trace, replay, settings: settings.whatIf, canAsk, isRecorded, set })}
      ${kept && !isRecorded ? html`<p class="caption adam-kept">${keptText(kept, run.snapshots.length)}</p>` : ""}
    </section>
  </div>`;
}

/** @param {number} width */
function sharesOf(width) {
  const one = Math.floor(width * LENS);
  return [one, width - one - BETWEEN];
}

/**
 * What the number of the step changes, and the norms of the gradients.
 *
 * @param {Props} props
 * @param {Own} own
 * @param {Shape} shape
 */
function trainingPage({ trace, look: { cursor }, settings: { step }, answers }, { onStep }, { width }) {
  const { norms = null } = answers;
  return html`<div class="adam-room">
    <section>${curvesView({ trace, step, width, onStep })}</section>
    <section class="adam-each">${matricesView({ trace, cursor, norms, step, width, onStep })}</section>
  </div>`;
}
