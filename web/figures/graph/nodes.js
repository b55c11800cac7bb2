/**
 * Draws the tree of scalar operations in a cell: as coloured slips when small, with op, number, gradient and the local
 * gradients on the edges when there is room to read them.
 *
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Shows} from "./moment.js"
 * @import {PlacedTree} from "./trees.js"
 */

import { opOf } from "../../trace/graph.js";
import { expressionOf, nodeName } from "../../trace/names.js";
import { NONE } from "../../trace/read.js";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";
import { cellBox } from "./cells.js";
import { boxOfItem, drawEdges, drawLocals } from "./edges.js";
import { HELPER, PORT } from "./helpers.js";
import { nodeLook } from "./moment.js";
import { fitText, isVisible, numberText, ramp, toScreen } from "./screen.js";
import { treeIn } from "./trees.js";

const LEAST = 2.8; // px of a node's height from which on trees are drawn
const LEAST_CELL = 110; // px of a cell's side: below, its number says more
const HELPERS_FROM = 9; // px from which on helpers are no longer folded
const SLIPS_FROM = 6;
const NUMBERS_FROM = 15;
const LINES_FROM = 27; // px for two lines of text in a node, and for labels on edges
const FADED = 0.25; // how strongly a value shows that waits for its gradient

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
 * @param {boolean} isShown  whether the cell's number is there by now
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
  drawHeading(picture, cell, stage, element, isShown ? placed.root : null);

  const helpers = ramp(height, HELPERS_FROM, HELPERS_FROM + 3);
  const isNear = height >= HELPERS_FROM;
  if (helpers < 1) drawEdges(picture, placed, placed.tree.folded, 1 - helpers, isNear);
  if (helpers > 0) drawEdges(picture, placed, placed.tree.edges, helpers, isNear);
  for (const [item, kind] of placed.tree.kinds.entries()) {
    if (kind === HELPER && helpers === 0) continue;
    const box = boxOfItem(picture, placed, item);
    if (isVisible(picture, box, 0))
      drawItem(picture, box, placed.tree.nodes[item], kind, kind === HELPER ? helpers * 0.6 : 1);
  }
  if (height >= LINES_FROM) drawLocals(picture, placed);
}

/**
 * What the cell holds, in the band above its tree.
 *
 * @param {Picture} picture
 * @param {Box} cell
 * @param {number} stage
 * @param {number} element
 * @param {number | null} root  if its number is there
 */
function drawHeading({ context, trace, palette }, cell, stage, element, root) {
  const font = Math.min(16, cell.height * 0.055);
  if (font < 8) return;
  const isShared = element === trace.stages[stage].size;
  const name = expressionOf(trace, stageRef(stage, isShared ? null : element));
  const value = root === null ? "" : ` = ${numberText(trace.columns.node_data[root])}`;
  const text = isShared ? `shared by all of ${name}` : name + value;
  context.textAlign = "left";
  context.fillStyle = palette.colours.ink;
  context.font = isShared ? `italic 400 ${font}px ${palette.textFace}` : `600 ${font}px ${palette.figureFace}`;
  const y = cell.y + cell.height * 0.06 + font * 0.4;
  context.fillText(fitText(context, text, cell.width * 0.9), cell.x + cell.width * 0.04, y);
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} node
 * @param {number} kind
 * @param {number} strength
 */
function drawItem(picture, box, node, kind, strength) {
  const { context, palette, atlases, moment } = picture;
  const { colours } = palette;
  const { shows, value, grad } = nodeLook(moment, node);
  const isGradient = shows === "gradient";
  const scale = isGradient ? atlases.gradient : atlases.value;
  const shade = scale.shade(Number(isGradient ? grad : value));
  const alpha = strength * (kind === PORT && box.height < HELPERS_FROM ? 0.75 : 1);
  const faded = alpha * (shows === "waiting" && kind !== PORT ? FADED : 1);
  context.globalAlpha = faded;
  if (box.height < (kind === PORT ? NUMBERS_FROM : SLIPS_FROM)) {
    const isNearZero = Math.abs(shade * 2 + 1 - scale.fills.length) < 8; // or it would vanish into the page
    context.fillStyle = isNearZero ? colours[kind === PORT ? "paper-2" : "hair"] : scale.fills[shade];
    if (shows !== "empty") context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    return;
  }
  context.globalAlpha = alpha;
  const isCurrent = node === moment.opNode;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, kind === PORT ? 0 : Math.min(6, box.height / 4));
  context.fillStyle = colours.paper;
  context.fill();
  context.lineWidth = isCurrent ? 2.5 : 1;
  context.strokeStyle = isCurrent ? colours.ink : kind === PORT ? portColour(picture, node) : colours["ink-2"];
  if (shows !== "empty") context.fillStyle = scale.fills[shade];
  if (kind === PORT) {
    // a reference to a number made elsewhere: a bar of its colour, no box
    const bar = barOf(box);
    context.fillRect(box.x, box.y, bar, box.height);
    context.strokeRect(box.x + 0.5, box.y + 0.5, bar, box.height - 1);
  } else {
    context.globalAlpha = faded;
    context.fill();
    context.globalAlpha = alpha;
    context.stroke();
  }
  if (box.height >= NUMBERS_FROM && kind === PORT) drawPortText(picture, box, node, value);
  else if (box.height >= NUMBERS_FROM) {
    drawNodeText(picture, box, node, shows, isGradient || shows === "value" ? scale.texts[shade] : colours.ink);
  }
  context.globalAlpha = 1;
}

/** @param {Box} box */
const barOf = ({ height }) => Math.max(3, height * 0.14);

/**
 * @param {Picture} picture
 * @param {number} node
 */
function portColour({ trace, palette: { colours } }, node) {
  const stage = trace.columns.node_stage[node];
  return stage === NONE ? colours.parameter : colours[kindOf(trace.stages[stage].name).role ?? "ink-2"];
}

/**
 * Where the text of a node stands.
 *
 * @param {Box} box
 */
function linesIn({ x, y, width, height }) {
  const hasTwo = height >= LINES_FROM;
  const font = Math.min(16, height * (hasTwo ? 0.34 : 0.56));
  const pad = Math.min(8, height * 0.22);
  const single = y + height / 2 + font * 0.36;
  return {
    hasTwo,
    font,
    left: x + pad,
    right: x + width - pad,
    upper: y + height * 0.44,
    lower: y + height * 0.86,
    single,
  };
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} node
 * @param {number | null} value
 */
function drawPortText({ context, trace, palette }, box, node, value) {
  const { hasTwo, font, upper, lower, single, ...lines } = linesIn(box);
  const left = lines.left + barOf(box);
  context.fillStyle = palette.colours.ink;
  context.textAlign = "left";
  context.font = `400 ${font}px ${palette.figureFace}`;
  const name = shortName(nodeName(trace, node, refOfNode(trace, node).kind === "node" ? 0 : 1));
  if (hasTwo) context.fillText(fitText(context, name, box.width - (left - box.x)), left, upper);
  if (value !== null) context.fillText(numberText(value), left, hasTwo ? lower : single);
}

/**
 * A parameter's name without the layer it is in, which the picture shows by its place.
 *
 * @param {string} name
 */
function shortName(name) {
  return name.replace(/^layer\d+\.(attn_|mlp_)?/, "");
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} node
 * @param {Shows} shows
 * @param {string} ink
 */
function drawNodeText({ context, trace, palette }, box, node, shows, ink) {
  const { hasTwo, font, left, right, upper, lower, single } = linesIn(box);
  const op = opOf(trace, node);
  const sign = OP_SIGNS[op] ?? op.replace("-", "\u2212");
  const opFont = Math.min(20, box.height * (op.length > 1 ? 0.36 : 0.6));
  context.fillStyle = ink;
  context.textAlign = "left";
  context.font = `400 ${opFont}px ${op.length > 1 ? palette.textFace : palette.figureFace}`;
  const isUp = op.length > 1 && hasTwo && shows === "gradient"; // or it would run into the gradient
  if (sign) context.fillText(sign, left, isUp ? upper : box.y + box.height / 2 + opFont * 0.32);
  if (shows === "empty") return;
  context.textAlign = "right";
  context.font = `500 ${font}px ${palette.figureFace}`;
  const value = numberText(trace.columns.node_data[node]);
  const grad = numberText(trace.columns.node_grad[node]);
  if (shows === "gradient" && hasTwo) {
    context.fillText(value, right, upper);
    context.fillText(`grad ${grad}`, right, lower);
  } else {
    context.fillText(shows === "gradient" ? grad : value, right, single);
  }
}
