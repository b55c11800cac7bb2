/**
 * The elements of the model map: a row for each row of stages and in it a strip for each stage, over the painted cells,
 * to be pointed at, focused and read out. A row is made anew only when something in it has changed.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 * @import {Place} from "./keys.js"
 * @import {MapLayout, PlacedRow} from "./layout.js"
 * @import {Lit} from "./lit.js"
 *
 * @typedef {object} View
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {Ref | null} hovered
 * @property {MapLayout} layout  when the motion into the frame is over
 * @property {MapLayout} moving  now
 * @property {Lit} lit
 */

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { classes } from "../../draw/classes.js";
import { knownSince, say } from "../../trace/known.js";
import { stageRef } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { middleOf } from "./layout.js";
import { wholeOf } from "./lit.js";
import { put } from "./put.js";
import { mapRows, rowsOfStages } from "./rows.js";
import { rowsText, stripName } from "./text.js";
import { headRow, lossTexts, targetRow } from "./tokens.js";

const LABEL = 16;

/** @param {View} view */
export function gridRows(view) {
  const { trace, cursor, layout, lit } = view;
  const place = placeOf(view);
  const litRow = lit.writes === null ? -1 : rowsOfStages(trace)[lit.writes];
  return [
    headRow(view),
    ...layout.rows.map((placed, index) => {
      const here = index === place.row ? place.ref : null;
      const isLit = index === litRow;
      const param = paramText(view, placed);
      const since = Math.max(...placed.row.strips.map(({ stage }) => knownSince(trace, stage, cursor)));
      return guard([layout, since, isLit, JSON.stringify(here), param.text, param.isLit], () =>
        stageRow(view, placed, param, isLit, here),
      );
    }),
    targetRow(view),
    ...lossTexts(view),
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

/**
 * @param {View} view
 * @param {PlacedRow} placed
 * @param {{text: string, isLit: boolean}} param
 * @param {boolean} isLit
 * @param {Place | null} place  in this row, that takes the Tab key
 */
function stageRow(view, placed, param, isLit, place) {
  const { row, group } = placed;
  const { width, groupWidth, labelWidth } = view.layout;
  const heading = group
    ? html`<div class="map-group" aria-hidden="true" ${put(0, group.y, width, group.height)}
        ><span>${row.heading}</span></div
      >`
    : nothing;
  return html`<div role="row" class="map-row"
    >${heading}<div
      class=${classes("map-label", { "is-lit": isLit })}
      role="rowheader"
      data-role=${row.kind.role ?? nothing}
      ${put(groupWidth, middleOf(placed) - LABEL / 2, labelWidth - groupWidth, LABEL)}
      ><span>${view.layout.isCompact ? row.kind.short : row.kind.label}</span><code>${row.expression}</code></div
    >${row.strips.map(({ stage }) => stripOf(view, stage, place))}${
      row.param ? paramOf(view, placed, row.param, param, place?.kind === "param") : nothing
    }</div
  >`;
}

/**
 * @param {View} view
 * @param {PlacedRow} placed
 * @param {ParamRef} ref
 * @param {{text: string, isLit: boolean}} param
 * @param {boolean} isHere
 */
function paramOf({ layout: { width, paramX } }, placed, { matrix, row }, { text, isLit }, isHere) {
  return html`<div
    class=${classes("map-param figure", { "is-lit": isLit })}
    role="gridcell"
    tabindex=${isHere ? 0 : -1}
    data-matrix=${matrix}
    data-row=${row}
    aria-label="parameters ${text}"
    ${put(paramX, middleOf(placed) - LABEL / 2, width - paramX, LABEL)}
    ><span>${text}</span></div
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
  const inside = place?.kind === "stage" && place.stage === stage ? place.element : undefined;
  const cell = (/** @type {number} */ at) => {
    const { x, y, width, height } = cellBox(strip, at);
    return html`<div
      role="button"
      class="map-cell"
      tabindex=${at === inside ? 0 : -1}
      data-element=${at}
      aria-label=${say(trace, stageRef(stage, at), cursor)}
      ${put(x - strip.x, y - strip.y, width, height)}
    ></div>`;
  };
  const count = typeof inside === "number" ? trace.stages[stage].size : 0;
  return guard(
    [layout, knownSince(trace, stage, cursor), inside],
    () => html`<div
      role="gridcell"
      class="map-strip"
      tabindex=${inside === null ? 0 : -1}
      data-stage=${stage}
      aria-label=${stripName(trace, stage, cursor)}
      ${put(strip.x, strip.y, strip.width, strip.height)}
      >${Array.from({ length: count }, (_, at) => cell(at))}</div
    >`,
  );
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
