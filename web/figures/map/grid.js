/**
 * The elements of the model map: a row for each row of stages and in it a strip for each stage, over the painted cells, to
 * be pointed at, focused and read out. A row is made anew only when something in it has changed.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Place} from "./keys.js"
 * @import {MapLayout, PlacedRow} from "./layout.js"
 * @import {Lit} from "./lit.js"
 *
 * @typedef {object} View
 * @property {Trace} trace
 * @property {number} cursor
 * @property {Ref | null} hovered
 * @property {MapLayout} layout
 * @property {Lit} lit
 */

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { digits, tokenText } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { knownSince, knownVector, say } from "../../trace/known.js";
import { tokenAt } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { wholeOf } from "./lit.js";
import { mapRows, rowsOfStages } from "./rows.js";
import { rowsText, stripName } from "./text.js";

/** @param {View} view */
export function gridRows(view) {
  const { trace, cursor, layout, lit } = view;
  const { ref, row: here } = placeOf(view);
  const litRow = lit.writes === null ? -1 : rowsOfStages(trace)[lit.writes];
  return [
    headRow(view),
    ...layout.rows.map((placed, index) => {
      const { strips } = placed.row;
      const place = index === here ? ref : null;
      const param = paramText(view, placed);
      const known = strips.map(({ stage }) => knownSince(trace, stage, cursor));
      const looks = [index === litRow, param.text, param.isLit, JSON.stringify(place), ...known].join();
      return guard([layout, looks], () => [
        stageRow(view, placed, param, index === litRow, place),
        placed.row.kind.base === "loss" ? targetRow(trace, layout) : nothing,
      ]);
    }),
  ];
}

/**
 * The element that takes the Tab key: what is hovered, or what the frame writes; and its row.
 *
 * @param {View} view
 * @returns {{ref: Place, row: number}}
 */
function placeOf({ trace, hovered, lit }) {
  if (hovered?.kind === "param") {
    const row = mapRows(trace).findIndex(({ param }) => param?.matrix === hovered.matrix);
    if (row >= 0) return { ref: hovered, row };
  }
  const ref = hovered?.kind === "stage" ? hovered : stageRef(lit.writes ?? 0);
  return { ref, row: rowsOfStages(trace)[ref.stage] };
}

/**
 * The parameters beside a row: those that the frame reads, if there is one such range.
 *
 * @param {View} view
 * @param {PlacedRow} placed
 */
function paramText({ trace, lit }, { row: { param } }) {
  if (!param) return { text: "", isLit: false };
  const ranges = lit.rows.filter(([matrix]) => matrix === param.matrix);
  const range = ranges.length === 1 ? ranges[0] : wholeOf(trace, param.matrix);
  return { text: rowsText(trace, ...range), isLit: ranges.length > 0 };
}

/** @param {View} view */
function headRow({ trace, layout, lit }) {
  const here = lit.writes === null ? null : trace.stages[lit.writes].position;
  const heads = layout.columns.map(({ left, right, isThin }, position) => {
    const isLit = position === here || lit.frame.phase === "tokens";
    return html`<div
      class="map-head ${isThin ? "is-narrow" : ""} ${isLit ? "is-lit" : ""}"
      role="columnheader"
      data-position=${position}
      ${put(left, layout.head.y, right - left, layout.head.height)}
      >${token(trace, position)}<span class="figure">${position}</span></div
    >`;
  });
  const label = html`<div class="map-label" role="rowheader" ${put(0, layout.head.y, layout.labelWidth - 4, 24)}
    ><span>token</span><code>pos_id</code></div
  >`;
  return html`<div role="row" class="map-row">${layout.isStacked ? nothing : label}${heads}</div>`;
}

/**
 * @param {Trace} trace
 * @param {MapLayout} layout
 */
function targetRow(trace, { columns, foot, labelWidth, isStacked }) {
  const label = html`<div class="map-label" role="rowheader" ${put(0, foot.y, labelWidth - 4, foot.height)}
    ><span>should predict</span></div
  >`;
  const targets = columns.map(
    ({ left, right, isThin }, position) =>
      html`<div
        class="map-target ${isThin ? "is-narrow" : ""}"
        role="gridcell"
        ${put(left, foot.y, right - left, foot.height)}
        ><b>${token(trace, position + 1)}</b></div
      >`,
  );
  return html`<div role="row" class="map-row">${isStacked ? nothing : label}${targets}</div>`;
}

/**
 * @param {Trace} trace
 * @param {number} position
 */
function token(trace, position) {
  const text = tokenText(tokenAt(trace, position));
  return html`<span class="map-token ${text.length > 1 ? "special" : ""}">${text}</span>`;
}

/**
 * @param {View} view
 * @param {PlacedRow} placed
 * @param {{text: string, isLit: boolean}} param
 * @param {boolean} isLit
 * @param {Place | null} place  in this row, that takes the Tab key
 */
function stageRow(view, { row, labelY, headingY, y, height }, param, isLit, place) {
  const { layout } = view;
  const { isStacked, width, labelWidth, paramX } = layout;
  const heading = html`<div class="heading" aria-hidden="true" ${put(0, headingY ?? 0, width, 20)}>${row.heading}</div>`;
  const box = isStacked ? put(0, labelY, width, 16) : put(0, labelY, labelWidth - 4, Math.min(height, 14));
  const beside = html`<div
    role="gridcell"
    class="map-param figure ${param.isLit ? "is-lit" : ""}"
    tabindex=${place?.kind === "param" ? 0 : -1}
    data-matrix=${row.param?.matrix ?? nothing}
    data-row=${row.param?.row ?? nothing}
    aria-label="parameters ${param.text}"
    ${isStacked ? put(0, labelY, width, 16) : put(paramX, y, null, 16)}
    >${param.text}</div
  >`;
  return html`<div role="row" class="map-row"
    >${row.heading === null ? nothing : heading}<div
      class="map-label ${isLit ? "is-lit" : ""}"
      role="rowheader"
      data-role=${row.kind.role ?? nothing}
      ${box}
      ><span>${row.kind.label}</span><code>${row.expression}</code></div
    >${row.strips.map(({ stage }) => [
      row.numbers === "loss" ? lossText(view, stage) : nothing,
      stripOf(view, stage, place),
    ])}${row.param ? beside : nothing}</div
  >`;
}

/**
 * @param {View} view
 * @param {number} stage
 */
function lossText({ trace, cursor, layout }, stage) {
  const { x, y, width, column } = layout.strips[stage];
  const isDownward = column >= 0 && layout.columns[column].width < 72;
  const known = knownVector(trace, stage, cursor);
  return html`<span
    class="figure map-loss ${isDownward ? "is-downward" : ""}"
    aria-hidden="true"
    ${isDownward ? put(x + width / 2 - 7, y + 17, null, null) : put(x + width + 6, y, null, null)}
    >${known ? digits(known.values[0]) : ""}</span
  >`;
}

/**
 * A strip and, when it has been gone into, its numbers.
 *
 * @param {View} view
 * @param {number} stage
 * @param {Place | null} place
 */
function stripOf({ trace, cursor, layout }, stage, place) {
  const strip = layout.strips[stage];
  const element = place?.kind === "stage" && place.stage === stage ? place.element : undefined;
  const cell = (/** @type {number} */ at) => {
    const { x, y, width, height } = cellBox(strip, at);
    return html`<div
      role="button"
      class="map-cell"
      tabindex=${at === element ? 0 : -1}
      data-element=${at}
      aria-label=${say(trace, stageRef(stage, at), cursor)}
      ${put(x - strip.x, y - strip.y, width, height)}
    ></div>`;
  };
  const cells =
    typeof element === "number" ? Array.from({ length: trace.stages[stage].size }, (_, at) => cell(at)) : [];
  return html`<div
    role="gridcell"
    class="map-strip"
    tabindex=${element === null ? 0 : -1}
    data-stage=${stage}
    aria-label=${stripName(trace, stage, cursor)}
    ${put(strip.x, strip.y, strip.width, strip.height)}
    >${cells}</div
  >`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number | null} width  null: as wide as it is
 * @param {number | null} height
 */
export function put(x, y, width, height) {
  const px = (/** @type {number | null} */ size) => (size === null ? "auto" : `${size.toFixed(1)}px`);
  return style({
    transform: `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`,
    width: px(width),
    height: px(height),
  });
}

/**
 * What an element of the grid stands for.
 *
 * @param {EventTarget | null} target
 * @returns {Place | null}
 */
export function placeAt(target) {
  if (!(target instanceof HTMLElement)) return null;
  const { matrix, row, element } = target.dataset;
  if (matrix) return { kind: "param", matrix: Number(matrix), row: Number(row), column: 0 };
  const strip = target.closest("[data-stage]");
  if (!(strip instanceof HTMLElement)) return null;
  return stageRef(Number(strip.dataset.stage), element === undefined ? null : Number(element));
}
