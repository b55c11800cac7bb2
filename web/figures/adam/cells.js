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
import { hasAllGradients, known, rowState } from "../../trace/known.js";
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
 * Gradients in the backward pass: a row is there as far as the trace says how much of it has been gathered.
 *
 * @param {Parameters<typeof cellsOf>[0]} props
 * @param {number} matrix
 */
function comingGradients({ trace, look: { cursor, t }, scale, palette }, matrix) {
  const { rows } = trace.matrices[matrix];
  const max = mostOf(trace, matrix, "grad", scale);
  const { pixel } = palette.scales.gradient;
  const part = rgbOf(palette.colours.hair);
  /** @param {number} at */
  const statesAt = (at) =>
    Array.from({ length: rows }, (_, row) => {
      const { grad } = known(trace, { kind: "param", matrix, row, column: 0 }, at);
      return `${rowState(trace, matrix, row, at)} ${grad}`;
    });
  const [now, before] = [statesAt(cursor), statesAt(Math.max(cursor - 1, 0))];
  const { fill } = actsOf(t);
  /** @param {number} row @param {number} column @param {number} at @param {string} state @returns {Rgb} */
  const colour = (row, column, at, state) => {
    if (state.startsWith("computed")) return palette.faint;
    const { grad } = known(trace, { kind: "param", matrix, row, column }, at);
    return grad === null ? part : pixel(grad, max);
  };
  return {
    colourOf(/** @type {number} */ row, /** @type {number} */ column) {
      const to = colour(row, column, cursor, now[row]);
      if (now[row] === before[row] || fill === 1) return to;
      return between(colour(row, column, cursor - 1, before[row]), to, fill);
    },
    painted: [trace, palette.key, max, now.join(), now.join() === before.join() ? 1 : fill],
  };
}
