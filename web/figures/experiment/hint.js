/**
 * What can be done with a number now, or why nothing can.
 *
 * @import {Props} from "../figure.js"
 */

import { isOtherMoment } from "../../trace/read.js";

const ELSEWHERE =
  "This moment is a recording. At the recorded step, or at a step of a run of your own, numbers can be changed.";

/**
 * @param {Props["look"]} look
 * @param {Props["host"]} host
 * @param {boolean} canAsk
 */
export function hintText({ trace }, { python }, canAsk) {
  if (canAsk) return "Drag the number, or use the arrow keys: Python computes the loss as it moves.";
  if (trace !== null && isOtherMoment(trace)) return ELSEWHERE;
  if (python.kind === "asleep") return "Start Python to drag this number.";
  if (python.kind === "loading") return "As soon as Python is up, this number can be dragged.";
  if (python.kind === "stopped") return "Python has stopped: once it is restarted, other numbers can be tried.";
  return "Python does not have this step any more: look into it again to try other numbers.";
}
