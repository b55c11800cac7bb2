/**
 * Where the single numbers of the model map stand, and what stands at a place.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref, StageRef} from "../../trace/refs.js"
 * @import {MapLayout, Strip} from "./layout.js"
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

import { NONE } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { within } from "./columns.js";

const BESIDE = 8; // px beside a strip that still count
const ABOVE = 3;

/**
 * Where one element of a strip is.
 *
 * @param {Strip} strip
 * @param {number} element
 * @returns {Box}
 */
export function cellBox(strip, element) {
  const width = strip.width / strip.perLine;
  const height = strip.height / strip.lines;
  const x = strip.x + (element % strip.perLine) * width;
  return { x, y: strip.y + Math.floor(element / strip.perLine) * height, width, height };
}

/**
 * Where a ref is on the map, or null.
 *
 * @param {Trace} trace
 * @param {MapLayout} layout
 * @param {Ref | null} ref
 * @returns {Box | null}
 */
export function boxOf(trace, layout, ref) {
  if (ref?.kind === "node" && trace.hasGraph) {
    const [stage, element] = [trace.columns.node_stage[ref.node], trace.columns.node_element[ref.node]];
    return stage === NONE ? null : boxOf(trace, layout, stageRef(stage, element === NONE ? null : element));
  }
  if (ref?.kind !== "stage") return null;
  const strip = layout.strips[ref.stage];
  return ref.element === null ? strip : cellBox(strip, ref.element);
}

/**
 * What is at a place: the strip there, or the nearest in its row and column, and the element of it.
 *
 * @param {Trace} trace
 * @param {MapLayout} layout
 * @param {number} x
 * @param {number} y
 * @returns {StageRef | null}
 */
export function elementAt(trace, layout, x, y) {
  const near = layout.rows.filter((row) => y >= row.y - ABOVE && y <= row.y + row.height + ABOVE);
  /** @type {Strip | null} */
  let nearest = null;
  let least = BESIDE;
  for (const { stage } of near.flatMap(({ row }) => row.strips)) {
    const strip = layout.strips[stage];
    const distance = Math.max(strip.x - x, x - strip.x - strip.width, 0);
    if (y <= strip.y + strip.height + ABOVE && distance < least) [nearest, least] = [strip, distance];
  }
  if (!nearest) return null;
  const { stage, perLine, lines, width, height } = nearest;
  const column = within(Math.floor(((x - nearest.x) / width) * perLine), 0, perLine - 1);
  const line = within(Math.floor(((y - nearest.y) / height) * lines), 0, lines - 1);
  return stageRef(stage, Math.min(line * perLine + column, trace.stages[stage].size - 1));
}
