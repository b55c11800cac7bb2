/**
 * Draws the tree of scalar operations in a cell: as coloured slips when small, as boxes when there is room. What is
 * written in these is drawn in node-text.js.
 *
 * @import {PlacedTree} from "./cells.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 */

import { expressionOf, thingText } from "../../trace/names.js";
import { NONE } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { cellBox, treeIn } from "./cells.js";
import { drawEdges, drawPulses, screenBox } from "./edges.js";
import { drawLocals } from "./locals.js";
import { boxStrength, helperStrength, localStrength, ramp, treeStrength } from "./levels.js";
import { nodeLook } from "./moment.js";
import { drawNodeText, drawPortText } from "./node-text.js";
import { elementPresence, nodePresence } from "./presence.js";
import { roleColour } from "./scale.js";
import { fitText, isVisible, numberText, toScreen } from "./screen.js";
import { HELPER, PORT } from "./tree.js";

/**
 * How strongly the tree in a cell shows at the size that the cell has on the screen, from 0 to 1.
 *
 * @param {Picture} picture
 * @param {number} stage
 * @param {number} element
 */
export function treeShown({ trace, layout, camera }, stage, element) {
  const cell = cellBox(layout, trace, stage, element).width * camera.k;
  if (treeStrength(cell, Number.POSITIVE_INFINITY) === 0) return 0;
  const placed = treeIn(layout, trace, stage, element);
  return placed ? treeStrength(cell, placed.scale * camera.k) : 0;
}

/**
 * @param {Picture} picture
 * @param {number} stage
 * @param {number} element
 * @param {number} strength
 */
export function drawTree(picture, stage, element, strength) {
  const { context, trace, layout, camera, palette } = picture;
  const placed = /** @type {PlacedTree} */ (treeIn(layout, trace, stage, element));
  const height = placed.scale * camera.k;
  const cell = toScreen(picture, cellBox(layout, trace, stage, element));

  // the cell's own colour gives way to the tree
  context.globalAlpha = strength;
  context.fillStyle = palette.colours.paper;
  context.fillRect(cell.x, cell.y, cell.width, cell.height);
  context.lineWidth = 1;
  context.strokeStyle = palette.colours.hair;
  context.strokeRect(cell.x + 0.5, cell.y + 0.5, cell.width - 1, cell.height - 1);
  context.globalAlpha = 1;
  drawHeading(picture, placed, cell, stage, element, strength);

  const helpers = helperStrength(height) * strength;
  if (helpers < strength) drawEdges(picture, placed, placed.tree.folded, strength - helpers);
  if (helpers > 0) drawEdges(picture, placed, placed.tree.edges, helpers);
  drawItems(picture, placed, strength, helpers);
  if (localStrength(height) > 0) drawLocals(picture, placed, strength);
  drawPulses(picture, placed, helpers > 0 ? placed.tree.edges : placed.tree.folded, strength);
}

/**
 * What the cell holds, above its tree.
 *
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {Box} cell
 * @param {number} stage
 * @param {number} element
 * @param {number} strength
 */
function drawHeading(picture, placed, cell, stage, element, strength) {
  const { context, trace, palette, moment, camera, size } = picture;
  const font = Math.min(18, cell.height * 0.055);
  context.globalAlpha = strength * ramp(font, 6, 9);
  if (context.globalAlpha === 0) return;
  const { size: count, expression } = trace.stages[stage];
  const tree = toScreen(picture, { x: placed.x, y: placed.y, width: placed.tree.width * placed.scale, height: 0 });
  const y = tree.y - placed.scale * camera.k * 0.5 - font * 0.6;
  const isElement = element < count;
  const isShown = moment.stage !== stage || !isElement || elementPresence(moment, element) > 0.5;
  const called = isElement ? expressionOf(trace, stageRef(stage, element)) : `shared by all of ${expression}`;
  const isKnown = isShown && isElement && nodeLook(moment, placed.root) !== "empty";
  const number = isKnown ? `${called} = ${numberText(trace.columns.node_data[placed.root])}` : called;
  const words = isElement ? thingText(trace, stageRef(stage, element)) : "";
  const inside = Math.max(cell.x, 0) + 12;
  const left = Math.max(Math.min(inside, cell.x + cell.width * 0.5), Math.min(tree.x, size.width * 0.5));
  const right = Math.min(cell.x + cell.width, size.width) - 8;
  context.textAlign = "left";
  context.fillStyle = palette.colours.ink;
  context.font = `600 ${font}px ${palette.textFace}`;
  const used = words ? context.measureText(words).width + font : 0;
  context.font = `400 ${font * 0.94}px ${palette.figureFace}`;
  const fits = words ? ramp(right - left - used - context.measureText(number).width, 0, 40) : 0;
  context.fillText(fitText(context, number, right - left - used * fits), left + used * fits, y);
  context.globalAlpha *= ramp(fits, 0.5, 1);
  context.font = `600 ${font}px ${palette.textFace}`;
  if (fits > 0.5) context.fillText(words, left, y);
  context.globalAlpha = 1;
}

/**
 * @param {Picture} picture
 * @param {PlacedTree} placed
 * @param {number} strength
 * @param {number} helpers  how strongly these show
 */
function drawItems(picture, placed, strength, helpers) {
  const { tree } = placed;
  for (let item = 0; item < tree.nodes.length; item++) {
    const kind = tree.kinds[item];
    if (kind === HELPER && helpers === 0) continue;
    const box = screenBox(picture, placed, item);
    if (!isVisible(picture, box, 0)) continue;
    if (kind === PORT) drawPort(picture, tree.nodes[item], box, strength);
    else drawNode(picture, tree.nodes[item], box, kind === HELPER ? helpers * 0.6 : strength);
  }
  picture.context.globalAlpha = 1;
}

/**
 * @param {Picture} picture
 * @param {number} node
 */
function colouring({ trace, atlases, moment }, node) {
  const { node_data: data, node_grad: grads } = trace.columns;
  const look = nodeLook(moment, node);
  const scale = look === "gradient" ? atlases.gradient : atlases.value;
  return { look, scale, shade: scale.shade(look === "gradient" ? grads[node] : data[node]) };
}

/**
 * @param {Picture} picture
 * @param {number} node
 * @param {Box} box
 * @param {number} strength
 */
function drawNode(picture, node, box, strength) {
  const { context, palette, moment } = picture;
  const { look, scale, shade } = colouring(picture, node);
  const presence = look === "empty" ? 0 : nodePresence(moment, node) || 1;
  const boxed = boxStrength(box.height);
  const isNearZero = Math.abs(shade * 2 + 1 - scale.fills.length) < 8; // as a slip it would vanish into the page
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, Math.min(8, box.height / 4) * boxed);
  context.globalAlpha = strength * boxed;
  context.fillStyle = palette.colours.paper;
  context.fill();
  if (look === "gradient" && presence < 1) {
    context.globalAlpha = strength * 0.25 * (1 - presence);
    context.fillStyle = picture.atlases.value.fills[picture.atlases.value.shade(picture.trace.columns.node_data[node])];
    context.fill();
  }
  if (look !== "empty") {
    context.globalAlpha = strength * presence * (look === "waiting" ? 0.25 : 1);
    context.fillStyle = isNearZero && boxed < 0.5 ? palette.colours.hair : scale.fills[shade];
    context.fill();
  }
  const isCurrent = node === moment.opNode;
  const isComing = presence > 0 && presence < 1;
  context.globalAlpha = strength * boxed;
  context.lineWidth = isCurrent ? 2.5 : isComing ? 2 : 1;
  context.strokeStyle = palette.colours[isCurrent || isComing ? (moment.flows ? "gradient" : "ink") : "ink-2"];
  if (boxed > 0) context.stroke();
  drawNodeText(picture, box, node, { look, ink: textInk(picture, look, scale.texts[shade]), presence, strength });
}

/**
 * A reference to a number made elsewhere: a bar of its colour, no box.
 *
 * @param {Picture} picture
 * @param {number} node
 * @param {Box} box
 * @param {number} strength
 */
function drawPort(picture, node, box, strength) {
  const { context, palette } = picture;
  const { look, scale, shade } = colouring(picture, node);
  const boxed = boxStrength(box.height);
  const bar = Math.max(3, box.height * 0.14);
  const width = box.width + (Math.min(bar, box.width) - box.width) * boxed;
  const isNearZero = Math.abs(shade * 2 + 1 - scale.fills.length) < 8;
  context.globalAlpha = strength * (0.75 + 0.25 * boxed);
  context.fillStyle = look === "empty" ? palette.colours.paper : scale.fills[shade];
  if (isNearZero && boxed < 0.5) context.fillStyle = palette.colours["paper-2"];
  const left = box.x + box.width - width;
  if (look !== "empty" || boxed > 0) context.fillRect(left, box.y, width, box.height);
  context.globalAlpha = strength * boxed;
  context.lineWidth = 1;
  context.strokeStyle = portColour(picture, node);
  if (boxed > 0) context.strokeRect(left - 0.5, box.y + 0.5, width, box.height - 1);
  drawPortText(picture, { ...box, width: box.width - bar }, node, { look, strength });
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
 * @param {import("./moment.js").Look} look
 * @param {string} onShade
 */
const textInk = ({ palette }, look, onShade) =>
  look === "empty" || look === "waiting" ? palette.colours.ink : onShade;
