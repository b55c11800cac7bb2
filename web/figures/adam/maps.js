/**
 * All parameters at once: a heat map of one quantity for each matrix, what it is called and how it was moved.
 *
 * @import {MatricesLayout} from "../../draw/matrices.js"
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {FigureAction, Look} from "../figure.js"
 * @import {ScaleOf} from "./controls.js"
 * @import {Chosen} from "./quantities.js"
 *
 * @typedef {object} MapsProps
 * @property {Trace} trace
 * @property {Look} look
 * @property {Chosen} quantity
 * @property {ScaleOf} scale
 * @property {MatricesLayout} layout
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
import { QUANTITIES, shownOf } from "./quantities.js";
import { cellsOf } from "./cells.js";
import { shareBar } from "./shares.js";
import { cellName } from "./text.js";

const BOTH = 128; // px that the shape and the norm take beside each other

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
function matrixView(map, { trace, look: { cursor }, layout }, matrix) {
  const place = layout.matrices[matrix];
  const { rows, columns, grad_norm: norm, moved } = trace.matrices[matrix];
  const length = hasAllGradients(trace, cursor) ? `grad ${digits(norm)}` : "";
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
function draw(map, props, matrix) {
  const { trace, look, layout } = props;
  const { name, columns, rows } = trace.matrices[matrix];
  const { width, height } = layout.matrices[matrix];
  const shown = shownOf(trace, look, matrix, props.quantity);
  /** @param {Ref | null} ref */
  const cellOf = (ref) => {
    const param = paramOf(trace, ref);
    return param?.matrix === matrix ? { row: param.row, column: param.column } : null;
  };
  map({
    rows,
    columns,
    ...cellsOf(props, matrix, shown),
    width,
    height,
    label: `${name}, ${rows} by ${columns}: ${QUANTITIES[shown.quantity].label}`,
    nameOf: (row, column) => cellName(trace, look.cursor, { kind: "param", matrix, row, column }, shown.quantity),
    hovered: cellOf(look.hovered),
    selected: cellOf(look.selection),
  });
}
