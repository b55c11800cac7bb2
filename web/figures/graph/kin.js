/**
 * Draws the lines from what is selected to its operands and its users.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 */

import { operandsOf, usersOf } from "../../trace/graph.js";
import { NONE, usersOfStage } from "../../trace/read.js";
import { cellOf, nodeBox, nodeOfRef, refBox, treeIn } from "./cells.js";
import { routeBetween } from "./routes.js";
import { toScreen } from "./screen.js";
import { PORT } from "./tree.js";

const MOST_LINES = 400;

/**
 * Lines to the cells of a ref's operands and users; for a whole block, the routes to those.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 */
export function drawKin(picture, ref) {
  const { context, trace, layout, palette, size, camera } = picture;
  context.lineWidth = 1.25;
  const node = nodeOfRef(trace, ref);
  if (node === null) {
    if (ref.kind !== "stage") return;
    context.strokeStyle = palette.colours.focus;
    context.beginPath();
    const pairs = trace.stages[ref.stage].reads.map((read) => [read, ref.stage]);
    for (const user of usersOfStage(trace, ref.stage)) pairs.push([ref.stage, user]);
    for (const [from, to] of pairs) {
      routeBetween(layout, from, to).forEach(([x, y], i) => {
        const [px, py] = [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2];
        if (i === 0) context.moveTo(px, py);
        else context.lineTo(px, py);
      });
    }
    context.stroke();
    return;
  }
  const own = toScreen(picture, markBox(picture, ref) ?? cellOf(layout, trace, node));
  const { operands, users } = kinOf(picture, ref, node);
  context.strokeStyle = palette.colours["ink-2"];
  context.beginPath();
  for (const each of operands) kinPath(picture, toScreen(picture, cellOf(layout, trace, each)), own);
  context.stroke();
  context.strokeStyle = picture.moment.isBackward ? palette.colours.gradient : palette.colours.focus;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (const each of users) kinPath(picture, own, toScreen(picture, cellOf(layout, trace, each)));
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * The box to mark for a ref: its cell, or where the trees are shown its node.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 * @returns {Box | null}
 */
export function markBox(picture, ref) {
  const { layout, trace, camera } = picture;
  const box = refBox(layout, trace, ref);
  const node = ref.kind === "stage" ? nodeOfRef(trace, ref) : null;
  if (box && node !== null && ref.kind === "stage" && trace.columns.node_stage[node] === ref.stage) {
    const own = nodeBox(layout, trace, node);
    if (own.height * camera.k >= 6) return own;
  }
  return box;
}

/**
 * The nodes made elsewhere that a ref's number was made from, and those elsewhere made from it; one for each cell.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 * @param {number} node
 */
function kinOf({ trace, layout }, ref, node) {
  /** @type {Map<string, number>} */
  const operands = new Map();
  if (ref.kind === "stage") {
    const placed = treeIn(layout, trace, ref.stage, ref.element ?? 0);
    placed?.tree.nodes.forEach((each, item) => {
      if (placed.tree.kinds[item] === PORT) operands.set(cellKey(trace, each), each);
    });
  } else {
    for (const each of operandsOf(trace, node)) operands.set(cellKey(trace, each.node), each.node);
  }
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
 * @param {Picture["trace"]} trace
 * @param {number} node
 */
function cellKey({ columns: { node_stage, node_element } }, node) {
  return node_stage[node] === NONE ? `p${node}` : `${node_stage[node]}:${node_element[node]}`;
}

/**
 * A curve out of the bottom of one cell and into the top of another, or from side to side.
 *
 * @param {Picture} picture
 * @param {Box} a
 * @param {Box} b
 */
export function kinPath({ context }, a, b) {
  const isDown = b.y >= a.y + a.height;
  const isRight = b.x + b.width / 2 > a.x + a.width / 2;
  const ax = a.x + (isDown ? a.width / 2 : isRight ? a.width : 0);
  const bx = b.x + (isDown ? b.width / 2 : isRight ? 0 : b.width);
  const [ay, by] = isDown ? [a.y + a.height, b.y] : [a.y + a.height / 2, b.y + b.height / 2];
  context.moveTo(ax, ay);
  const bend = isDown ? (by - ay) / 2 : 0;
  context.bezierCurveTo(ax, ay + bend, bx, by - bend, bx, by);
}
