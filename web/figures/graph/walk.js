/**
 * Walking the computation graph from one thing to the next, for the keyboard: pure functions from ref to ref.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 */

import { operandsOf, usersOf } from "../../trace/graph.js";
import { NONE, usersOfStage } from "../../trace/read.js";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { nodeOfRef } from "./cells.js";

/**
 * What a ref was made from, its first operand; of a whole block, the last block that it reads.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {Ref | null}
 */
export function towardsOperands(trace, ref) {
  if (ref.kind === "stage" && ref.element === null) {
    const read = trace.stages[ref.stage].reads.at(-1);
    return read === undefined ? null : stageRef(read);
  }
  const node = nodeOfRef(trace, ref);
  const first = node === null ? undefined : operandsOf(trace, node)[0];
  return first ? refOfNode(trace, first.node) : null;
}

/**
 * What was made from a ref: its first user; of a whole block, the first block that reads it.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {Ref | null}
 */
export function towardsUsers(trace, ref) {
  if (ref.kind === "stage" && ref.element === null) {
    const stage = usersOfStage(trace, ref.stage).at(0);
    return stage === undefined ? null : stageRef(stage);
  }
  const node = nodeOfRef(trace, ref);
  const user = node === null ? undefined : usersOf(trace, node)[0];
  return user === undefined ? null : refOfNode(trace, user);
}

/**
 * What stands beside a ref: the next element, parameter, block, or node made for the same stage.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {1 | -1} by
 * @returns {Ref | null}
 */
export function beside(trace, ref, by) {
  if (ref.kind === "param") {
    const { rows, columns } = trace.matrices[ref.matrix];
    const at = ref.row * columns + ref.column + by;
    return at < 0 || at >= rows * columns ? null : { ...ref, row: Math.floor(at / columns), column: at % columns };
  }
  if (ref.kind === "node") {
    const { node_stage } = trace.columns;
    const next = ref.node + by;
    return node_stage[next] === node_stage[ref.node] ? refOfNode(trace, next) : null;
  }
  if (ref.element === null) {
    const stage = ref.stage + by;
    return trace.stages[stage] ? stageRef(stage) : null;
  }
  const element = ref.element + by;
  return element < 0 || element >= trace.stages[ref.stage].size ? null : { ...ref, element };
}

/**
 * One level down: from a block to its first element.
 *
 * @param {Ref} ref
 * @returns {Ref | null}
 */
export function into(ref) {
  return ref.kind === "stage" && ref.element === null ? { ...ref, element: 0 } : null;
}

/**
 * One level up: from a node to the element it was made for, from an element to its block, from a block to nothing.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {Ref | null}
 */
export function out(trace, ref) {
  if (ref.kind === "param") return null;
  if (ref.kind === "stage") return ref.element === null ? null : { ...ref, element: null };
  const element = trace.columns.node_element[ref.node];
  return stageRef(trace.columns.node_stage[ref.node], element === NONE ? null : element);
}
