/**
 * Draws the edges of a tree of scalar operations, and what travels along them; the local gradients are in locals.js.
 *
 * @import {PlacedTree} from "./cells.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Edge} from "./tree.js"
 */

import { helperStrength } from "./levels.js";
import { nodeTurn } from "./presence.js";
import { NODE_HEIGHT, NODE_WIDTH, PANEL_GAP } from "./tree.js";

const HANDED_ON = 0.7; // of a node's turn, when the turn of the next begins

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge[]} edges
 * @param {number} strength
 */
export function drawEdges(picture, placed, edges, strength) {
  const { context, palette, moment } = picture;
  const near = helperStrength(placed.scale * picture.camera.k);
  /** @type {Edge[]} */
  const lit = [];
  context.beginPath();
  for (const each of edges) {
    if (travelled(picture, placed.tree.nodes[each.to]) !== null) lit.push(each);
    else edgePath(picture, placed, each, near);
  }
  context.lineWidth = 1;
  context.strokeStyle = palette.colours["ink-2"];
  context.globalAlpha = strength * (0.3 + 0.7 * near);
  context.stroke();
  if (lit.length) {
    context.beginPath();
    for (const edge of lit) edgePath(picture, placed, edge, near);
    context.strokeStyle = palette.colours[moment.flows ? "gradient" : "ink"];
    context.lineWidth = 1 + 0.75 * near;
    context.globalAlpha = strength * (0.5 + 0.5 * near);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * What is on its way along edges, over what is written there.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge[]} edges
 * @param {number} strength
 */
export function drawPulses(picture, placed, edges, strength) {
  const { context, palette, moment } = picture;
  const near = helperStrength(placed.scale * picture.camera.k);
  context.fillStyle = palette.colours[moment.flows ? "gradient" : "ink"];
  context.globalAlpha = strength;
  for (const each of edges) {
    const along = travelled(picture, placed.tree.nodes[each.to]);
    if (along !== null) drawPulse(picture, placed, each, along, 1.5 + 2.5 * near);
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
  if (node === moment.opNode) return Math.min(1, moment.flows ? moment.t : 2 * moment.t);
  const turn = nodeTurn(moment, node);
  const along = moment.flows ? turn / HANDED_ON : turn + 1;
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
export function ends(picture, placed, { from, to, vertical }) {
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
