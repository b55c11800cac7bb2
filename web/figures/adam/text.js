/**
 * What Adam's figure says: what the heat maps are about at a moment, and of a parameter what is known and how it moves.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Quantity} from "./quantities.js"
 */

import { digits } from "../../draw/format.js";
import { isUpdated, say } from "../../trace/known.js";
import { paramIndex } from "../../trace/refs.js";
import { columnOf, QUANTITIES } from "./quantities.js";

const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });

/**
 * A setting as it was set: 0.85, 1e-8.
 *
 * @param {number} x
 */
export const setting = (x) => String(x).replaceAll("-", "\u2212");

/**
 * 57%
 *
 * @param {number} share
 */
export const percent = (share) => PERCENT.format(share);

/**
 * layer0.attn_wq[3][5] = 0.1225, gradient +0.0042, updated by Adam; update −0.0011
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ParamRef} ref
 * @param {Quantity} quantity
 */
export function cellName(trace, cursor, ref, quantity) {
  const said = say(trace, ref, cursor);
  if (quantity === "value" || quantity === "grad") return said;
  const { label, scale } = QUANTITIES[quantity];
  const column = columnOf(trace, cursor, ref, quantity);
  if (!column) return `${said}; ${label} not known yet`;
  const when = isUpdated(trace, ref.matrix, cursor) ? "" : " before this step";
  return `${said}; ${label} ${digits(column[paramIndex(trace, ref)], scale === "signed")}${when}`;
}

/**
 * What is under the lens.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ParamRef} param
 */
export function readoutText(trace, cursor, param) {
  if (!isUpdated(trace, param.matrix, cursor)) return say(trace, param, cursor);
  return cellName(trace, cursor, param, "update");
}

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Quantity} quantity
 */
export function frameText(trace, cursor, quantity) {
  const { phase, matrix } = trace.frames[cursor];
  const { word } = QUANTITIES[quantity];
  const { step } = trace.header;
  if (phase === "adam" && matrix !== null) {
    const isLast = matrix === trace.matrices.length - 1;
    const so = isLast ? `Every matrix has been through step ${step}:` : "Matrix after matrix fills:";
    return `Adam updates ${trace.matrices[matrix].name}. ${so} each cell is ${word} of one parameter.`;
  }
  if (quantity === "value") {
    return `The parameters as step ${step} finds them. Adam changes them when the backward pass has ended.`;
  }
  if (quantity === "m" || quantity === "v") {
    return (
      `Each cell is ${word}, of one parameter, as it was before step ${step}. Adam brings it up to date when the ` +
      "backward pass has ended."
    );
  }
  if (quantity === "grad" && phase === "backward") {
    return (
      "Gradients are still being added up, until the backward pass has ended: a row of a matrix fills when its own are " +
      "complete."
    );
  }
  const what = { grad: "The gradient", direction: "The direction", update: "The update" }[quantity];
  const why =
    phase === "backward"
      ? "until the backward pass has ended, gradients are still being added up"
      : "it comes after the backward pass";
  return `${what} of the parameters is not known yet: ${why}.`;
}
