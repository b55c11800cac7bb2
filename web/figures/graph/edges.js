/**
 * Draws the edges of a tree of scalar operations: what flows along them, and the local gradients beside them.
 *
 * @import {PlacedTree} from "./cells.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Look} from "./moment.js"
 * @import {Edge} from "./tree.js"
 */

import { opOf } from "../../trace/graph.js";
import { nodeLook } from "./moment.js";
import { haloText, numberText } from "./screen.js";
import { HELPER, NODE_HEIGHT, NODE_WIDTH, PANEL_GAP } from "./tree.js";

export const HELPERS_FROM = 9; // px from which on helpers are no longer folded

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge[]} edges
 * @param {number} strength
 */
export function drawEdges(picture, placed, edges, strength) {
  const { context, palette, moment } = picture;
  const { tree } = placed;
  const isNear = placed.scale * picture.camera.k >= HELPERS_FROM;
  /** @type {Edge[]} */
  const lit = [];
  context.globalAlpha = strength;
  context.beginPath();
  for (const each of edges) {
    const to = tree.nodes[each.to];
    const isLit = moment.opNode !== null && to === moment.opNode;
    const flows = moment.flows && moment.opNode === null && isFlowing(picture, to);
    if (isLit || flows) lit.push(each);
    else edgePath(picture, placed, each, isNear);
  }
  context.lineWidth = 1;
  context.strokeStyle = isNear ? palette.colours["ink-2"] : palette.colours.hair;
  context.stroke();
  if (lit.length) {
    context.beginPath();
    for (const each of lit) edgePath(picture, placed, each, isNear);
    context.strokeStyle = moment.flows ? palette.colours.gradient : palette.colours.ink;
    context.lineWidth = isNear ? 1.75 : 1;
    context.globalAlpha = strength * (isNear ? 1 : 0.5);
    context.stroke();
    context.globalAlpha = strength;
    if (isNear) {
      context.fillStyle = context.strokeStyle;
      for (const each of lit) drawPulse(picture, placed, each);
    }
  }
  context.globalAlpha = 1;
}

/**
 * Whether the gradient of a node is passed on to its operands in this frame.
 *
 * @param {Picture} picture
 * @param {number} node
 */
function isFlowing({ trace, moment }, node) {
  return moment.stage !== null && trace.columns.node_stage[node] === moment.stage;
}

/**
 * The corners of an item in pixels.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {number} item
 * @returns {Box}
 */
export function screenBox({ camera, size }, { tree, x, y, scale }, item) {
  const [width, height] = [NODE_WIDTH * scale * camera.k, NODE_HEIGHT * scale * camera.k];
  return {
    x: (x + tree.x[item] * scale - camera.x) * camera.k + size.width / 2 - width / 2,
    y: (y + tree.y[item] * scale - camera.y) * camera.k + size.height / 2 - height / 2,
    width,
    height,
  };
}

/**
 * The ends of an edge.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 * @returns {[number, number, number, number]}
 */
function ends(picture, placed, { from, to, vertical }) {
  const [a, b] = [screenBox(picture, placed, from), screenBox(picture, placed, to)];
  if (vertical && b.y > a.y) return [a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y];
  if (vertical) return [a.x + a.width, a.y + a.height / 2, b.x + b.width / 2, b.y]; // on to the next panel
  return [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2];
}

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 * @param {boolean} isNear
 */
function edgePath(picture, placed, edge, isNear) {
  const { context, size } = picture;
  const [ax, ay, bx, by] = ends(picture, placed, edge);
  if (edge.vertical && by < ay) return panelPath(picture, placed, edge);
  if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > size.width || Math.max(ay, by) < 0 || Math.min(ay, by) > size.height)
    return;
  context.moveTo(ax, ay);
  if (!isNear || edge.vertical) context.lineTo(bx, by);
  else context.bezierCurveTo((ax + bx) / 2, ay, (ax + bx) / 2, by, bx, by);
}

/**
 * From the end of a panel up between the panels and into the top of the next.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 */
function panelPath(picture, placed, edge) {
  const { context } = picture;
  const [ax, ay, bx, by] = ends(picture, placed, edge);
  const unit = placed.scale * picture.camera.k;
  const [between, top] = [ax + (PANEL_GAP / 2) * unit, by - 0.5 * unit];
  const round = 0.4 * unit;
  context.moveTo(ax, ay);
  context.arcTo(between, ay, between, top, round);
  context.arcTo(between, top, bx, top, round);
  context.arcTo(bx, top, bx, by, round);
  context.lineTo(bx, by);
}

/**
 * A point of the gradient on its way to an operand, or of a number to the operation.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 */
function drawPulse(picture, placed, edge) {
  const { context, moment } = picture;
  const [ax, ay, bx, by] = ends(picture, placed, edge);
  if (edge.vertical && by < ay) return;
  const along = moment.flows ? 1 - moment.t : moment.t;
  const isStraight = edge.vertical;
  const ease = isStraight ? along : along * along * (3 - 2 * along);
  const [x, y] = [ax + (bx - ax) * along, ay + (by - ay) * ease];
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fill();
}

/**
 * On each edge its local gradient; when gradients flow, times the gradient that comes from the user.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 */
export function drawLocals(picture, placed) {
  const { context, trace, palette, moment, camera } = picture;
  const { tree } = placed;
  const font = Math.min(13, placed.scale * camera.k * 0.28);
  context.font = `400 ${font}px ${palette.figureFace}`;
  context.textAlign = "center";
  for (const each of tree.edges) {
    if (tree.kinds[each.from] === HELPER && opOf(trace, tree.nodes[each.from]) === "") continue;
    const [ax, ay, bx, by] = ends(picture, placed, each);
    if (each.vertical && by < ay) continue;
    const [x, y] = each.vertical ? [bx, by - font * 0.2] : [(ax + bx) / 2, (ay + by) / 2];
    if (x < -100 || x > picture.size.width + 100 || y < -20 || y > picture.size.height + 20) continue;
    const user = tree.nodes[each.to];
    const look = nodeLook(moment, user);
    if (look === "empty") continue;
    const text = factorsText(picture, trace.columns.node_first[user] + each.operand, user, look);
    context.fillStyle = look === "gradient" ? palette.colours.gradient : palette.colours["ink-2"];
    if (each.vertical && by > ay && by - ay < font * 1.3) continue;
    haloText(picture, text, x, each.vertical ? (ay + by) / 2 + font * 0.35 : y + font * 0.35);
  }
}

/**
 * What an edge brings its operand: "0.34 × −0.12", the local gradient and the user's; only the first until that is
 * there.
 *
 * @param {Picture} picture
 * @param {number} edge
 * @param {number} user
 * @param {Look} look
 */
export function factorsText({ trace }, edge, user, look) {
  const local = numberText(trace.columns.node_locals[edge]);
  return look === "gradient" ? `${local} × ${numberText(trace.columns.node_grad[user])}` : local;
}
