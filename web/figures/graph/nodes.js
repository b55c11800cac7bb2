/**
 * Draws the tree of scalar operations in a cell: as coloured slips when small, with op, number and gradient when there
 * is room to read them.
 *
 * @import {PlacedTree} from "./cells.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Look} from "./moment.js"
 */

import { opOf } from "../../trace/graph.js";
import { expressionOf, nodeName } from "../../trace/names.js";
import { NONE } from "../../trace/read.js";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { cellBox, treeIn } from "./cells.js";
import { drawEdges, drawLocals, HELPERS_FROM, screenBox } from "./edges.js";
import { nodeLook } from "./moment.js";
import { roleColour } from "./scale.js";
import { fitText, isVisible, numberText, ramp, toScreen } from "./screen.js";
import { HELPER, PORT } from "./tree.js";

const LEAST = 2.8; // px of a node's height from which on trees are drawn
const LEAST_CELL = 110; // px of a cell's side: below, its number says more
const NUMBERS_FROM = 15;
const LINES_FROM = 27; // px for two lines of text in a node, and for labels on edges

const OP_SIGNS = /** @type {Record<string, string>} */ ({ "*": "\u00d7", "+": "+" });

/**
 * Whether a cell is large enough on the screen for its tree.
 *
 * @param {Picture} picture
 * @param {number} stage
 * @param {number} element
 */
export function isTreeShown({ trace, layout, camera }, stage, element) {
  if (cellBox(layout, trace, stage, element).width * camera.k < LEAST_CELL) return false;
  const placed = treeIn(layout, trace, stage, element);
  return placed !== null && placed.scale * camera.k >= LEAST;
}

/**
 * @param {Picture} picture
 * @param {number} stage
 * @param {number} element
 * @param {boolean} isShown
 */
export function drawTree(picture, stage, element, isShown) {
  const { context, trace, layout, camera, palette } = picture;
  const placed = /** @type {PlacedTree} */ (treeIn(layout, trace, stage, element));
  const height = placed.scale * camera.k;
  const cell = toScreen(picture, cellBox(layout, trace, stage, element));

  // the cell's own colour gives way to the tree
  context.globalAlpha = ramp(height, LEAST, LEAST * 1.6);
  context.fillStyle = palette.colours.paper;
  context.fillRect(cell.x, cell.y, cell.width, cell.height);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = palette.colours.hair;
  context.strokeRect(cell.x + 0.5, cell.y + 0.5, cell.width - 1, cell.height - 1);
  drawHeading(picture, cell, stage, element, placed.root, isShown);

  const helpers = ramp(height, HELPERS_FROM, HELPERS_FROM + 3);
  if (helpers < 1) drawEdges(picture, placed, placed.tree.folded, 1 - helpers);
  if (helpers > 0) drawEdges(picture, placed, placed.tree.edges, helpers);
  drawItems(picture, placed, helpers);
  if (height >= LINES_FROM) drawLocals(picture, placed);
}

/**
 * What the cell holds, in the band above its tree.
 *
 * @param {Picture} picture
 * @param {Box} cell
 * @param {number} stage
 * @param {number} element
 * @param {number} root
 * @param {boolean} isShown
 */
function drawHeading(picture, cell, stage, element, root, isShown) {
  const { context, trace, palette } = picture;
  const font = Math.min(16, cell.height * 0.055);
  if (font < 8) return;
  const { size } = trace.stages[stage];
  const name =
    element < size
      ? expressionOf(trace, stageRef(stage, element))
      : `shared by all of ${trace.stages[stage].expression}`;
  const y = cell.y + cell.height * 0.06 + font * 0.4;
  context.textAlign = "left";
  context.fillStyle = palette.colours.ink;
  context.font = element < size ? `600 ${font}px ${palette.figureFace}` : `italic 400 ${font}px ${palette.textFace}`;
  const text = isShown && element < size ? `${name} = ${numberText(trace.columns.node_data[root])}` : name;
  context.fillText(fitText(context, text, cell.width * 0.9), cell.x + cell.width * 0.04, y);
}

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {number} helpers  how strongly these show
 */
function drawItems(picture, placed, helpers) {
  const { context, trace, palette, atlases, moment } = picture;
  const { tree } = placed;
  const { node_data, node_grad } = trace.columns;
  const { ink, "ink-2": quiet } = palette.colours;
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
      context.fillStyle = isNearZero ? palette.colours[kind === PORT ? "paper-2" : "hair"] : scale.fills[shade];
      context.fillRect(box.x, box.y, box.width, box.height);
      continue;
    }
    const isCurrent = node === moment.opNode;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, kind === PORT ? 0 : Math.min(6, box.height / 4));
    context.fillStyle = palette.colours.paper;
    context.fill();
    if (look !== "empty" && kind !== PORT) {
      const { globalAlpha } = context;
      if (look === "waiting") context.globalAlpha = globalAlpha * 0.25;
      context.fillStyle = scale.fills[shade];
      context.fill();
      context.globalAlpha = globalAlpha;
    }
    context.lineWidth = isCurrent ? 2.5 : 1;
    context.strokeStyle = isCurrent ? ink : kind === PORT ? portColour(picture, node) : quiet;
    if (kind === PORT) {
      // a reference to a number made elsewhere: a bar of its colour, no box
      context.fillStyle = look === "empty" ? palette.colours.paper : scale.fills[shade];
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

/**
 * @param {Picture} picture
 * @param {number} node
 */
function portColour({ trace, palette }, node) {
  const stage = trace.columns.node_stage[node];
  if (stage === NONE) return palette.colours.parameter;
  return roleColour(palette, trace.stages[stage].name, "ink-2");
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} node
 * @param {number} kind
 * @param {Look} look
 * @param {number} shade
 */
function drawItemText(picture, box, node, kind, look, shade) {
  const { context, trace, palette, atlases } = picture;
  const { node_data, node_grad } = trace.columns;
  const isGradient = look === "gradient";
  const scale = isGradient ? atlases.gradient : atlases.value;
  const ink = look === "empty" || look === "waiting" || kind === PORT ? palette.colours.ink : scale.texts[shade];
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
    context.font = `400 ${font}px ${palette.figureFace}`;
    const name = nodeName(trace, node, refOfNode(trace, node).kind === "node" ? 0 : 1);
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
  context.font = `400 ${opFont}px ${op.length > 1 ? palette.textFace : palette.figureFace}`;
  if (sign) context.fillText(sign, box.x + pad, box.y + box.height / 2 + opFont * 0.32);
  if (look === "empty") return;
  context.textAlign = "right";
  context.font = `500 ${font}px ${palette.figureFace}`;
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

/**
 * A parameter's name without the layer it is in, which the picture shows by its place.
 *
 * @param {string} name
 */
function shortName(name) {
  return name.replace(/^layer\d+\.(attn_|mlp_)?/, "");
}
