/**
 * Draws the edges of a tree of scalar operations: what travels along them, and the local gradients beside them.
 *
 * @import {PlacedTree} from "./cells.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Look} from "./moment.js"
 * @import {Edge} from "./tree.js"
 */

import { opOf } from "../../trace/graph.js";
import { helperStrength, localStrength, ramp } from "./levels.js";
import { nodeLook } from "./moment.js";
import { nodeTurn } from "./presence.js";
import { haloText, numberText } from "./screen.js";
import { HELPER, NODE_HEIGHT, NODE_WIDTH, PANEL_GAP } from "./tree.js";

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge[]} edges
 * @param {number} strength
 */
export function drawEdges(picture, placed, edges, strength) {
  const { context, palette, moment } = picture;
  const near = helperStrength(placed.scale * picture.camera.k);
  /** @type {{edge: Edge, along: number}[]} */
  const lit = [];
  context.beginPath();
  for (const each of edges) {
    const along = travelled(picture, placed.tree.nodes[each.to]);
    if (along === null) edgePath(picture, placed, each, near);
    else lit.push({ edge: each, along });
  }
  context.lineWidth = 1;
  context.strokeStyle = palette.colours["ink-2"];
  context.globalAlpha = strength * (0.3 + 0.7 * near);
  context.stroke();
  if (lit.length) {
    context.beginPath();
    for (const { edge } of lit) edgePath(picture, placed, edge, near);
    context.strokeStyle = context.fillStyle = palette.colours[moment.flows ? "gradient" : "ink"];
    context.lineWidth = 1 + 0.75 * near;
    context.globalAlpha = strength * (0.5 + 0.5 * near);
    context.stroke();
    context.globalAlpha = strength;
    for (const { edge, along } of lit) drawPulse(picture, placed, edge, along, 1.5 + 2.5 * near);
  }
  context.globalAlpha = 1;
}

/**
 * How far a number has come on its way into a node, or the gradient of a node on its way to its operands; null if
 * nothing is on its way there.
 *
 * @param {Picture} picture
 * @param {number} node
 */
function travelled({ moment }, node) {
  const turn = nodeTurn(moment, node);
  if (node === moment.opNode && !Number.isFinite(turn)) return 1;
  const along = moment.flows ? turn - 1 : turn + 1;
  return along > 0 && along <= 1 ? along : null;
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
 * A curve as far as there is room for one: where nodes are small, a straight line.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 * @param {number} near
 */
function edgePath(picture, placed, edge, near) {
  const { context, size } = picture;
  const [ax, ay, bx, by] = ends(picture, placed, edge);
  if (edge.vertical && by < ay) return panelPath(picture, placed, edge);
  if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > size.width || Math.max(ay, by) < 0 || Math.min(ay, by) > size.height)
    return;
  context.moveTo(ax, ay);
  if (near === 0 || edge.vertical || ay === by) return context.lineTo(bx, by);
  const [c1, c2] = [1 / 3, 2 / 3].map((part) => part + (0.5 - part) * near);
  const [bend1, bend2] = [(1 - near) / 3, 1 - (1 - near) / 3].map((part) => ay + (by - ay) * part);
  context.bezierCurveTo(ax + (bx - ax) * c1, bend1, ax + (bx - ax) * c2, bend2, bx, by);
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
 * A point of a number on its way to the operation, or of the gradient on its way to an operand.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 * @param {number} travelled
 * @param {number} radius
 */
function drawPulse(picture, placed, edge, travelled, radius) {
  const { context, moment } = picture;
  const [ax, ay, bx, by] = ends(picture, placed, edge);
  if (edge.vertical && by < ay) return;
  const along = moment.flows ? 1 - travelled : travelled;
  const ease = edge.vertical ? along : along * along * (3 - 2 * along);
  context.beginPath();
  context.arc(ax + (bx - ax) * along, ay + (by - ay) * ease, radius, 0, 2 * Math.PI);
  context.fill();
}

/**
 * On each edge its local gradient; when gradients flow, times the gradient that comes from the user.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {number} strength
 */
export function drawLocals(picture, placed, strength) {
  const { context, trace, palette, moment, camera } = picture;
  const { tree } = placed;
  const height = placed.scale * camera.k;
  const font = Math.min(13, height * 0.28);
  context.font = `400 ${font}px ${palette.figureFace}`;
  context.textAlign = "center";
  for (const each of tree.edges) {
    if (tree.kinds[each.from] === HELPER && opOf(trace, tree.nodes[each.from]) === "") continue;
    const [ax, ay, bx, by] = ends(picture, placed, each);
    if (each.vertical && by < ay) continue;
    const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
    if (x < -100 || x > picture.size.width + 100 || y < -20 || y > picture.size.height + 20) continue;
    const user = tree.nodes[each.to];
    const look = nodeLook(moment, user);
    if (look === "empty") continue;
    const room = each.vertical ? ramp(by - ay, font * 1.1, font * 1.5) : 1;
    context.globalAlpha = strength * localStrength(height) * room;
    const text = factorsText(picture, trace.columns.node_first[user] + each.operand, user, look);
    context.fillStyle = look === "gradient" ? palette.colours.gradient : palette.colours["ink-2"];
    if (room > 0) haloText(picture, text, x, y + font * 0.35);
  }
  context.globalAlpha = 1;
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
