/**
 * All parameters at once: a heat map of one quantity for each matrix, what it is called and how it was moved.
 *
 * @import {Cell} from "../../draw/heat-map.js"
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
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
 * @property {"matrix" | "all"} scale
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
 * The heat maps: they are made when a matrix is first shown, and kept.
 *
 * @param {{hover: (ref: ParamRef | null) => void, select: (ref: ParamRef) => void}} listeners
 */
export function mapsView({ hover, select }) {
  /** @type {{node: HTMLElement, draw: ReturnType<typeof heatmap>}[]} */
  const made = [];

  /** @param {number} matrix */
  function mapOf(matrix) {
    const node = element("div");
    /** @type {(cell: Cell) => ParamRef} */
    const ref = ({ row, column }) => ({ kind: "param", matrix, row, column });
    const draw = heatmap(node, { onHover: (cell) => hover(cell && ref(cell)), onSelect: (cell) => select(ref(cell)) });
    return { node, draw };
  }

  /** @param {MapsProps} props */
  return function view(props) {
    const { layout, trace } = props;
    return html`<div class="adam-plot" ${style({ width: `${layout.width}px`, height: `${layout.height}px` })}>
      ${layout.headings.map(
        ({ text, x, y }) =>
          html`<p class="adam-heading" ${style({ transform: `translate(${x}px,${y}px)` })}>${text}</p>`,
      )}
      ${trace.matrices.map((_, matrix) => {
        made[matrix] ??= mapOf(matrix);
        made[matrix].draw(cellsOf(props, matrix));
        return matrixView(props, matrix, made[matrix].node);
      })}
    </div>`;
  };
}

/**
 * A matrix with its name, its shape, the norm of its gradient and how it was moved.
 *
 * @param {MapsProps} props
 * @param {number} matrix
 * @param {Node} map
 */
function matrixView({ trace, cursor, layout }, matrix, map) {
  const { columns, rows, grad_norm: norm, moved } = trace.matrices[matrix];
  const { x, y, room, label, width } = layout.matrices[matrix];
  const length = hasAllGradients(trace, cursor) ? `\u2016g\u2016 ${digits(norm)}` : "";
  const shape = room < BOTH && length ? "" : `${rows}\u00d7${columns} `;
  const isLit = trace.frames[cursor].matrix === matrix;
  return html`<div
    class=${classes("adam-matrix", { "is-lit": isLit })}
    ${style({ transform: `translate(${x}px,${y - layout.caption}px)` })}
  >
    <div class="adam-caption-of" ${style({ height: `${layout.caption}px`, width: `${room}px` })}>
      <code>${label}</code><span class="adam-about figure">${layout.isRoomy ? shape + length : ""}</span>
      ${shareBar(isUpdated(trace, matrix, cursor) ? moved : null, width)}
    </div>
    ${map}
  </div>`;
}

/**
 * The cells of a matrix; while Adam updates it, row after row.
 *
 * @param {MapsProps} props
 * @param {number} matrix
 */
function cellsOf({ trace, cursor, t, selection, hovered, quantity, scale, layout, palette }, matrix) {
  const { name, columns, first, rows } = trace.matrices[matrix];
  const { label, scale: kind } = QUANTITIES[quantity];
  const { width, height } = layout.matrices[matrix];
  const range = rangesOf(trace, quantity);
  const max = scale === "all" ? range.all : range.matrices[matrix];
  const colour = palette.scales[kind];
  const fresh = trace.frames[cursor].matrix === matrix ? t * rows : rows; // rows that the update has got to
  const sources = Array.from({ length: rows }, (_, row) =>
    columnOf(trace, row < fresh ? cursor : cursor - 1, { matrix, row }, quantity),
  );
  /** @param {Ref | null} ref */
  const cellOf = (ref) => {
    const param = paramOf(trace, ref);
    return param?.matrix === matrix ? { row: param.row, column: param.column } : null;
  };
  return {
    rows,
    columns,
    /** @type {import("../../draw/heat-map.js").HeatmapProps["colourOf"]} */
    colourOf(row, column) {
      const source = sources[row];
      return source ? colour.pixel(source[first + row * columns + column], max) : palette.faint;
    },
    painted: [trace, quantity, scale, palette.key, ...sources],
    width,
    height,
    label: `${name}, ${rows} by ${columns}: ${label}`,
    nameOf: (/** @type {number} */ row, /** @type {number} */ column) =>
      cellName(trace, cursor, { kind: "param", matrix, row, column }, quantity),
    hovered: cellOf(hovered),
    selected: cellOf(selection),
  };
}
