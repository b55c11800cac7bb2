/**
 * Draws how the number in focus adds up while the cells are too small for its tree: its operands are lit one pair after
 * the other, and beside its cell stands the sum so far.
 *
 * @import {Picture} from "./draw.js"
 */

import { operandsOf } from "../../trace/graph.js";
import { expressionOf } from "../../trace/names.js";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { cellBox, cellOf } from "./cells.js";
import { kinPath } from "./kin.js";
import { ramp } from "./levels.js";
import { treeShown } from "./nodes.js";
import { fitText, isVisible, toScreen } from "./screen.js";
import { stepsOf, stepText } from "./sums.js";

const TRAIL = 3; // steps that are seen at a time

/** @param {Picture} picture */
export function drawAdding(picture) {
  const { trace, moment, layout } = picture;
  const { stage, focus, flows, opNode, isBackward, acts, t } = moment;
  if (stage === null || focus === null || flows || isBackward || opNode !== null || t >= 1 || !trace.hasGraph) return;
  const node = trace.columns.stage_nodes[trace.stages[stage].first + focus];
  if (trace.columns.node_stage[node] !== stage) return; // only passed on
  const cell = toScreen(picture, cellBox(layout, trace, stage, focus));
  const strength = ramp(acts.add, 0, 0.04) * (1 - ramp(t, 0.9, 1)) * (1 - treeShown(picture, stage, focus));
  if (strength === 0 || !isVisible(picture, cell, 0)) return;
  const steps = stepsOf(trace, node);
  const at = Math.min(ramp(acts.add, 0.02, 0.98) * steps.length, steps.length - 0.001);
  const { context, palette } = picture;
  for (let i = Math.max(0, Math.ceil(at) - TRAIL); i <= at; i++) {
    const fading = Math.max(0, 1 - (at - i) / TRAIL);
    const { term } = steps[i];
    const isRead = refOfNode(trace, term).kind !== "node" && term !== node;
    const operands = isRead ? [term] : operandsOf(trace, term).map((each) => each.node);
    context.strokeStyle = palette.colours.ink;
    context.lineWidth = 1.25;
    context.globalAlpha = strength * fading;
    for (const operand of operands) {
      if (refOfNode(trace, operand).kind === "node") continue; // made on the way, not read
      const from = toScreen(picture, cellOf(layout, trace, operand));
      context.beginPath();
      kinPath(picture, from, cell);
      context.stroke();
      context.strokeRect(from.x - 1, from.y - 1, Math.max(from.width, 2) + 2, Math.max(from.height, 2) + 2);
    }
  }
  context.globalAlpha = strength;
  context.lineWidth = 2;
  context.strokeStyle = palette.colours.ink;
  context.strokeRect(cell.x - 1, cell.y - 1, cell.width + 2, cell.height + 2);
  const name = expressionOf(trace, stageRef(stage, focus));
  const isRoomy = picture.size.width > 480;
  const count = steps.length > 1 && isRoomy ? `${Math.floor(at) + 1} of ${steps.length}` : "";
  drawSum(picture, cell, `${name}:`, stepText(trace, steps[Math.floor(at)]), count, strength);
}

/**
 * A slip beside a cell, of one width as long as the sum goes on.
 *
 * @param {Picture} picture
 * @param {import("./layout.js").Box} cell
 * @param {string} name
 * @param {string} text
 * @param {string} count
 * @param {number} strength
 */
function drawSum({ context, palette, size }, cell, name, text, count, strength) {
  context.font = `400 13px ${palette.figureFace}`;
  const letter = context.measureText("0").width;
  const width = Math.min(letter * (name.length + 38 + (count ? 9 : 0)), size.width - 16);
  const x = Math.max(8, Math.min(cell.x + cell.width / 2 - width / 2, size.width - width - 8));
  const y = cell.y + cell.height + 40 < size.height ? cell.y + cell.height + 9 : cell.y - 35;
  context.globalAlpha = strength;
  context.beginPath();
  context.roundRect(x, y, width, 26, 3);
  context.fillStyle = palette.colours.paper;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = palette.colours.ink;
  context.stroke();
  context.textAlign = "left";
  context.fillStyle = palette.colours["ink-2"];
  context.fillText(name, x + 9, y + 17.5);
  context.fillStyle = palette.colours.ink;
  const left = x + 9 + letter * (name.length + 1);
  context.fillText(fitText(context, text, x + width - left - (count ? letter * 9 : 8)), left, y + 17.5);
  context.textAlign = "right";
  context.fillStyle = palette.colours["ink-2"];
  context.fillText(count, x + width - 9, y + 17.5);
  context.globalAlpha = 1;
}
