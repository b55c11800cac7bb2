/**
 * Writes into the nodes of a tree: the operation and its number; with more room its gradient; at last the whole
 * operation with the numbers put in, "0.31 × −0.2 = −0.06", and the names of what it was made from.
 *
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Look} from "./moment.js"
 */

import { opOf } from "../../trace/graph.js";
import { calledText, equationText, namesText } from "./equation.js";
import { equationStrength, nodeNumberStrength, ramp, secondLineStrength } from "./levels.js";
import { fitText, numberText } from "./screen.js";

const SIGNS = /** @type {Record<string, string>} */ ({ "*": "\u00d7" });

/**
 * How far the first line has made way for a second, and how strongly that shows.
 *
 * @param {number} height
 * @returns {[way: number, second: number]}
 */
function twoLines(height) {
  const room = secondLineStrength(height);
  return [ramp(room, 0, 0.5), ramp(room, 0.5, 1)];
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} node
 * @param {{look: Look, ink: string, presence: number, strength: number}} shown
 */
export function drawNodeText(picture, box, node, { look, ink, presence, strength }) {
  const { context, trace, palette } = picture;
  const shown = nodeNumberStrength(box.height) * strength;
  if (shown === 0) return;
  const isThere = look === "gradient" ? 1 : presence; // of a gradient that comes, the value is
  const room = equationStrength(box.height) * isThere; // in the first half the number makes way for it
  const [way, second] = twoLines(look === "gradient" ? box.height : 0);
  const pad = Math.min(10, box.height * 0.22);
  const right = box.x + box.width - pad;
  const middle = box.y + box.height / 2;
  const [brief, written] = [shown * (1 - ramp(room, 0, 0.5)), ramp(room, 0.5, 1)];
  context.fillStyle = ink;
  if (brief > 0) {
    const op = opOf(trace, node);
    const sign = SIGNS[op] ?? op.replace("-", "\u2212");
    const opFont = Math.min(22, box.height * (op.length > 1 ? 0.36 : 0.6));
    context.globalAlpha = brief;
    context.textAlign = "left";
    context.font = `400 ${opFont}px ${op.length > 1 ? palette.textFace : palette.figureFace}`;
    context.fillText(sign, box.x + pad, middle + opFont * 0.32);
    if (look === "empty") return;
    const font = Math.min(17, box.height * (0.54 - 0.16 * way));
    const number = numberText(look === "gradient" ? trace.columns.node_grad[node] : trace.columns.node_data[node]);
    const y = middle + font * 0.36 + way * box.height * 0.22;
    context.globalAlpha = brief * presence;
    context.textAlign = "right";
    context.font = `500 ${font}px ${palette.figureFace}`;
    context.fillText(number, right, y);
    if (second > 0) {
      context.globalAlpha = brief * presence * second;
      context.fillText("grad", right - context.measureText(`${number} `).width, y);
      context.fillText(numberText(trace.columns.node_data[node]), right, y - box.height * 0.44);
    }
  }
  if (written > 0 && look !== "empty")
    drawEquation(picture, box, node, shown * written, look === "gradient" ? presence : 0);
  context.globalAlpha = 1;
}

/**
 * The operation in full; where its gradient is known, that below.
 *
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} node
 * @param {number} strength
 * @param {number} gradient  how strongly its gradient shows
 */
function drawEquation(picture, box, node, strength, gradient) {
  const { context, trace, palette } = picture;
  const equation = equationText(trace, node);
  const room = box.width * 0.92;
  const font = Math.min(24, box.height * 0.25, room / (0.6 * equation.length));
  const small = Math.min(15, Math.max(9.5, box.height * 0.21));
  const [x, middle] = [box.x + box.width / 2, box.y + box.height / 2];
  const named = ramp(box.height, 44, 50);
  const y = middle + font * (0.3 * named + 0.35 * (1 - gradient));
  context.globalAlpha = strength;
  context.textAlign = "center";
  context.font = `500 ${font}px ${palette.figureFace}`;
  context.fillText(equation, x, y);
  context.font = `400 ${small}px ${palette.figureFace}`;
  context.globalAlpha = strength * named;
  context.fillText(fitText(context, namesText(trace, node), room), x, y - font - small * 0.35);
  context.globalAlpha = strength * gradient;
  if (gradient > 0) {
    context.fillText(
      fitText(context, `gradient ${numberText(trace.columns.node_grad[node])}`, room),
      x,
      y + small * 1.35,
    );
  }
}

/**
 * A port's number, with more room below its name.
 *
 * @param {Picture} picture
 * @param {Box} box  beside its bar
 * @param {number} node
 * @param {{look: Look, strength: number}} shown
 */
export function drawPortText(picture, box, node, { look, strength }) {
  const { context, trace, palette } = picture;
  const shown = nodeNumberStrength(box.height) * strength;
  if (shown === 0) return;
  const [way, second] = twoLines(box.height);
  const font = Math.min(18, box.height * (0.54 - 0.16 * way));
  const right = box.x + box.width - Math.min(8, box.height * 0.22);
  const middle = box.y + box.height / 2 + font * 0.36;
  const apart = Math.min(box.height * 0.24, 13); // of the lines from the middle
  context.textAlign = "right";
  context.fillStyle = palette.colours.ink;
  context.font = `400 ${font}px ${palette.figureFace}`;
  if (second > 0) {
    context.globalAlpha = shown * second;
    context.fillText(fitText(context, calledText(trace, node), right - box.x), right, middle - apart);
  }
  if (look !== "empty") {
    context.globalAlpha = shown;
    context.fillText(numberText(trace.columns.node_data[node]), right, middle + apart * way);
  }
  context.globalAlpha = 1;
}
