/**
 * All parameters at once: a heat map of one quantity for each matrix, what it is called and how it was moved.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {FigureAction} from "../figure.js"
 * @import {ScaleOf} from "./controls.js"
 * @import {AdamLayout} from "./layout.js"
 * @import {Quantity} from "./quantities.js"
 *
 * @typedef {object} MapsProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {Quantity} quantity
 * @property {ScaleOf} scale
 * @property {AdamLayout} layout
 * @property {Palette} palette
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { element } from "../../draw/element.js";
import { digits } from "../../draw/format.js";
import { heatmap } from "../../draw/heat-map.js";
import { style } from "../../draw/style.js";
import { hasAllGradients, isUpdated } from "../../trace/known.js";
import { paramOf } from "../../trace/refs.js";
import { columnOf, QUANTITIES, rangesOf } from "./quantities.js";
import { shareBar } from "./shares.js";
import { cellName } from "./text.js";

const BOTH = 122; // px that the shape and the norm take beside each other

/**
 * The heat maps of all matrices: each is made when it is first shown, and kept.
 *
 * @param {(action: FigureAction) => void} dispatch
 */
export function mapsView(dispatch) {
  /** @type {{node: HTMLElement, draw: ReturnType<typeof heatmap>}[]} */
  const made = [];

  /** @param {number} matrix */
  function mapOf(matrix) {
    const node = element("div");
    const draw = heatmap(node, {
      onHover: (cell) => dispatch({ type: "hovered", ref: cell && { kind: "param", matrix, ...cell } }),
      onSelect: (cell) => dispatch({ type: "selected", ref: { kind: "param", matrix, ...cell } }),
    });
    return { node, draw };
  }

  /** @param {MapsProps} props */
  return function view(props) {
    const { trace, layout } = props;
    for (let matrix = made.length; matrix < trace.matrices.length; matrix++) made.push(mapOf(matrix));
    return html`<div class="adam-plot" ${style({ width: `${layout.width}px`, height: `${layout.height}px` })}>
      ${layout.headings.map(({ text, x, y }) => html`<p class="adam-heading" ${style(movedTo(x, y))}>${text}</p>`)}
      ${trace.matrices.map((_, matrix) => {
        draw(made[matrix].draw, props, matrix);
        return matrixView(made[matrix].node, props, matrix);
      })}
    </div>`;
  };
}

/**
 * @param {number} x
 * @param {number} y
 */
const movedTo = (x, y) => ({ transform: `translate(${x}px,${y}px)` });

/**
 * @param {HTMLElement} map
 * @param {MapsProps} props
 * @param {number} matrix
 */
function matrixView(map, { trace, cursor, layout }, matrix) {
  const place = layout.matrices[matrix];
  const { rows, columns, grad_norm: norm, moved } = trace.matrices[matrix];
  const length = hasAllGradients(trace, cursor) ? `‖g‖ ${digits(norm)}` : "";
  const shape = place.room < BOTH && length ? "" : `${rows}×${columns} `;
  return html`<div
    class=${classes("adam-matrix", { "is-lit": isLit(trace, cursor, matrix) })}
    ${style(movedTo(place.x, place.y - layout.caption))}
  >
    <div class="adam-caption-of" ${style({ height: `${layout.caption}px`, width: `${place.room}px` })}>
      <code>${place.label}</code>
      <span class="adam-about figure">${layout.isRoomy ? shape + length : ""}</span>
      ${shareBar(isUpdated(trace, matrix, cursor) ? moved : null, place.width)}
    </div>
    ${map}
  </div>`;
}

/**
 * Whether a frame updates a matrix.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} matrix
 */
function isLit({ frames }, cursor, matrix) {
  return frames[cursor].phase === "adam" && frames[cursor].matrix === matrix;
}

/**
 * @param {ReturnType<typeof heatmap>} map
 * @param {MapsProps} props
 * @param {number} matrix
 */
function draw(map, { trace, cursor, t, selection, hovered, quantity, scale, layout, palette }, matrix) {
  const { name, columns, first, rows } = trace.matrices[matrix];
  const { width, height } = layout.matrices[matrix];
  const { label, scale: kind } = QUANTITIES[quantity];
  const now = columnOf(trace, cursor, matrix, quantity);
  const fresh = isLit(trace, cursor, matrix) && quantity !== "grad" ? t * rows : rows; // rows the update has got to
  const before = fresh < rows ? columnOf(trace, cursor - 1, matrix, quantity) : now;
  const range = rangesOf(trace, quantity);
  const max = scale === "all" ? range.all : range.matrices[matrix];
  const colour = palette.scales[kind];
  /** @param {Ref | null} ref */
  const cellOf = (ref) => {
    const param = paramOf(trace, ref);
    return param?.matrix === matrix ? { row: param.row, column: param.column } : null;
  };
  map({
    rows,
    columns,
    colourOf(row, column) {
      const source = row < fresh ? now : before;
      return source ? colour.pixel(source[first + row * columns + column], max) : palette.faint;
    },
    painted: [now, before, fresh, max, palette.key, kind],
    width,
    height,
    label: `${name}, ${rows} by ${columns}: ${label}`,
    nameOf: (row, column) => cellName(trace, cursor, { kind: "param", matrix, row, column }, quantity),
    hovered: cellOf(hovered),
    selected: cellOf(selection),
  });
}
