/**
 * Matrix by matrix: the norm of the gradient, now and over training, and with whom the parameters moved.
 *
 * @import {Norms} from "../../wire/protocol.js"
 * @import {Agreement} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} MatricesProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {Norms | null} norms
 * @property {number | null} step  of training, that is pointed at
 * @property {number} width
 * @property {(step: number | null) => void} onStep
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} shape
 * @property {boolean} isLit
 * @property {number} norm
 * @property {Agreement | null} moved  null: not yet
 * @property {number[] | undefined} past  its norms over training
 */

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { nearest } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { digits, whole } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { hasAllGradients, isUpdated } from "../../trace/known.js";
import { SHARES, shareBar } from "./shares.js";
import { sparkView } from "./spark.js";
import { percent } from "./text.js";

const NARROW = 560;

/** @param {MatricesProps} props */
export function matricesView({ trace, cursor, norms, step, width, onStep }) {
  const steps = norms?.steps ?? [];
  const hasNorms = steps.length > 0;
  const asked = hasNorms && step !== null ? nearest(steps, step) : null;
  const span = hasNorms ? `steps ${whole(steps[0])} to ${whole(steps[steps.length - 1])}` : "";
  const sparkWidth = Math.max(0, width < NARROW ? width - 8 : Math.floor(Math.min(width * 0.22, 240)));
  /**
   * @param {Row} row
   * @param {number} at
   */
  const rowView = (row, at) => {
    const { name, shape, isLit, norm, moved, past } = row;
    const isAll = at === trace.matrices.length;
    const now = hasAllGradients(trace, cursor) ? digits(norm) : "not yet";
    const spark = { name, steps, norms: past ?? [], asked, step, traced: trace.header.step, width: sparkWidth, onStep };
    return html`<div role="row" class=${classes("adam-row", { "is-lit": isLit })}>
      <span role="rowheader" class="adam-name"
        ><code>${name}</code><span class="adam-shape figure">${shape}</span></span
      >
      <span role="cell" class="adam-norm figure">${asked !== null && past ? digits(past[asked]) : now}</span>
      ${
        past?.length
          ? html`<span role="cell" class="adam-spark"
              >${guard([past, step, trace, sparkWidth, name], () => sparkView(spark, isAll))}</span
            >`
          : nothing
      }
      <span role="cell" class="adam-bar-cell">${shareBar(moved)}</span>
      ${SHARES.map(
        (share) =>
          html`<span role="cell" class="adam-share figure" data-share=${share}
            >${moved ? percent(moved[share]) : "–"}</span
          >`,
      )}
    </div>`;
  };
  return html`<p class="heading">Matrix by matrix</p>
    <div
      role="table"
      class=${classes("adam-table", { "has-norms": hasNorms })}
      aria-label="Gradient norm and movement of each matrix"
      ${style({ "--spark": `${sparkWidth}px` })}
    >
      <div role="row" class="adam-row adam-head">
        <span role="columnheader" class="adam-name">matrix</span>
        <span role="columnheader" class="adam-norm">${asked === null ? "grad" : `step ${whole(steps[asked])}`}</span>
        ${hasNorms ? html`<span role="columnheader" class="adam-spark">${span}</span>` : nothing}
        <span role="columnheader" class="adam-bar-cell">moved</span>
        ${SHARES.map((share) => html`<span role="columnheader" class="adam-share" data-share=${share}>${share}</span>`)}
      </div>
      ${rowsOf(trace, cursor, norms).map(rowView)}
    </div>
    <p class="caption">${captionOf(trace, cursor, hasNorms)}</p>`;
}

/**
 * A row for each matrix, and one for all.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Norms | null} norms
 * @returns {Row[]}
 */
function rowsOf(trace, cursor, norms) {
  const { matrices, header, columns } = trace;
  const frame = trace.frames[cursor];
  const rows = matrices.map(({ name, rows, columns: across, grad_norm: norm, moved }, matrix) => ({
    name,
    shape: `${rows} × ${across}`,
    isLit: frame.phase === "adam" && frame.matrix === matrix,
    norm,
    moved: isUpdated(trace, matrix, cursor) ? moved : null,
    past: norms?.matrices[name],
  }));
  const { grad_norm: norm, moved } = header.moved;
  const isDone = isUpdated(trace, matrices.length - 1, cursor);
  const shape = `${whole(columns.adam_grad.length)} parameters`;
  return [...rows, { name: "all", shape, isLit: false, norm, moved: isDone ? moved : null, past: norms?.all }];
}

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {boolean} hasNorms
 */
function captionOf(trace, cursor, hasNorms) {
  const { against, adrift } = trace.header.moved.moved;
  const isDone = isUpdated(trace, trace.matrices.length - 1, cursor);
  return [
    "grad: the length of all of a matrix’s gradients taken as one vector, their norm.",
    "With: moved the way this step’s gradient asks, opposite to its sign.",
    "Against: moved the other way, because m remembers earlier gradients and they outweigh this one.",
    "Adrift: this step’s gradient is 0, m alone moves it.",
    isDone
      ? `In this step ${percent(against)} of all parameters moved against this step’s own gradient, and ` +
        `${percent(adrift)} adrift.`
      : "",
    hasNorms
      ? "The lines are the gradient’s norm over training; the upright mark is the step shown here."
      : "The norms over training come when Python has trained some steps.",
  ]
    .filter(Boolean)
    .join(" ");
}
