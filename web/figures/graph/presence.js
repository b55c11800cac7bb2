/**
 * How far the motion into a frame has come with each of its numbers: what the number in focus takes comes operation by
 * operation while its sum adds up, then the other elements fill in one after the other. Backwards the result is a
 * gradient: the one in focus gathers its shares, then its operations pass it on, last first.
 *
 * @import {Moment} from "./moment.js"
 */

import { eased } from "../../draw/acts.js";
import { ramp } from "./levels.js";

const TOGETHER = 3; // how many come at a time

/**
 * One after the other: where the one at a place in the row is when so much of the whole is done. It comes between 0
 * and 1, and is below and above when it has still to come and when it is there.
 *
 * @param {number} done  from 0 to 1
 * @param {number} place
 * @param {number} count
 */
export function turn(done, place, count) {
  return (done * (count + TOGETHER) - place) / TOGETHER;
}

/**
 * Where the turn of a node is: below 0 it has still to come, from 0 to 1 it is coming, above it is there and,
 * backwards, passes on what it got.
 *
 * @param {Moment} moment
 * @param {number} node
 */
export function nodeTurn(moment, node) {
  const { trace, stage, opNode, t, flows, isBackward, adding, acts } = moment;
  if (trace.columns.node_stage[node] !== stage) return Number.POSITIVE_INFINITY;
  if (opNode !== null) {
    const after = flows ? opNode - node : node - opNode;
    return after > 0 ? Number.NEGATIVE_INFINITY : after < 0 ? Number.POSITIVE_INFINITY : ofOperation(t, flows);
  }
  if (t >= 1 || (isBackward && !flows)) return Number.POSITIVE_INFINITY;
  const place = adding.indexOf(node);
  if (place < 0) return turn(acts.fill, trace.columns.node_element[node], trace.stages[stage].size);
  if (flows) return turn(eased((t - 0.5) / 0.5), adding.length - 1 - place, adding.length);
  return turn(acts.add, place, adding.length);
}

/**
 * An operation on its own: forwards its operands come and it is made, backwards its gradient is there and goes on.
 *
 * @param {number} t
 * @param {boolean} flows
 */
function ofOperation(t, flows) {
  return flows ? 1 + t : t >= 1 ? Number.POSITIVE_INFINITY : ramp(t, 0.5, 1) || 2 * t - 1;
}

/**
 * How much of a node is there, from 0 to 1.
 *
 * @param {Moment} moment
 * @param {number} node
 */
export function nodePresence(moment, node) {
  return ramp(nodeTurn(moment, node), 0, 1);
}

/**
 * How much of an element of the frame's stage is there, from 0 to 1.
 *
 * @param {Moment} moment
 * @param {number} element
 */
export function elementPresence(moment, element) {
  const { trace, opNode, t, acts, focus, isBackward, flows } = moment;
  const { first, size } = trace.stages[/** @type {number} */ (moment.stage)];
  if (opNode !== null && !isBackward) return nodePresence(moment, trace.columns.stage_nodes[first + element]);
  if (opNode !== null || t >= 1 || (isBackward && !flows)) return 1;
  if (element !== focus) return ramp(turn(acts.fill, element, size), 0, 1);
  return ramp(acts.add, 0.75, 1);
}
