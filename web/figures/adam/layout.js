/**
 * Where the heat map of each matrix of a trace stands: worked out once.
 *
 * @import {MatricesLayout} from "../../draw/matrices.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { matricesLayout } from "../../draw/matrices.js";
import { oncePer } from "../../trace/once.js";

/** @type {(trace: Trace) => Map<string, MatricesLayout>} */
const found = oncePer(() => new Map());

/**
 * @param {Trace} trace
 * @param {number} width
 * @param {number} [most]  the height up to which it is seen at a glance
 * @returns {MatricesLayout}
 */
export function adamLayout(trace, width, most) {
  const layouts = found(trace);
  const layout =
    layouts.get(`${width} ${most}`) ?? matricesLayout(trace.matrices, trace.header.config.n_embd, width, most);
  layouts.set(`${width} ${most}`, layout);
  return layout;
}
