/**
 * What the heat maps are about at a moment, and what is pointed at, in words.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Quantity} from "./known.js"
 */

import { digits } from "../../draw/format.js";
import { expressionOf, paramIndex } from "../../trace/read.js";
import { columnOf, hasGradients, isUpdated, QUANTITIES, termOf } from "./known.js";

/** @param {Trace} trace @param {number} cursor @param {Quantity} quantity */
export function frameText(trace, cursor, quantity) {
  const { phase, matrix } = trace.frames[cursor];
  const { word } = QUANTITIES[quantity];
  const step = trace.header.step;
  if (phase === "adam" && matrix !== null) {
    const { name } = trace.matrices[matrix];
    const isLast = matrix === trace.matrices.length - 1;
    return `Adam updates ${name}. ${isLast ? `Every matrix has been through step ${step}:` : "Matrix after matrix fills:"} each cell is ${word} of one parameter.`;
  }
  if (quantity === "value")
    return `The parameters as step ${step} finds them. Adam changes them when the backward pass has ended.`;
  if (quantity === "m" || quantity === "v")
    return `Each cell is ${word}, of one parameter, as it was before step ${step}. Adam brings it up to date when the backward pass has ended.`;
  const why =
    phase === "backward"
      ? "until the backward pass has ended, gradients are still being added up"
      : "it comes after the backward pass";
  return `${quantity === "grad" ? "The gradient" : quantity === "update" ? "The update" : "The direction"} of the parameters is not known yet: ${why}.`;
}

/** What is under the lens. @param {Trace} trace @param {number} cursor @param {ParamRef} param */
export function readoutText(trace, cursor, param) {
  const index = paramIndex(trace, param);
  const value = /** @type {Float64Array} */ (columnOf(trace, cursor, param.matrix, "value"))[index];
  const parts = [`${expressionOf(trace, param)} = ${digits(value)}`];
  if (hasGradients(trace, cursor)) parts.push(`gradient ${digits(termOf(trace, "grad", index), true)}`);
  if (isUpdated(trace, cursor, param.matrix)) parts.push(`update ${digits(termOf(trace, "update", index), true)}`);
  return parts.join(", ");
}
