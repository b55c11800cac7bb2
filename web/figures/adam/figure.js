/**
 * Adam: what one training step does to every parameter, from the gradient over its two moments to the new value.
 *
 * @import {Figure, Props, Question} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Quantity} from "./quantities.js"
 */

import { html } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { classes } from "../../draw/classes.js";
import { digits, megabytes, whole } from "../../draw/format.js";
import { scaleItem } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { oncePer } from "../../trace/once.js";
import { choice, number, numbers, passing } from "../settings.js";
import { controlsView } from "./controls.js";
import { curvesView } from "./curves.js";
import { historyView } from "./history.js";
import { adamLayout } from "./layout.js";
import { lensParam } from "./lens-param.js";
import { lensView } from "./lens.js";
import { mapsView } from "./maps.js";
import { matricesView } from "./matrices.js";
import { isAnyKnown, NAMES, QUANTITIES, rangesOf } from "./quantities.js";
import { frameText, readoutText } from "./text.js";
import { whatIfView } from "./what-if.js";
import "./style.css";

const BESIDE = 1040; // px from which on the lens stands beside the heat maps
const MAPS = 0.56; // their share of the width then
const BETWEEN = 40;
const NARROW = 560;

/** @type {Figure} */
export const adam = {
  name: "adam",
  title: "Adam",
  caption: "Every parameter, and what Adam makes of its gradient. Point at one to see the five lines with its numbers.",
  settings: {
    quantity: choice("what the heat maps show", ["update", ...NAMES.filter((name) => name !== "update")]),
    scale: choice("whether each matrix has a colour scale of its own", ["matrix", "all"]),
    whatIf: numbers("other settings of Adam", ["beta1", "beta2", "learning_rate"]),
    step: passing(number("the training step that is pointed at", null)),
  },
  needsTrace: true,
  asks,

  mount(root, { dispatch, theme }) {
    const view = templateIn(root);
    let isDrawing = false; // what moves the focus meanwhile is not the reader
    const maps = mapsView({
      hover: (ref) => !isDrawing && dispatch({ type: "hovered", ref }),
      select: (ref) => dispatch({ type: "selected", ref }),
    });
    /** @param {Record<string, unknown>} settings */
    const set = (settings) => dispatch({ type: "set", settings });
    /** @param {number | null} step */
    const onStep = (step) => !isDrawing && set({ step });
    return {
      update(props) {
        isDrawing = true;
        view.draw(adamView(props));
        isDrawing = false;
      },
      destroy: view.remove,
    };

    /** @param {Props} props */
    function adamView({ trace, look, run, settings, answers, canAsk, width }) {
      const { cursor, t, selection, hovered } = look;
      const { quantity, scale, whatIf, step } = settings;
      const { norms = null, replay = null } = answers;
      const { beta1, beta2, learning_rate } = trace.header.config;
      const param = lensParam(trace, hovered, selection);
      const isBeside = width >= BESIDE;
      const mapsWidth = isBeside ? Math.floor(width * MAPS) : width;
      const oneWidth = isBeside ? width - mapsWidth - BETWEEN : width;
      const layout = layoutOf(trace, mapsWidth, isBeside);
      const pointed = hovered?.kind === "param" ? hovered.matrix : (trace.frames[cursor].matrix ?? param.matrix);
      return html`<div
        class=${classes("adam-view", { "is-beside": isBeside, "is-narrow": width < NARROW })}
        ${style({
          width: `${width}px`,
          "grid-template-columns": isBeside ? `${mapsWidth}px ${oneWidth}px` : "minmax(0, 1fr)",
        })}
      >
        <section class="adam-all">
          ${controlsView(quantity, scale, set)}
          <p class="caption adam-now">${frameText(trace, cursor, quantity)}</p>
          ${maps({ trace, cursor, t, selection, hovered, quantity, scale, layout, palette: theme() })}
          <div class="foot">
            <p class="readout figure">${readoutText(trace, cursor, param)}</p>
            <p class="legend">${legendItem(trace, cursor, settings, pointed)}</p>
          </div>
        </section>
        <section class="adam-one">
          ${lensView({
            trace,
            cursor,
            param,
            isChosen: hovered !== null || selection !== null,
            isTight: oneWidth < NARROW,
          })}
        </section>
        <section class="adam-past">
          ${guard([replay, trace, step, mapsWidth], () =>
            historyView({ trace, replay, step, width: mapsWidth }, onStep),
          )}
          ${whatIfView({ truth: { beta1, beta2, learning_rate }, settings: whatIf, replay, canAsk }, set)}
          ${keptView(run)}
        </section>
        <section class="adam-over">
          ${guard([trace, step, oneWidth], () => curvesView({ trace, step, width: oneWidth }, onStep))}
        </section>
        <section class="adam-each">${matricesView({ trace, cursor, norms, step, width }, onStep)}</section>
      </div>`;
    }
  },
};

/**
 * The norms over training, and the past of the parameter that is selected; of what is hovered nothing is asked. They
 * are asked anew when training has stopped: until then the run is described as it was when it began.
 *
 * @param {Props} props
 * @returns {Question[]}
 */
function asks({ trace, look, run, settings }) {
  const { run: of } = trace.header;
  const after = run.id === of ? run.live.description?.step : undefined;
  /** @type {Question} */
  const norms = { name: "norms", command: "norms", args: { run: of }, after };
  if (!after) return [norms];
  const { matrix, row, column } = lensParam(trace, null, look.selection);
  const args = { run: of, matrix: trace.matrices[matrix].name, row, column, what_if: settings.whatIf };
  return [norms, { name: "replay", command: "replay", args, after }];
}

/**
 * The ends of the colours, as far as they are known.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Record<string, any>} settings
 * @param {number} matrix  the one that is looked at
 */
function legendItem(trace, cursor, { quantity, scale }, matrix) {
  const { scale: kind, label } = QUANTITIES[/** @type {Quantity} */ (quantity)];
  const isAll = scale === "all";
  const { all, matrices } = rangesOf(trace, quantity);
  const max = isAll ? all : matrices[matrix];
  const shown = isAll ? [...trace.matrices.keys()] : [matrix];
  const isKnown = shown.some((each) => isAnyKnown(trace, cursor, each, quantity));
  const least = isKnown ? digits(-max) : "\u2212";
  return scaleItem({
    word: `${label}, ${isAll ? "all matrices" : trace.matrices[matrix].name}`,
    kind,
    low: kind === "share" ? "0" : least,
    high: isKnown ? digits(max, kind !== "share") : "+",
  });
}

/**
 * What the trainer keeps of the past.
 *
 * @param {Props["run"]} run
 */
function keptView({ live, snapshots }) {
  const kept = live.description?.kept;
  if (!kept) return "";
  const { steps, bytes, snapshot_bytes: more } = kept;
  return html`<p class="caption adam-kept">
    Kept: the last ${whole(steps)} steps in full (${megabytes(bytes)}) and ${whole(snapshots.length)} states
    (${megabytes(more)}).
  </p>`;
}

/** @type {(trace: Trace) => Map<number, ReturnType<typeof adamLayout>>} */
const layouts = oncePer(() => new Map());

/**
 * @param {Trace} trace
 * @param {number} width
 * @param {boolean} isBeside
 */
function layoutOf(trace, width, isBeside) {
  const known = layouts(trace);
  const key = isBeside ? -width : width; // beside the lens there is more room downwards
  const layout = known.get(key) ?? adamLayout(trace, width, isBeside ? 640 : undefined);
  known.set(key, layout);
  return layout;
}
