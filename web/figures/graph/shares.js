/**
 * Draws one by one what the users of a number add to its gradient, beside it.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 */

import { usersOf } from "../../trace/graph.js";
import { known } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { NONE } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { nodeOfRef } from "./cells.js";
import { factorsText } from "./edges.js";
import { markBox } from "./kin.js";
import { nodeLook } from "./moment.js";
import { fitText, isVisible, numberText, toScreen } from "./screen.js";

const MOST = 6;

/**
 * Beside a node that is large enough, what each of its users adds to its gradient.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 */
export function drawShares(picture, ref) {
  const { context, trace, palette, moment } = picture;
  const node = nodeOfRef(trace, ref);
  const place = node === null ? null : markBox(picture, ref);
  if (node === null || !place) return;
  const box = toScreen(picture, place);
  if (box.width < 30 || !isVisible(picture, box, 0) || nodeLook(moment, node) !== "gradient") return;
  const users = usersOf(trace, node);
  if (users.length < 2) return; // once: the edge says it
  /** @type {[string, string][]} */
  const lines = [];
  let before = -1;
  let edge = -1;
  for (const user of users.slice(0, MOST)) {
    const first = trace.columns.node_first[user];
    const from = user === before ? edge + 1 : first; // the same user twice: x * x
    edge = trace.columns.node_operands.indexOf(node, from);
    before = user;
    lines.push([factorsText(picture, edge, user, nodeLook(moment, user)), homeName(picture, user)]);
  }
  const more = users.length - lines.length;
  const total = known(trace, ref, moment.cursor).grad ?? 0;
  const heading = `gradient ${numberText(total)}, the sum of ${users.length}`;
  const width = 290;
  const height = 30 + (lines.length + Number(more > 0)) * 18;
  const x = Math.max(8, Math.min(box.x + box.width + 22, picture.size.width - width - 8));
  const y = Math.max(40, Math.min(box.y - height - 14, picture.size.height - height - 8));
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
  lines.forEach(([factors, home], index) => {
    const base = y + 38 + index * 18;
    context.fillStyle = palette.colours.gradient;
    context.font = `400 12px ${palette.figureFace}`;
    context.fillText(factors, x + 10, base);
    context.fillStyle = palette.colours["ink-2"];
    context.textAlign = "right";
    context.fillText(fitText(context, home, 150), x + width - 10, base);
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
    context.fillStyle = palette.colours["ink-2"];
    context.font = `400 12px ${palette.textFace}`;
    context.fillText(`and ${more} more`, x + 10, y + 38 + lines.length * 18);
  }
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
  return `for ${expressionOf(trace, stageRef(stage, element === NONE ? null : element))}`;
}
