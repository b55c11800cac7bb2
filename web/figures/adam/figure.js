/**
 * Adam: what one training step does to every parameter, from the gradient over its two moments to the new value.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Figure, Props, Question} from "../figure.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { readout } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { isUpdated, say } from "../../trace/known.js";
import { RECORDED } from "../../trace/read.js";
import { choice, number, numbers, passing } from "../settings.js";
import { controlsView, legendView } from "./controls.js";
import { curvesView } from "./curves.js";
import { historyView } from "./history.js";
import { adamLayout } from "./layout.js";
import { lensParam } from "./lens-param.js";
import { lensView } from "./lens.js";
import { mapsView } from "./maps.js";
import { matricesView } from "./matrices.js";
import { NAMES } from "./quantities.js";
import { frameText, keptText, quantityText } from "./text.js";
import { whatIfView } from "./what-if.js";
import "./style.css";

const BESIDE = 1040; // px from which on the lens stands beside the heat maps
const MAPS = 0.56; // their share of the width then
const BETWEEN = 40;
const HEIGHT_BESIDE = 640; // of the maps then: there is more room downwards
const NARROW = 560;

/** @type {Figure} */
export const adam = {
  name: "adam",
  title: "Adam",
  caption:
    "What one step does to every parameter: its gradient, its two moments, its update. Point at a cell for its own.",
  settings: {
    quantity: choice("of each parameter, that the heat maps show", ["update", ...NAMES.filter((n) => n !== "update")]),
    scale: choice("of the colours: one for each matrix, or one for all", ["matrix", "all"]),
    whatIf: numbers("other settings of Adam, with which the past is replayed", ["beta1", "beta2", "learning_rate"]),
    step: passing(number("of training, that is pointed at in the charts", null, { min: 1, isWhole: true })),
  },
  needsTrace: true,
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
  if (of === RECORDED || done === 0) return questions;
  const { matrix, row, column } = lensParam(trace, null, look.selection);
  const args = { run: of, matrix: trace.matrices[matrix].name, row, column, what_if: settings.whatIf };
  return [...questions, { name: "replay", command: "replay", args, after: done }];
}

/**
 * @param {Props} props
 * @param {{maps: ReturnType<typeof mapsView>, palette: Palette,
 *   set: (settings: Record<string, unknown>) => void, onStep: (step: number | null) => void}} own
 */
function adamView({ trace, look, run, settings, answers, canAsk, width }, { maps, palette, set, onStep }) {
  const { cursor, t, selection, hovered } = look;
  const { quantity, scale, whatIf, step } = settings;
  const { norms = null, replay = null } = answers;
  const isBeside = width >= BESIDE;
  const mapsWidth = isBeside ? Math.floor(width * MAPS) : width;
  const oneWidth = isBeside ? width - mapsWidth - BETWEEN : width;
  const param = lensParam(trace, hovered, selection);
  const pointed = hovered?.kind === "param" ? hovered.matrix : (trace.frames[cursor].matrix ?? param.matrix);
  const layout = adamLayout(trace, mapsWidth, isBeside ? HEIGHT_BESIDE : undefined);
  const about = isUpdated(trace, param.matrix, cursor) ? quantityText(trace, cursor, param, "update") : "";
  const kept = run.live.description?.kept;
  const columns = isBeside ? `${mapsWidth}px ${oneWidth}px` : "minmax(0, 1fr)";
  return html`<div
    class=${classes("adam-view", { "is-beside": isBeside, "is-narrow": width < NARROW })}
    ${style({ width: `${width}px`, "grid-template-columns": columns })}
  >
    <section>
      ${controlsView({ quantity, scale }, set)}
      <p class="caption adam-now">${frameText(trace, cursor, quantity)}</p>
      ${maps({ trace, cursor, t, selection, hovered, quantity, scale, layout, palette })}
      <div class="foot">
        ${readout(say(trace, param, cursor), about)}
        ${legendView({ trace, cursor, quantity, scale, matrix: pointed })}
      </div>
    </section>
    <section>${lensView({ trace, cursor, param, isChosen: (hovered ?? selection) !== null, width: oneWidth })}</section>
    <section class="adam-past">
      ${historyView({ trace, replay, step, width: mapsWidth, onStep })}
      ${whatIfView({ trace, replay, settings: whatIf, canAsk: canAsk && trace.header.run !== RECORDED, set })}
      ${kept ? html`<p class="caption adam-kept">${keptText(kept, run.snapshots.length)}</p>` : ""}
    </section>
    <section>${curvesView({ trace, step, width: oneWidth, onStep })}</section>
    <section class="adam-each">${matricesView({ trace, cursor, norms, step, width, onStep })}</section>
  </div>`;
}
