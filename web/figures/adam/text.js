/**
 * Numbers as the Adam view writes them, and the names of parameters with them.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Quantity} from "./known.js"
 */

import { digits } from "../../draw/format.js";
import { expressionOf, paramIndex } from "../../trace/read.js";
import { columnOf, isUpdated, QUANTITIES } from "./known.js";

/** A setting as it was set: 0.85, 1e-8. @param {number} x */
export function setting(x) {
  return String(x).replaceAll("-", "\u2212");
}

/** 57 % @param {number} share */
export function percent(share) {
  return share.toLocaleString("en-US", { style: "percent", maximumFractionDigits: 0 });
}

/** layer0.attn_wq[3][5]: gradient +0.0042 @param {Trace} trace @param {number} cursor @param {ParamRef} ref @param {Quantity} quantity */
export function cellName(trace, cursor, ref, quantity) {
  const { label } = QUANTITIES[quantity];
  const column = columnOf(trace, cursor, ref.matrix, quantity);
  const name = expressionOf(trace, ref);
  if (!column) return `${name}: ${label} not known yet`;
  const when = quantity !== "grad" && !isUpdated(trace, cursor, ref.matrix) ? " before this step" : "";
  return `${name}: ${label} ${digits(column[paramIndex(trace, ref)])}${when}`;
}
