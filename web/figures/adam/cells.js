/**
 * The colours of a matrix's cells: of a quantity once it is known, row by row while one takes the place of another, and
 * of gradients as rows are completed in the backward pass.
 *
 * @import {Palette, Rgb} from "../../draw/palette.js"
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ScaleOf} from "./controls.js"
 * @import {Quantity, Shown} from "./quantities.js"
 *
 * @typedef {(row: number, column: number) => Rgb} Colours
 */

import { actsOf } from "../../draw/acts.js";
import { between, rgbOf } from "../../draw/palette.js";
import { hasAllGradients, known, rowShares } from "../../trace/known.js";
import { columnOf, QUANTITIES, rangesOf } from "./quantities.js";

/**
 * @param {{trace: Trace, look: Look, scale: ScaleOf, palette: Palette}} props
 * @param {number} matrix
 * @param {Shown} shown
 * @returns {{colourOf: Colours, painted: unknown[]}}  painted: what the colours follow from
 */
export function cellsOf(props, matrix, { quantity, before, sweep }) {
  const { trace, palette } = props;
  const { rows } = trace.matrices[matrix];
  if (quantity === "grad" && !hasAllGradients(trace, props.look.cursor)) return comingGradients(props, matrix);
  const now = coloursAt(props, matrix, quantity, 0);
  const fresh = before === null ? rows : sweep * rows; // rows that are the new ones
  const old = before === null || fresh >= rows ? now : coloursAt(props, matrix, before, before === quantity ? -1 : 0);
  return {
    colourOf: (row, column) => (row < fresh ? now : old).at(row, column),
    painted: [trace, fresh, palette.key, ...now.painted, ...old.painted],
  };
}

/**
 * @param {Parameters<typeof cellsOf>[0]} props
 * @param {number} matrix
 * @param {Quantity} quantity
 * @param {0 | -1} offset  -1: as of the frame before
 */
function coloursAt({ trace, look: { cursor }, scale, palette }, matrix, quantity, offset) {
  const { first, columns } = trace.matrices[matrix];
  const column = columnOf(trace, cursor + offset, matrix, quantity);
  const max = mostOf(trace, matrix, quantity, scale);
  const { pixel } = palette.scales[QUANTITIES[quantity].scale];
  return {
    at: (/** @type {number} */ row, /** @type {number} */ across) =>
      column ? pixel(column[first + row * columns + across], max) : palette.faint,
    painted: [column, max, quantity],
  };
}

/**
 * The greatest number that a colour has to show.
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @param {Quantity} quantity
 * @param {ScaleOf} scale
 */
export function mostOf(trace, matrix, quantity, scale) {
  const range = rangesOf(trace, quantity);
  return scale === "all" ? range.all : range.matrices[matrix];
}

/**
 * Gradients in the backward pass: in colour as far as the trace says how much of them has been gathered, else grey, the
 * wider the more of the row's shares have been sent.
 *
 * @param {Parameters<typeof cellsOf>[0]} props
 * @param {number} matrix
 */
function comingGradients({ trace, look: { cursor, t }, scale, palette }, matrix) {
  const { rows, columns } = trace.matrices[matrix];
  const max = mostOf(trace, matrix, "grad", scale);
  const { pixel } = palette.scales.gradient;
  const part = rgbOf(palette.colours.hair);
  /** @param {number} at */
  const statesAt = (at) =>
    Array.from({ length: rows }, (_, row) => {
      const { grad } = known(trace, { kind: "param", matrix, row, column: 0 }, at);
      const { got, all } = rowShares(trace, matrix, row, at);
      return { grad, sent: all > 0 ? (got / all) * columns : 0, isNone: got === 0 };
    });
  /** @typedef {ReturnType<typeof statesAt>[number]} State */
  const [now, before] = [statesAt(cursor), statesAt(Math.max(cursor - 1, 0))];
  const { fill } = actsOf(t);
  /** @param {number} row @param {number} column @param {number} at @param {State} state @returns {Rgb} */
  const colour = (row, column, at, { grad, sent, isNone }) => {
    if (isNone || (grad === null && column >= sent)) return palette.faint;
    const gathered = grad === null ? null : known(trace, { kind: "param", matrix, row, column }, at).grad;
    return gathered === null ? part : pixel(gathered, max);
  };
  const said = (/** @type {State[]} */ states) => states.map(({ grad, sent }) => `${grad} ${sent}`).join();
  return {
    colourOf(/** @type {number} */ row, /** @type {number} */ column) {
      const to = colour(row, column, cursor, now[row]);
      if (fill === 1 || said([now[row]]) === said([before[row]])) return to;
      return between(colour(row, column, cursor - 1, before[row]), to, fill);
    },
    painted: [trace, palette.key, max, said(now), said(now) === said(before) ? 1 : fill],
  };
}
