/**
 * The sum of a logit as Python added it up: every partial sum is a node of the graph.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { operandsOf, opOf } from "../../trace/graph.js";
import { nodeOf, refOfNode, stageRef } from "../../trace/refs.js";

/**
 * What the sum of an element was after each of its products, in their order; none without a graph.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @returns {number[]}
 */
export function partialSums(trace, stage, element) {
  const sums = [];
  const first = nodeOf(trace, stageRef(stage, element));
  for (let node = first; node !== null && opOf(trace, node) === "+"; ) {
    if (node !== first && refOfNode(trace, node).kind !== "node") break;
    sums.push(trace.columns.node_data[node]);
    node = operandsOf(trace, node)[0].node;
  }
  return sums.reverse();
}
