/**
 * What the figure says: of a moment, of a parameter, of a setting.
 *
 * @import {Description} from "../../wire/protocol.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Chosen, Quantity} from "./quantities.js"
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
  return `Kept: ${inFull} (${megabytes(bytes)}), and ${whole(states)} snapshots (${megabytes(more)}).`;
}

/**
 * What the heat maps are about.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Chosen} chosen
 * @param {Quantity} shown  of the matrix that is looked at
 */
export function frameText(trace, cursor, chosen, shown) {
  const { phase, matrix } = trace.frames[cursor];
  const { step } = trace.header;
  if (phase === "adam" && matrix !== null) {
    const { name } = trace.matrices[matrix];
    if (chosen !== "turn") return `Adam updates ${name}. Each cell is ${QUANTITIES[shown].word} of one parameter.`;
    const word = shown === "value" ? "the new value" : QUANTITIES[shown].word;
    return `Adam updates ${name}: gradient, m, v, update, new value. Now each of its cells is ${word}.`;
  }
  if (shown === "grad") {
    if (phase === "backward") return backwardText(trace);
    return "The gradients are not known yet: they come with the backward pass.";
  }
  if (shown === "m" || shown === "v") {
    const what = `Each cell is ${QUANTITIES[shown].word}, as the steps before left it.`;
    return `${what} Adam brings it up to date when the backward pass has ended.`;
  }
  const values = `the parameters as step ${step} finds them.`;
  if (chosen === "update" || chosen === "direction") {
    return `The ${chosen} comes when Adam does, after the backward pass. Until then: ${values}`;
  }
  const then =
    trace.header.lr_t === 0
      ? "lr_t is 0: Adam changes none of them."
      : "Adam changes them when the backward pass has ended.";
  return `${values.replace("the", "The")} ${then}`;
}

/**
 * What is seen of gradients that are being added up.
 *
 * @param {Trace} trace
 */
function backwardText({ header }) {
  const from = header.passes > 1 ? "each backward pass sends more" : "each position that used it sends one";
  return `Gradients add up: a row fills with grey as its shares come (${from}), with colour when their sum is known.`;
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
