/**
 * The lines from what is selected in the computation graph to its operands and its users.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 */

import { operandsOf, usersOf } from "../../trace/graph.js";
import { NONE, usersOfStage } from "../../trace/read.js";
import { cellOf, nodeOfRef } from "./cells.js";
import { PORT } from "./helpers.js";
import { routeBetween } from "./routes.js";
import { pointOnScreen, toScreen } from "./screen.js";
import { treeIn } from "./trees.js";

const MOST_LINES = 400;

/**
 * Lines to the cells of a ref's operands and users; for a whole block, the routes to those.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 * @param {Box | null} box  that stands for it
 */
export function drawKin(picture, ref, box) {
  const { context, trace, layout, palette, moment } = picture;
  const { colours } = palette;
  const node = nodeOfRef(trace, ref);
  context.lineWidth = 1.25;
  if (node === null) {
    if (ref.kind === "stage") drawRoutes(picture, ref.stage);
    return;
  }
  const own = toScreen(picture, box ?? cellOf(layout, trace, node));
  const { operands, users } = kinOf(picture, ref, node);
  const cell = (/** @type {number} */ each) => toScreen(picture, cellOf(layout, trace, each));
  context.strokeStyle = colours["ink-2"];
  context.beginPath();
  for (const each of operands) addCurve(context, cell(each), own);
  context.stroke();
  context.strokeStyle = moment.isBackward ? colours.gradient : colours.focus;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (const each of users) addCurve(context, own, cell(each));
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {Picture} picture
 * @param {number} stage
 */
function drawRoutes(picture, stage) {
  const { context, trace, layout, palette } = picture;
  context.strokeStyle = palette.colours.focus;
  context.beginPath();
  const pairs = [
    ...trace.stages[stage].reads.map((read) => [read, stage]),
    ...usersOfStage(trace, stage).map((user) => [stage, user]),
  ];
  for (const [from, to] of pairs) {
    const [start, ...rest] = routeBetween(layout, from, to).map((point) => pointOnScreen(picture, point));
    context.moveTo(...start);
    for (const point of rest) context.lineTo(...point);
  }
  context.stroke();
}

/**
 * The nodes made elsewhere that a ref's number was made from, and those elsewhere made from it; one for each cell.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 * @param {number} node
 */
function kinOf({ trace, layout }, ref, node) {
  const tree = ref.kind === "stage" ? treeIn(layout, trace, ref.stage, ref.element ?? 0)?.tree : null;
  const made =
    ref.kind === "stage"
      ? Array.from(tree?.nodes ?? []).filter((_, item) => tree?.kinds[item] === PORT)
      : operandsOf(trace, node).map((each) => each.node);
  const operands = new Map(made.map((each) => [cellKey(trace, each), each]));
  /** @type {Map<string, number>} */
  const users = new Map();
  for (const user of usersOf(trace, node)) {
    users.set(cellKey(trace, user), user);
    if (users.size >= MOST_LINES) break;
  }
  const own = cellKey(trace, node);
  operands.delete(own);
  users.delete(own);
  return { operands: operands.values(), users: users.values() };
}

/**
 * @param {Trace} trace
 * @param {number} node
 */
function cellKey({ columns: { node_stage, node_element } }, node) {
  return node_stage[node] === NONE ? `p${node}` : `${node_stage[node]}:${node_element[node]}`;
}

/**
 * A curve out of the bottom of one cell and into the top of another, or from side to side.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Box} a
 * @param {Box} b
 */
function addCurve(context, a, b) {
  const isDown = b.y >= a.y + a.height;
  const isRight = b.x + b.width / 2 > a.x + a.width / 2;
  const ax = a.x + (isDown ? a.width / 2 : isRight ? a.width : 0);
  const bx = b.x + (isDown ? b.width / 2 : isRight ? 0 : b.width);
  const [ay, by] = isDown ? [a.y + a.height, b.y] : [a.y + a.height / 2, b.y + b.height / 2];
  const bend = isDown ? (by - ay) / 2 : 0;
  context.moveTo(ax, ay);
  context.bezierCurveTo(ax, ay + bend, bx, by - bend, bx, by);
}
