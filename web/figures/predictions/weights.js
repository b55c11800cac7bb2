/**
 * What the logits are made of: the stream after the last layer, above the matrix that has a row for each token. On the
 * way to the logits the stream goes down the rows; the row in focus adds up, product after product.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 * @import {Numbers, TokensProps} from "./line.js"
 */

import { max } from "d3-array";
import { html, nothing } from "lit-html";
import { element } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";
import { style } from "../../draw/style.js";
import { isUpdated, knownVector, say } from "../../trace/known.js";
import { oncePer } from "../../trace/once.js";
import { paramOf, stageRef } from "../../trace/refs.js";
import { madeFrom } from "./shown.js";

const STREAM = 12; // px, the height of its cells
const MARGIN = 12; // between the matrix and the numbers

/**
 * @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners
 */
export function weightsView({ onHover, onSelect }) {
  /** @type {TokensProps | null} */
  let drawn = null; // what the pointer is over
  /** @type {number[]} */
  let rows = [];
  const [streamNode, matrixNode] = [element("div"), element("div")];
  /** @param {{column: number} | null} cell */
  const elementAt = (cell) =>
    drawn && cell ? stageRef(madeFrom(drawn.trace, drawn.position).stream, cell.column) : null;
  /** @param {{row: number, column: number} | null} cell @returns {ParamRef | null} */
  const weightAt = (cell) =>
    drawn && cell
      ? {
          kind: "param",
          matrix: madeFrom(drawn.trace, drawn.position).matrix,
          row: rows[cell.row],
          column: cell.column,
        }
      : null;
  /** @param {Ref | null} ref */
  const select = (ref) => ref && onSelect(ref);
  const drawStream = heatmap(streamNode, {
    onHover: (cell) => onHover(elementAt(cell)),
    onSelect: (cell) => select(elementAt(cell)),
  });
  const drawMatrix = heatmap(matrixNode, {
    onHover: (cell) => onHover(weightAt(cell)),
    onSelect: (cell) => select(weightAt(cell)),
  });

  /**
   * @param {TokensProps} props
   * @param {number[]} order
   * @param {Numbers} numbers
   * @param {Palette} palette
   */
  function draw(props, order, numbers, palette) {
    const { trace, look, position, layout } = props;
    const { stream, matrix } = madeFrom(trace, position);
    const { name, first, columns } = trace.matrices[matrix];
    const { values } = knownVector(trace, stream, look.cursor) ?? { values: null };
    const weights = trace.columns[isUpdated(trace, matrix, look.cursor) ? "adam_after" : "adam_before"];
    const width = layout.parts.matrix - MARGIN;
    const signed = palette.scales.signed;
    const mostStream = values ? Math.max(...Array.from(values, Math.abs)) : 1;
    drawn = props;
    rows = order;
    drawStream({
      rows: 1,
      columns,
      colourOf: (_, column) => (values ? signed.pixel(values[column], mostStream) : palette.faint),
      painted: [trace, stream, values !== null, palette.key],
      width,
      height: STREAM,
      label: `The stream after the last layer, ${columns} numbers`,
      nameOf: (_, column) => say(trace, stageRef(stream, column), look.cursor),
      hovered: inStream(look.hovered, stream),
      selected: inStream(look.selection, stream),
    });
    drawMatrix({
      rows: order.length,
      columns,
      colourOf: (row, column) =>
        signed.pixel(weights[first + order[row] * columns + column], greatestOf(trace)[matrix]),
      painted: [trace, weights, order.join(), palette.key],
      width,
      height: layout.rows * layout.rowHeight,
      label: `${name}, ${order.length} by ${columns}`,
      nameOf: (row, column) => say(trace, { kind: "param", matrix, row: order[row], column }, look.cursor),
      hovered: inMatrix(trace, look.hovered, matrix, order),
      selected: inMatrix(trace, look.selection, matrix, order),
    });
    const place = { left: `${layout.parts.token}px` };
    return {
      stream: html`<div class="predictions-stream" ${style(place)}>${streamNode}</div>`,
      matrix: html`<div class="predictions-matrix" ${style(place)}>
        ${matrixNode}${moving(props, order, numbers, columns, width)}
      </div>`,
    };
  }
  return draw;
}

/**
 * The stream on its way down the rows, and how much of the row in focus has been added up.
 *
 * @param {TokensProps} props
 * @param {number[]} order
 * @param {Numbers} numbers
 * @param {number} columns
 * @param {number} width
 */
function moving({ motion: { logits }, layout: { rowHeight } }, order, { focus, sums }, columns, width) {
  if (logits.fill === 1) return nothing;
  const row = logits.travel * (order.length - 1);
  const band = { transform: `translateY(${row * rowHeight}px)`, height: `${rowHeight}px`, width: `${width}px` };
  const at = focus === null ? -1 : order.indexOf(focus);
  const added = Math.floor(logits.add * columns) / columns;
  const sum = {
    transform: `translateY(${at * rowHeight}px)`,
    height: `${rowHeight}px`,
    width: `${added * width}px`,
  };
  return html`${logits.travel < 1 ? html`<i class="predictions-band-down" ${style(band)}></i>` : nothing}
  ${at >= 0 && sums.length > 0 && added > 0 ? html`<i class="predictions-added" ${style(sum)}></i>` : nothing}`;
}

/** The greatest of the parameters of each matrix, before the step. @type {(trace: Trace) => number[]} */
const greatestOf = oncePer(({ matrices, columns: { adam_before: before } }) =>
  matrices.map(({ first, rows, columns }) => max(before.subarray(first, first + rows * columns), Math.abs) ?? 0),
);

/**
 * @param {Ref | null} ref
 * @param {number} stream
 */
const inStream = (ref, stream) =>
  ref?.kind === "stage" && ref.stage === stream && ref.element !== null ? { row: 0, column: ref.element } : null;

/**
 * @param {Trace} trace
 * @param {Ref | null} ref
 * @param {number} matrix
 * @param {number[]} order
 */
function inMatrix(trace, ref, matrix, order) {
  const param = paramOf(trace, ref);
  return param?.matrix === matrix ? { row: order.indexOf(param.row), column: param.column } : null;
}
