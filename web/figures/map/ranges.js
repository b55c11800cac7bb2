/**
 * The range that the numbers of each row have to span.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} Ranges  the greatest absolute number
 * @property {number[]} values  by row
 * @property {number[][]} grads  by pass, by row
 */

import { oncePer } from "../../trace/once.js";
import { stageGrads, stageValues } from "../../trace/read.js";
import { mapRows } from "./rows.js";

/** @type {(trace: Trace) => Ranges} */
export const rangesOf = oncePer((trace) => {
  /** @param {(stage: number) => ArrayLike<number>} numbersOf */
  const greatest = (numbersOf) =>
    mapRows(trace).map(({ strips }) => Math.max(...strips.map(({ stage }) => greatestOf(numbersOf(stage)))));
  return {
    values: greatest((stage) => stageValues(trace, stage)),
    grads: Array.from({ length: trace.header.passes }, (_, pass) =>
      greatest((stage) => stageGrads(trace, stage, pass)),
    ),
  };
});

/** @param {ArrayLike<number>} numbers */
function greatestOf(numbers) {
  let greatest = 0;
  for (let i = 0; i < numbers.length; i++) greatest = Math.max(greatest, Math.abs(numbers[i]));
  return greatest;
}
