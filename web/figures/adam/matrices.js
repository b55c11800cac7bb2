/**
 * Matrix by matrix: the norm of the gradient, now and over training, and with whom the parameters moved.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Norms} from "../../wire/protocol.js"
 * @import {Moved} from "../../wire/trace-format.js"
 *
 * @typedef {object} MatricesProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {Norms | null} norms
 * @property {number | null} step
 * @property {number} width
 *
 * @typedef {object} Spark  the norms over training that all rows show
 * @property {number[]} steps
 * @property {number | null} asked  which of the steps is pointed at
 * @property {number | null} traced  the step of the trace, if it is among them
 * @property {number} width
 * @property {ReturnType<typeof stepScale>} x
 */

import { scaleLinear } from "d3-scale";
import { html, svg } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { chartBeside, extentOf, nearest, pathOf, round, stepsChart } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { digits, whole } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { hasAllGradients, isUpdated } from "../../trace/known.js";
import { numParams } from "../../trace/refs.js";
import { SHARES, shareBar } from "./shares.js";
import { percent } from "./text.js";

const SPARK = { height: 22, top: 3, bottom: 3 };
const NARROW = 560;

/**
 * @param {number[]} steps
 * @param {number} width
 */
function stepScale(steps, width) {
  const [first, last] = [steps[0], steps[steps.length - 1]];
  return scaleLinear([first, last === first ? last + 1 : last], [3, width - 3]);
}

/**
 * @param {MatricesProps} props
 * @returns {Spark | null}
 */
function sparkOf({ trace, norms, step, width: room }) {
  const steps = norms?.steps ?? [];
  if (steps.length === 0) return null;
  const width = room < NARROW ? room - 8 : Math.floor(Math.min(room * 0.22, 240));
  const { step: now } = trace.header;
  const asked = step === null ? null : nearest(steps, step);
  const traced = now >= steps[0] && now <= steps[steps.length - 1] ? now : null;
  return { steps, asked, traced, width, x: stepScale(steps, width) };
}

/**
 * @param {MatricesProps} props
 * @param {(step: number | null) => void} onStep
 */
export function matricesView(props, onStep) {
  const { trace, cursor, norms } = props;
  const { header, matrices } = trace;
  const spark = sparkOf(props);
  const asked = spark?.asked ?? null;
  const row = rowIn(props, spark, onStep);
  const last = matrices.length - 1;
  const range = spark ? `steps ${whole(spark.steps[0])} to ${whole(spark.steps[spark.steps.length - 1])}` : "";
  return html`<p class="heading">Matrix by matrix</p>
    <div
      class=${classes("adam-table", { "has-norms": spark !== null })}
      role="table"
      aria-label="Gradient norm and movement of each matrix"
      ${style({ "--spark": spark ? `${spark.width}px` : null })}
    >
      <div role="row" class="adam-row adam-head">
        <span role="columnheader" class="adam-name">matrix</span>
        <span role="columnheader" class="adam-norm"
          >${spark && asked !== null ? `step ${whole(spark.steps[asked])}` : "\u2016g\u2016"}</span
        >
        ${spark ? html`<span role="columnheader" class="adam-spark">${range}</span>` : ""}
        <span role="columnheader" class="adam-bar-cell">moved</span>
        ${SHARES.map((name) => html`<span role="columnheader" class="adam-share" data-share=${name}>${name}</span>`)}
      </div>
      ${matrices.map((info, matrix) =>
        row({
          name: info.name,
          shape: `${info.rows} \u00d7 ${info.columns}`,
          isLit: trace.frames[cursor].matrix === matrix,
          moved: info,
          isDone: isUpdated(trace, matrix, cursor),
          past: norms?.matrices[info.name],
        }),
      )}
      ${row({
        name: "all",
        shape: `${whole(numParams(trace))} parameters`,
        isLit: false,
        moved: header.moved,
        isDone: isUpdated(trace, last, cursor),
        past: norms?.all,
      })}
    </div>
    <p class="caption">${captionOf(trace, isUpdated(trace, last, cursor), spark !== null)}</p>`;
}

/**
 * What draws a row.
 *
 * @param {MatricesProps} props
 * @param {Spark | null} spark
 * @param {(step: number | null) => void} onStep
 */
function rowIn({ trace, cursor }, spark, onStep) {
  /** @param {{name: string, shape: string, isLit: boolean, moved: Moved, isDone: boolean, past?: number[]}} row */
  return ({ name, shape, isLit, moved: { grad_norm: norm, moved: shares }, isDone, past }) => {
    const asked = spark?.asked ?? null;
    const moved = isDone ? shares : null;
    const now = hasAllGradients(trace, cursor) ? digits(norm) : "not yet";
    return html`<div role="row" class=${classes("adam-row", { "is-lit": isLit })}>
      <span role="rowheader" class="adam-name"
        ><code>${name}</code> <span class="adam-shape figure">${shape}</span></span
      >
      <span role="cell" class="adam-norm figure">${past && asked !== null ? digits(past[asked]) : now}</span>
      ${
        past && spark
          ? html`<span role="cell" class="adam-spark"
            >${guard([spark.steps, past, spark.asked, spark.traced, spark.width, name], () =>
              chartOf(name, past, spark, onStep),
            )}</span
          >`
          : ""
      }
      <span role="cell" class="adam-bar-cell">${shareBar(moved, null)}</span>
      ${SHARES.map(
        (each) =>
          html`<span role="cell" class="adam-share figure" data-share=${each}
            >${moved ? percent(moved[each]) : "\u2013"}</span
          >`,
      )}
    </div>`;
  };
}

/**
 * A norm over training. The steps are the same in all rows: that of all matrices is the slider.
 *
 * @param {string} name
 * @param {number[]} norms
 * @param {Spark} spark
 * @param {(step: number | null) => void} onStep
 */
function chartOf(name, norms, { steps, asked, traced, width, x }, onStep) {
  const y = scaleLinear(extentOf(norms, true), [SPARK.height - SPARK.bottom, SPARK.top]);
  const at = asked ?? (traced === null ? steps.length - 1 : nearest(steps, traced));
  const tracedX = traced === null ? null : round(x(traced));
  const isAll = name === "all";
  const props = {
    width,
    height: SPARK.height,
    label: `gradient norm of ${name} over training`,
    says: `step ${steps[at]}: ${digits(norms[at])}`,
    steps,
    at: steps[at],
    stepAt: (/** @type {number} */ px) => x.invert(px),
    onStep,
  };
  const mark =
    tracedX === null
      ? ""
      : svg`<line class="adam-traced" x1=${tracedX} x2=${tracedX} y1="0" y2=${SPARK.height}></line>`;
  const path = guard([steps, norms, width], () => pathOf(steps, norms, x, y));
  const drawing = [
    mark,
    svg`<path class="adam-line adam-gradient" d=${path}></path>`,
    svg`<circle class="adam-dot" cx=${round(x(steps[at]))} cy=${round(y(norms[at]))} r="2.5"></circle>`,
  ];
  return isAll ? stepsChart(props, drawing) : chartBeside(props, drawing);
}

/**
 * @param {Trace} trace
 * @param {boolean} isDone
 * @param {boolean} hasNorms
 */
function captionOf(trace, isDone, hasNorms) {
  const { against, adrift } = trace.header.moved.moved;
  const now =
    `In this step ${percent(against)} of all parameters moved against this step\u2019s own gradient, and ` +
    `${percent(adrift)} adrift. `;
  return (
    "\u2016g\u2016 is the norm of the gradient: the length of all of a matrix\u2019s gradients taken as one vector. " +
    "With: moved the way that lowers the loss of this document. Against: moved the other way, because m remembers " +
    "the gradients of earlier documents and they outweigh this one. Adrift: this document gave no gradient, m alone " +
    `moves it. ${isDone ? now : ""}` +
    (hasNorms
      ? "The lines are the gradient\u2019s norm over training; the upright mark is this trace\u2019s step."
      : "The norms over training come when Python has trained some steps.")
  );
}
