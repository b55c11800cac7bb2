/**
 * Writes the local gradients on the edges of a tree of scalar operations: what the chain rule multiplies with there.
 *
 * @import {PlacedTree} from "./cells.js"
 * @import {Picture} from "./draw.js"
 * @import {Look} from "./moment.js"
 */

import { opOf } from "../../trace/graph.js";
import { ends } from "./edges.js";
import { localStrength, ramp } from "./levels.js";
import { nodeLook } from "./moment.js";
import { numberText } from "./screen.js";
import { HELPER } from "./tree.js";

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
    if (room > 0) plateText(picture, text, x, y + font * 0.35, font);
  }
  context.globalAlpha = 1;
}

/**
 * Text on paper, so that an edge does not seem to strike it out.
 *
 * @param {Picture} picture
 * @param {string} text
 * @param {number} x  of its middle
 * @param {number} y
 * @param {number} font
 */
function plateText({ context, palette }, text, x, y, font) {
  const { fillStyle } = context;
  const width = context.measureText(text).width + 6;
  context.fillStyle = palette.colours.paper;
  context.fillRect(x - width / 2, y - font * 0.9, width, font * 1.15);
  context.fillStyle = fillStyle;
  context.fillText(text, x, y);
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
