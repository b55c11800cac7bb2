/**
 * Beside what is selected in the computation graph, one by one, what its users add to its gradient.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 */

import { usersOf } from "../../trace/graph.js";
import { gradientNote, known } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { NONE } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { nodeOfRef } from "./cells.js";
import { factorsText } from "./edges.js";
import { nodeLook } from "./moment.js";
import { fitText, isVisible, numberText, toScreen } from "./screen.js";

const MOST = 6;
const WIDTH = 290;
const LINE = 18;

/**
 * @param {Picture} picture
 * @param {Ref} ref
 * @param {Box | null} place
 */
export function drawContributions(picture, ref, place) {
  const { trace, moment } = picture;
  const node = nodeOfRef(trace, ref);
  if (node === null || !place) return;
  const box = toScreen(picture, place);
  const { grad } = known(trace, ref, moment.cursor);
  if (box.width < 30 || !isVisible(picture, box, 0) || grad === null) return;
  if (nodeLook(moment, node).shows !== "gradient") return;
  const users = usersOf(trace, node);
  if (users.length < 2) return; // once: the edge says it
  const note = gradientNote(trace, ref, moment.cursor);
  const heading = `gradient ${[numberText(grad), note].filter(Boolean).join(" ")}, the sum of ${users.length}`;
  drawList(picture, box, heading, linesOf(picture, node, users.slice(0, MOST)), users.length - MOST);
}

/**
 * What each user brings, and which number it helps to make.
 *
 * @param {Picture} picture
 * @param {number} node
 * @param {number[]} users
 */
function linesOf(picture, node, users) {
  const { trace, moment } = picture;
  const { node_first, node_operands, node_stage, node_element } = trace.columns;
  let edge = -1;
  return users.map((user, index) => {
    const from = user === users[index - 1] ? edge + 1 : node_first[user]; // the same user twice: x * x
    edge = node_operands.indexOf(node, from);
    const element = node_element[user];
    const home = stageRef(node_stage[user], element === NONE ? null : element);
    return { factors: factorsText(picture, edge, user, nodeLook(moment, user).shows), home: expressionOf(trace, home) };
  });
}

/**
 * @param {Picture} picture
 * @param {Box} box  of what the list is about
 * @param {string} heading
 * @param {{factors: string, home: string}[]} lines
 * @param {number} more  that are left out
 */
function drawList({ context, palette, size }, box, heading, lines, more) {
  const { colours, textFace, figureFace } = palette;
  const height = 30 + (lines.length + Number(more > 0)) * LINE;
  const x = Math.max(8, Math.min(box.x + box.width + 22, size.width - WIDTH - 8));
  const y = Math.max(40, Math.min(box.y - height - 14, size.height - height - 8));
  context.fillStyle = colours.paper;
  context.strokeStyle = colours.gradient;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y, WIDTH, height, 4);
  context.fill();
  context.stroke();
  context.textAlign = "left";
  context.fillStyle = colours.ink;
  context.font = `600 13px ${textFace}`;
  context.fillText(fitText(context, heading, WIDTH - 20), x + 10, y + 19);
  const [ax, ay] = [box.x + box.width + 2, box.y + box.height / 2];
  lines.forEach(({ factors, home }, index) => {
    const base = y + 38 + index * LINE;
    context.fillStyle = colours.gradient;
    context.font = `400 12px ${figureFace}`;
    context.fillText(factors, x + 10, base);
    context.fillStyle = colours["ink-2"];
    context.textAlign = "right";
    context.fillText(fitText(context, `for ${home}`, 150), x + WIDTH - 10, base);
    context.textAlign = "left";
    if (x <= ax) return;
    context.beginPath();
    context.moveTo(x, base - 4);
    context.bezierCurveTo((ax + x) / 2, base - 4, (ax + x) / 2, ay, ax, ay);
    context.stroke();
  });
  if (more <= 0) return;
  context.fillStyle = colours["ink-2"];
  context.font = `400 12px ${textFace}`;
  context.fillText(`and ${more} more`, x + 10, y + 38 + lines.length * LINE);
}
