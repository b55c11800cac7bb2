/**
 * Draws what is selected and what is hovered in the computation graph: an outline, and its name and numbers.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 */

import { refOfNode, sameRef } from "../../trace/refs.js";
import { nodeOfRef } from "./cells.js";
import { drawContributions } from "./contributions.js";
import { drawKin } from "./kin.js";
import { refText } from "./moment.js";
import { fitText, toScreen } from "./screen.js";
import { nodeBox, refBox } from "./trees.js";

const TAG = 24; // px

/** @param {Picture} picture */
export function drawMarks(picture) {
  const { selection, hovered, moment, trace } = picture;
  if (selection) {
    drawKin(picture, selection, markBox(picture, selection));
    drawOutline(picture, selection, 2);
  }
  const stepped = moment.opNode === null ? null : refOfNode(trace, moment.opNode);
  const asked = moment.isBackward ? (selection ?? stepped) : null;
  if (asked) drawContributions(picture, asked, markBox(picture, asked));
  if (!hovered) return;
  const isSelected = sameRef(hovered, selection);
  if (!isSelected) drawOutline(picture, hovered, 1.5);
  if (!asked || !isSelected) drawTag(picture, hovered);
}

/**
 * The box to mark for a ref: its cell, or where the trees are shown its node.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 */
function markBox({ layout, trace, camera }, ref) {
  const box = refBox(layout, trace, ref);
  const node = ref.kind === "stage" ? nodeOfRef(trace, ref) : null;
  if (!box || node === null || ref.kind !== "stage" || trace.columns.node_stage[node] !== ref.stage) return box;
  const own = nodeBox(layout, trace, node);
  return own.height * camera.k >= 6 ? own : box;
}

/**
 * @param {Picture} picture
 * @param {Ref} ref
 * @param {number} weight
 */
function drawOutline(picture, ref, weight) {
  const { context, palette } = picture;
  const place = markBox(picture, ref);
  if (!place) return;
  const { x, y, width, height } = toScreen(picture, place);
  const grow = Math.max(0, 5 - Math.min(width, height)) / 2 + 2;
  context.beginPath();
  context.roundRect(x - grow, y - grow, width + 2 * grow, height + 2 * grow, 3);
  context.lineWidth = weight + 2.5;
  context.strokeStyle = palette.colours.paper;
  context.stroke();
  context.lineWidth = weight;
  context.strokeStyle = palette.colours.focus;
  context.stroke();
}

/**
 * The name and the numbers of what is hovered, next to it.
 *
 * @param {Picture} picture
 * @param {Ref} ref
 */
function drawTag(picture, ref) {
  const { context, palette, size, moment } = picture;
  const place = markBox(picture, ref);
  if (!place) return;
  const box = toScreen(picture, place);
  context.font = `400 13px ${palette.figureFace}`;
  context.textAlign = "left";
  const text = fitText(context, refText(moment, ref), size.width - 40);
  const width = context.measureText(text).width + 16;
  const x = Math.max(8, Math.min(box.x + box.width / 2 - width / 2, size.width - width - 8));
  const above = box.y - TAG - 10;
  const y = above > 36 ? above : Math.min(box.y + box.height + 10, size.height - TAG - 8);
  context.fillStyle = palette.colours.ink;
  context.beginPath();
  context.roundRect(x, y, width, TAG, 3);
  context.fill();
  context.fillStyle = palette.colours.paper;
  context.fillText(text, x + 8, y + 16.5);
}
