/**
 * Draws one by one what the users of a number add to its gradient, beside it.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Size} from "./camera.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 */

import { isReached } from "../../trace/chain.js";
import { usersOf } from "../../trace/graph.js";
import { known } from "../../trace/known.js";
import { stageText, thingText } from "../../trace/names.js";
import { NONE } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { nodeOfRef } from "./cells.js";
import { factorsText } from "./locals.js";
import { markBox } from "./kin.js";
import { ramp } from "./levels.js";
import { nodeLook } from "./moment.js";
import { turn } from "./presence.js";
import { fitText, isVisible, numberText, toScreen } from "./screen.js";

const MOST = 6;
const WIDTH = 500; // px

/**
 * While a frame brings gradients, the shares of the number in focus come beside it one after the other.
 *
 * @param {Picture} picture
 */
export function drawGathering(picture) {
  const { stage, focus, flows, opNode, t } = picture.moment;
  if (stage === null || focus === null || !flows || opNode !== null || t >= 1) return;
  const strength = Math.min(ramp(t, 0.3, 0.36), 1 - ramp(t, 0.68, 0.78)); // then they go on: see presence.js
  if (strength > 0) drawShares(picture, stageRef(stage, focus), { come: ramp(t, 0.34, 0.6), strength, least: 0 });
}

/**
 * Beside a number that was used more than once, what each of its users adds to its gradient.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 * @param {{come: number, strength: number, least: number}} [shown]  come: how many of the shares have, from 0 to 1;
 *   least: px of the box that they are drawn beside
 */
export function drawShares(picture, ref, { come, strength, least } = { come: 1, strength: 1, least: 30 }) {
  const { context, trace, palette, moment } = picture;
  const node = nodeOfRef(trace, ref);
  const place = node === null ? null : markBox(picture, ref);
  if (node === null || !place) return;
  const box = toScreen(picture, place);
  const isThere = nodeLook(moment, node) === "gradient";
  if (box.width < least || !isVisible(picture, box, 0) || (!isThere && come === 1)) return;
  const users = usersOf(trace, node).filter((user) => isReached(trace, user));
  if (users.length < 2) return; // once: the edge says it
  const lines = linesOf(picture, node, users.slice(0, MOST));
  const more = users.length - lines.length;
  const total = known(trace, ref, moment.cursor).grad;
  const isDone = come === 1 && total !== null;
  const { passes } = trace.header;
  // with several passes what has come goes on again with the next
  const sum = passes === 1 ? `the sum of ${users.length} shares` : `from ${users.length} uses in ${passes} passes`;
  const heading = `gradient${isDone ? ` ${numberText(total)}, ` : ": "}${sum}`;
  const width = Math.min(WIDTH, picture.size.width - 16);
  const height = 30 + (lines.length + Number(more > 0)) * 18;
  const { x, y } = besides(box, { width, height }, picture.size);
  context.globalAlpha = strength;
  context.fillStyle = palette.colours.paper;
  context.strokeStyle = palette.colours.gradient;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y, width, height, 4);
  context.fill();
  context.stroke();
  context.textAlign = "left";
  context.fillStyle = palette.colours.ink;
  context.font = `600 13px ${palette.textFace}`;
  context.fillText(heading, x + 10, y + 19);
  const count = lines.length + Number(more > 0);
  lines.forEach(([factors, home], index) => {
    const base = y + 38 + index * 18;
    context.globalAlpha = strength * ramp(turn(come, index, count), 0, 1);
    context.fillStyle = palette.colours.gradient;
    context.font = `400 12px ${palette.figureFace}`;
    context.fillText(factors, x + 10, base);
    const used = context.measureText(factors).width;
    context.fillStyle = palette.colours["ink-2"];
    context.font = `400 12px ${palette.textFace}`;
    context.textAlign = "right";
    context.fillText(fitText(context, home, width - used - 32), x + width - 10, base);
    context.textAlign = "left";
    context.strokeStyle = palette.colours.gradient;
    context.beginPath();
    const [ax, bx] = [box.x + box.width + 2, x];
    if (bx > ax) {
      context.moveTo(bx, base - 4);
      context.bezierCurveTo((ax + bx) / 2, base - 4, (ax + bx) / 2, box.y + box.height / 2, ax, box.y + box.height / 2);
      context.stroke();
    }
  });
  if (more > 0) {
    context.globalAlpha = strength * ramp(turn(come, lines.length, count), 0, 1);
    context.fillStyle = palette.colours["ink-2"];
    context.font = `400 12px ${palette.textFace}`;
    context.fillText(`and ${more} more`, x + 10, y + 38 + lines.length * 18);
  }
  context.globalAlpha = 1;
}

/**
 * A place for a slip beside a box: to the right, else below, else above.
 *
 * @param {Box} box
 * @param {Size} slip
 * @param {Size} room
 */
function besides(box, { width, height }, room) {
  const y = Math.max(40, Math.min(box.y - height - 14, room.height - height - 8));
  if (box.x + box.width + width + 30 < room.width) return { x: box.x + box.width + 22, y };
  const below = box.y + box.height + 14;
  const x = Math.max(8, room.width - width - 8);
  return { x, y: below + height + 8 < room.height ? below : y };
}

/**
 * Of each use of a number: local gradient × the user's, and what the user helped to make.
 *
 * @param {Picture} picture
 * @param {number} node
 * @param {number[]} users
 */
function linesOf(picture, node, users) {
  const { trace, moment } = picture;
  /** @type {[string, string][]} */
  const lines = [];
  let [before, edge] = [-1, -1];
  for (const user of users) {
    const from = user === before ? edge + 1 : trace.columns.node_first[user]; // the same user twice: x * x
    edge = trace.columns.node_operands.indexOf(node, from);
    before = user;
    lines.push([factorsText(picture, edge, user, nodeLook(moment, user)), homeName(picture, user)]);
  }
  return lines;
}

/**
 * Which number a node helps to make.
 *
 * @param {Picture} picture
 * @param {number} node
 */
function homeName({ trace }, node) {
  const stage = trace.columns.node_stage[node];
  const element = trace.columns.node_element[node];
  return element === NONE ? stageText(trace, stage) : thingText(trace, stageRef(stage, element));
}
