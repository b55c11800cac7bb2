/**
 * What the figure says: of a moment, of a parameter, of a setting.
 *
 * @import {Description} from "../../wire/protocol.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Quantity} from "./quantities.js"
 */

import { digits, megabytes, whole } from "../../draw/format.js";
import { isUpdated, say } from "../../trace/known.js";
import { paramIndex } from "../../trace/refs.js";
import { columnOf, QUANTITIES } from "./quantities.js";

/**
 * A setting as it was set: 0.85, 1e−8.
 *
 * @param {number} x
 */
export const setting = (x) => String(x).replaceAll("-", "−");

/**
 * 57%
 *
 * @param {number} share
 */
export const percent = (share) => share.toLocaleString("en-US", { style: "percent", maximumFractionDigits: 0 });

/**
 * What the trainer keeps of the past.
 *
 * @param {Description["kept"]} kept
 * @param {number} states
 */
export function keptText({ steps, since, bytes, snapshot_bytes: more }, states) {
  const inFull = `the last ${whole(steps)} steps in full and all gradients from step ${whole(since)} on`;
  return `Kept: ${inFull} (${megabytes(bytes)}), and ${whole(states)} states (${megabytes(more)}).`;
}

/**
 * What the heat maps are about.
 *
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
    const what = `Each cell is ${word}, of one parameter, as it was before step ${step}.`;
    return `${what} Adam brings it up to date when the backward pass has ended.`;
  }
  const what = { grad: "The gradient", update: "The update", direction: "The direction" }[quantity];
  const why =
    phase === "backward"
      ? "until the backward pass has ended, gradients are still being added up"
      : "it comes after the backward pass";
  return `${what} of the parameters is not known yet: ${why}.`;
}

/**
 * A parameter with what is known of it, and what Adam has for it: ..., m −0.0012 before this step
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ParamRef} ref
 * @param {Quantity} quantity
 */
export function cellName(trace, cursor, ref, quantity) {
  const said = say(trace, ref, cursor);
  return quantity === "value" || quantity === "grad" ? said : `${said}; ${quantityText(trace, cursor, ref, quantity)}`;
}

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ParamRef} ref
 * @param {Quantity} quantity
 */
export function quantityText(trace, cursor, ref, quantity) {
  const { label } = QUANTITIES[quantity];
  const column = columnOf(trace, cursor, ref.matrix, quantity);
  if (!column) return `${label} not known yet`;
  const when = isUpdated(trace, ref.matrix, cursor) ? "" : " before this step";
  return `${label} ${digits(column[paramIndex(trace, ref)])}${when}`;
}
