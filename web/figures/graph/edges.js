/**
 * The edges in the tree of scalar operations in a cell: what goes along them forwards, and what gradient comes back.
 *
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Shows} from "./moment.js"
 * @import {Edge} from "./tree.js"
 * @import {PlacedTree} from "./trees.js"
 */

import { opOf } from "../../trace/graph.js";
import { HELPER } from "./helpers.js";
import { nodeLook } from "./moment.js";
import { haloText, numberText } from "./screen.js";
import { NODE_HEIGHT, NODE_WIDTH, PANEL_GAP } from "./tree.js";

/** @typedef {{ax: number, ay: number, bx: number, by: number, goesOn: boolean}} Ends  goesOn: in the next panel */

/**
 * Where an item is on the screen: asked for thousands in each frame.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {number} item
 * @returns {Box}
 */
export function boxOfItem({ camera, size }, { tree, x, y, scale }, item) {
  const unit = scale * camera.k;
  const [width, height] = [NODE_WIDTH * unit, NODE_HEIGHT * unit];
  const left = (x - camera.x) * camera.k + size.width / 2 - width / 2;
  const top = (y - camera.y) * camera.k + size.height / 2 - height / 2;
  return { x: left + tree.x[item] * unit, y: top + tree.y[item] * unit, width, height };
}

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge[]} edges
 * @param {number} strength
 * @param {boolean} isNear  whether there is room for curves
 */
export function drawEdges(picture, placed, edges, strength, isNear) {
  const { context, trace, palette, moment } = picture;
  const { stage, opNode, flows } = moment;
  // the operation that is looked into or, when gradients flow, all that pass theirs on in this frame
  const isLit = (/** @type {number} */ node) =>
    opNode !== null ? node === opNode : flows && stage !== null && trace.columns.node_stage[node] === stage;
  const lit = edges.filter(({ to }) => isLit(placed.tree.nodes[to]));
  context.globalAlpha = strength;
  context.beginPath();
  for (const each of edges) if (!isLit(placed.tree.nodes[each.to])) addEdge(picture, placed, each, isNear);
  context.lineWidth = 1;
  context.strokeStyle = palette.colours[isNear ? "ink-2" : "hair"];
  context.stroke();
  if (lit.length) {
    context.beginPath();
    for (const each of lit) addEdge(picture, placed, each, isNear);
    context.strokeStyle = context.fillStyle = palette.colours[flows ? "gradient" : "ink"];
    context.lineWidth = isNear ? 1.75 : 1;
    context.globalAlpha = strength * (isNear ? 1 : 0.5);
    context.stroke();
    context.globalAlpha = strength;
    if (isNear) for (const each of lit) drawPulse(picture, placed, each);
  }
  context.globalAlpha = 1;
}

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 * @returns {Ends}
 */
function endsOf(picture, placed, { from, to, vertical }) {
  const [a, b] = [boxOfItem(picture, placed, from), boxOfItem(picture, placed, to)];
  const goesOn = vertical && b.y <= a.y;
  if (vertical && !goesOn) return { ax: a.x + a.width / 2, ay: a.y + a.height, bx: b.x + b.width / 2, by: b.y, goesOn };
  const [ax, ay] = [a.x + a.width, a.y + a.height / 2];
  return goesOn
    ? { ax, ay, bx: b.x + b.width / 2, by: b.y, goesOn }
    : { ax, ay, bx: b.x, by: b.y + b.height / 2, goesOn };
}

/**
 * Put an edge on the path.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Edge} edge
 * @param {boolean} isNear
 */
function addEdge(picture, placed, edge, isNear) {
  const { context, size, camera } = picture;
  const { ax, ay, bx, by, goesOn } = endsOf(picture, placed, edge);
  if (goesOn) {
    // from the end of a panel up between the panels and into the top of the next
    const unit = placed.scale * camera.k;
    const [between, top, round] = [ax + (PANEL_GAP / 2) * unit, by - 0.5 * unit, 0.4 * unit];
    context.moveTo(ax, ay);
    context.arcTo(between, ay, between, top, round);
    context.arcTo(between, top, bx, top, round);
    context.arcTo(bx, top, bx, by, round);
    context.lineTo(bx, by);
    return;
  }
  if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > size.width) return;
  if (Math.max(ay, by) < 0 || Math.min(ay, by) > size.height) return;
  context.moveTo(ax, ay);
  if (!isNear || edge.vertical) context.lineTo(bx, by);
  else context.bezierCurveTo((ax + bx) / 2, ay, (ax + bx) / 2, by, bx, by);
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
  const { ax, ay, bx, by, goesOn } = endsOf(picture, placed, edge);
  if (goesOn) return;
  const along = moment.flows ? 1 - moment.t : moment.t;
  const ease = edge.vertical ? along : along * along * (3 - 2 * along);
  context.beginPath();
  context.arc(ax + (bx - ax) * along, ay + (by - ay) * ease, 3.5, 0, 2 * Math.PI);
  context.fill();
}

/**
 * On each edge its local gradient; when gradients flow, times the gradient that comes from the user.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 */
export function drawLocals(picture, placed) {
  const { context, trace, palette, moment, camera, size } = picture;
  const { tree } = placed;
  const font = Math.min(13, placed.scale * camera.k * 0.28);
  context.font = `400 ${font}px ${palette.figureFace}`;
  context.textAlign = "center";
  for (const each of tree.edges) {
    if (tree.kinds[each.from] === HELPER && opOf(trace, tree.nodes[each.from]) === "") continue;
    const { ax, ay, bx, by, goesOn } = endsOf(picture, placed, each);
    if (goesOn || (each.vertical && by - ay < font * 1.3)) continue;
    const [x, y] = [each.vertical ? bx : (ax + bx) / 2, (ay + by) / 2];
    if (x < -100 || x > size.width + 100 || y < -20 || y > size.height + 20) continue;
    const user = tree.nodes[each.to];
    const { shows } = nodeLook(moment, user);
    if (shows === "empty") continue;
    context.fillStyle = palette.colours[shows === "gradient" ? "gradient" : "ink-2"];
    haloText(
      picture,
      factorsText(picture, trace.columns.node_first[user] + each.operand, user, shows),
      x,
      y + font * 0.35,
    );
  }
}

/**
 * What an edge brings its operand: "0.34 × −0.12", the local gradient and the user's; only the first until that is there.
 *
 * @param {Pick<Picture, "trace">} picture
 * @param {number} edge
 * @param {number} user
 * @param {Shows} shows
 */
export function factorsText({ trace: { columns } }, edge, user, shows) {
  const local = numberText(columns.node_locals[edge]);
  return shows === "gradient" ? `${local} × ${numberText(columns.node_grad[user])}` : local;
}
