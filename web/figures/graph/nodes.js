/**
 * Draws the tree of scalar operations in a cell: as coloured slips when small, with op, number, gradient and the local
 * gradients on the edges when there is room to read them.
 *
 * @import {Box, PlacedTree} from "./layout.js"
 * @import {Picture} from "./draw.js"
 * @import {Look} from "./state.js"
 */

import { NONE, expressionOf, nodeName, opOf, refOfNode } from "../../trace/read.js";
import { cellBox, treeIn } from "./layout.js";
import { fitText, haloText, isVisible, numberText, ramp, toScreen } from "./screen.js";
import { nodeLook } from "./state.js";
import { HELPER, NODE_HEIGHT, NODE_WIDTH, PANEL_GAP, PORT } from "./tree.js";

const LEAST = 2.8; // px of a node's height from which on trees are drawn
const LEAST_CELL = 110; // px of a cell's side: below, its number says more
const HELPERS_FROM = 9; // px from which on helpers are no longer folded
const NUMBERS_FROM = 15;
const LINES_FROM = 27; // px for two lines of text in a node, and for labels on edges

const OP_SIGNS = /** @type {Record<string, string>} */ ({ "*": "\u00d7", "+": "+" });

/** Whether a cell is large enough on the screen for its tree. @param {Picture} picture @param {number} stage @param {number} element */
export function isTreeShown({ trace, layout, camera }, stage, element) {
  if (cellBox(layout, trace, stage, element).width * camera.k < LEAST_CELL) return false;
  const placed = treeIn(layout, trace, stage, element);
  return placed !== null && placed.scale * camera.k >= LEAST;
}

/** @param {Picture} picture @param {number} stage @param {number} element @param {boolean} isShown */
export function drawTree(picture, stage, element, isShown) {
  const { context, trace, layout, camera, theme } = picture;
  const placed = /** @type {PlacedTree} */ (treeIn(layout, trace, stage, element));
  const height = placed.scale * camera.k;
  const cell = toScreen(picture, cellBox(layout, trace, stage, element));

  // the cell's own colour gives way to the tree
  context.globalAlpha = ramp(height, LEAST, LEAST * 1.6);
  context.fillStyle = theme.color.paper;
  context.fillRect(cell.x, cell.y, cell.width, cell.height);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = theme.color.hair;
  context.strokeRect(cell.x + 0.5, cell.y + 0.5, cell.width - 1, cell.height - 1);
  drawHeading(picture, cell, stage, element, placed.root, isShown);

  const helpers = ramp(height, HELPERS_FROM, HELPERS_FROM + 3);
  if (helpers < 1) drawEdges(picture, placed, placed.tree.folded, 1 - helpers);
  if (helpers > 0) drawEdges(picture, placed, placed.tree.edges, helpers);
  drawItems(picture, placed, helpers);
  if (height >= LINES_FROM) drawLocals(picture, placed);
}

/** What the cell holds, in the band above its tree. @param {Picture} picture @param {Box} cell @param {number} stage @param {number} element @param {number} root @param {boolean} isShown */
function drawHeading(picture, cell, stage, element, root, isShown) {
  const { context, trace, theme } = picture;
  const font = Math.min(16, cell.height * 0.055);
  if (font < 8) return;
  const { size } = trace.stages[stage];
  const name =
    element < size
      ? expressionOf(trace, { kind: "stage", stage, element })
      : `shared by all of ${trace.stages[stage].expression}`;
  const y = cell.y + cell.height * 0.06 + font * 0.4;
  context.textAlign = "left";
  context.fillStyle = theme.color.ink;
  context.font = element < size ? `600 ${font}px ${theme.figureFace}` : `italic 400 ${font}px ${theme.textFace}`;
  const text = isShown && element < size ? `${name} = ${numberText(trace.columns.node_data[root])}` : name;
  context.fillText(fitText(context, text, cell.width * 0.9), cell.x + cell.width * 0.04, y);
}

/** The corners of an item in pixels. @param {Picture} picture @param {PlacedTree} placed @param {number} item @returns {Box} */
function screenBox({ camera, size }, { tree, x, y, scale }, item) {
  const [width, height] = [NODE_WIDTH * scale * camera.k, NODE_HEIGHT * scale * camera.k];
  return {
    x: (x + tree.x[item] * scale - camera.x) * camera.k + size.width / 2 - width / 2,
    y: (y + tree.y[item] * scale - camera.y) * camera.k + size.height / 2 - height / 2,
    width,
    height,
  };
}

/** @param {Picture} picture @param {PlacedTree} placed @param {PlacedTree["tree"]["edges"]} edges @param {number} strength */
function drawEdges(picture, placed, edges, strength) {
  const { context, theme, moment } = picture;
  const { tree } = placed;
  const isNear = placed.scale * picture.camera.k >= HELPERS_FROM;
  /** @type {typeof edges} */
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
  context.strokeStyle = isNear ? theme.color["ink-2"] : theme.color.hair;
  context.stroke();
  if (lit.length) {
    context.beginPath();
    for (const each of lit) edgePath(picture, placed, each, isNear);
    context.strokeStyle = moment.flows ? theme.color.gradient : theme.color.ink;
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

/** Whether the gradient of a node is passed on to its operands in this frame. @param {Picture} picture @param {number} node */
function isFlowing({ trace, moment }, node) {
  return moment.stage !== null && trace.columns.node_stage[node] === moment.stage;
}

/** The ends of an edge. @param {Picture} picture @param {PlacedTree} placed @param {PlacedTree["tree"]["edges"][number]} edge @returns {[number, number, number, number]} */
function ends(picture, placed, { from, to, vertical }) {
  const [a, b] = [screenBox(picture, placed, from), screenBox(picture, placed, to)];
  if (vertical && b.y > a.y) return [a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y];
  if (vertical) return [a.x + a.width, a.y + a.height / 2, b.x + b.width / 2, b.y]; // on to the next panel
  return [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2];
}

/** @param {Picture} picture @param {PlacedTree} placed @param {PlacedTree["tree"]["edges"][number]} edge @param {boolean} isNear */
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

/** From the end of a panel up between the panels and into the top of the next. @param {Picture} picture @param {PlacedTree} placed @param {PlacedTree["tree"]["edges"][number]} edge */
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

/** A point of the gradient on its way to an operand, or of a number to the operation. @param {Picture} picture @param {PlacedTree} placed @param {PlacedTree["tree"]["edges"][number]} edge */
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

/** @param {Picture} picture @param {PlacedTree} placed @param {number} helpers  how strongly these show */
function drawItems(picture, placed, helpers) {
  const { context, trace, theme, atlases, moment } = picture;
  const { tree } = placed;
  const { node_data, node_grad } = trace.columns;
  for (let item = 0; item < tree.nodes.length; item++) {
    const kind = tree.kinds[item];
    if (kind === HELPER && helpers === 0) continue;
    const box = screenBox(picture, placed, item);
    if (!isVisible(picture, box, 0)) continue;
    const node = tree.nodes[item];
    const look = nodeLook(moment, node);
    const isGradient = look === "gradient";
    const scale = isGradient ? atlases.gradient : atlases.value;
    const shade = scale.shade(isGradient ? node_grad[node] : node_data[node]);
    context.globalAlpha =
      (kind === HELPER ? helpers * 0.6 : 1) * (kind === PORT && box.height < HELPERS_FROM ? 0.75 : 1);
    if (box.height < (kind === PORT ? NUMBERS_FROM : 6)) {
      if (look === "empty") continue;
      if (look === "waiting" && kind !== PORT) context.globalAlpha *= 0.25;
      const isNearZero = Math.abs(shade * 2 + 1 - scale.fills.length) < 8; // or it would vanish into the page
      context.fillStyle = isNearZero ? theme.color[kind === PORT ? "paper-2" : "hair"] : scale.fills[shade];
      context.fillRect(box.x, box.y, box.width, box.height);
      continue;
    }
    const isCurrent = node === moment.opNode;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, kind === PORT ? 0 : Math.min(6, box.height / 4));
    context.fillStyle = theme.color.paper;
    context.fill();
    if (look !== "empty" && kind !== PORT) {
      const { globalAlpha } = context;
      if (look === "waiting") context.globalAlpha = globalAlpha * 0.25;
      context.fillStyle = scale.fills[shade];
      context.fill();
      context.globalAlpha = globalAlpha;
    }
    context.lineWidth = isCurrent ? 2.5 : 1;
    context.strokeStyle = isCurrent ? theme.color.ink : kind === PORT ? portColor(picture, node) : theme.color["ink-2"];
    if (kind === PORT) {
      // a reference to a number made elsewhere: a bar of its colour, no box
      context.fillStyle = look === "empty" ? theme.color.paper : scale.fills[shade];
      const bar = Math.max(3, box.height * 0.14);
      context.fillRect(box.x, box.y, bar, box.height);
      context.strokeRect(box.x + 0.5, box.y + 0.5, bar, box.height - 1);
    } else {
      context.stroke();
    }
    if (box.height >= NUMBERS_FROM) drawItemText(picture, box, node, kind, look, shade);
  }
  context.globalAlpha = 1;
}

/** @param {Picture} picture @param {number} node */
function portColor({ trace, theme }, node) {
  const stage = trace.columns.node_stage[node];
  if (stage === NONE) return theme.color.parameter;
  const { name } = trace.stages[stage];
  if (name.endsWith("attn_q")) return theme.color.query;
  if (name.endsWith("attn_k")) return theme.color.key;
  if (name.endsWith("attn_v")) return theme.color.value;
  return theme.color["ink-2"];
}

/** @param {Picture} picture @param {Box} box @param {number} node @param {number} kind @param {Look} look @param {number} shade */
function drawItemText(picture, box, node, kind, look, shade) {
  const { context, trace, theme, atlases } = picture;
  const { node_data, node_grad } = trace.columns;
  const isGradient = look === "gradient";
  const scale = isGradient ? atlases.gradient : atlases.value;
  const ink = look === "empty" || look === "waiting" || kind === PORT ? theme.color.ink : scale.texts[shade];
  const twoLines = box.height >= LINES_FROM;
  const font = Math.min(16, box.height * (twoLines ? 0.34 : 0.56));
  const pad = Math.min(8, box.height * 0.22);
  const right = box.x + box.width - pad;
  const upper = box.y + box.height * 0.44;
  const lower = box.y + box.height * 0.86;
  const single = box.y + box.height / 2 + font * 0.36;
  context.fillStyle = ink;
  context.textAlign = "left";
  if (kind === PORT) {
    const left = box.x + Math.max(3, box.height * 0.14) + pad;
    context.font = `400 ${font}px ${theme.figureFace}`;
    const name = refOfNode(trace, node).kind === "node" ? nodeName(trace, node, 0) : nodeName(trace, node, 1);
    if (twoLines) {
      context.fillText(fitText(context, shortName(name), box.width - (left - box.x)), left, upper);
      if (look !== "empty") context.fillText(numberText(node_data[node]), left, lower);
    } else if (look !== "empty") {
      context.fillText(numberText(node_data[node]), left, single);
    }
    return;
  }
  const op = opOf(trace, node);
  const sign = OP_SIGNS[op] ?? op.replace("-", "\u2212");
  const opFont = Math.min(20, box.height * (op.length > 1 ? 0.36 : 0.6));
  context.font = `400 ${opFont}px ${op.length > 1 ? theme.textFace : theme.figureFace}`;
  if (sign) context.fillText(sign, box.x + pad, box.y + box.height / 2 + opFont * 0.32);
  if (look === "empty") return;
  context.textAlign = "right";
  context.font = `500 ${font}px ${theme.figureFace}`;
  const value = numberText(node_data[node]);
  if (!isGradient) {
    context.fillText(value, right, single);
  } else if (twoLines) {
    context.fillText(value, right, upper);
    context.fillText(`grad ${numberText(node_grad[node])}`, right, lower);
  } else {
    context.fillText(numberText(node_grad[node]), right, single);
  }
}

/** A parameter's name without the layer it is in, which the picture shows by its place. @param {string} name */
function shortName(name) {
  return name.replace(/^layer\d+\.(attn_|mlp_)?/, "");
}

/** On each edge its local gradient; when gradients flow, times the gradient that comes from the user. @param {Picture} picture @param {PlacedTree} placed */
function drawLocals(picture, placed) {
  const { context, trace, theme, moment, camera } = picture;
  const { tree } = placed;
  const font = Math.min(13, placed.scale * camera.k * 0.28);
  context.font = `400 ${font}px ${theme.figureFace}`;
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
    context.fillStyle = look === "gradient" ? theme.color.gradient : theme.color["ink-2"];
    if (each.vertical && by > ay && by - ay < font * 1.3) continue;
    haloText(picture, text, x, each.vertical ? (ay + by) / 2 + font * 0.35 : y + font * 0.35);
  }
}

/** What an edge brings its operand: "0.34 × −0.12", the local gradient and the user's; only the first until that is there. @param {Picture} picture @param {number} edge @param {number} user @param {Look} look */
export function factorsText({ trace }, edge, user, look) {
  const local = numberText(trace.columns.node_locals[edge]);
  return look === "gradient" ? `${local} × ${numberText(trace.columns.node_grad[user])}` : local;
}
