/**
 * Draws what is selected and what is hovered in the computation graph: outlined, and with a tag that says it.
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

const LINE = 18; // px of the text of a tag

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
  if (hovered && !sameRef(hovered, selection)) drawOutline(picture, hovered, 1.5);
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
 * The name and the numbers of what is hovered, next to it. Not if they stand there already, being those of what is selected.
 *
 * @param {Picture} picture
 */
export function drawTag(picture) {
  const { context, palette, size, moment, selection, hovered } = picture;
  const place = hovered && !(moment.isBackward && sameRef(hovered, selection)) ? markBox(picture, hovered) : null;
  if (!hovered || !place) return;
  const box = toScreen(picture, place);
  context.font = `400 13px ${palette.figureFace}`;
  context.textAlign = "left";
  const lines = inLines(context, refText(moment, hovered), size.width - 40);
  const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 16;
  const height = lines.length * LINE + 6;
  const x = Math.max(8, Math.min(box.x + box.width / 2 - width / 2, size.width - width - 8));
  const above = box.y - height - 10;
  const y = above > 36 ? above : Math.min(box.y + box.height + 10, size.height - height - 8);
  context.fillStyle = palette.colours.ink;
  context.beginPath();
  context.roundRect(x, y, width, height, 3);
  context.fill();
  context.fillStyle = palette.colours.paper;
  for (const [index, line] of lines.entries()) context.fillText(line, x + 8, y + 16.5 + index * LINE);
}

/**
 * A text cut at its commas into lines that are no wider than that.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 */
function inLines(context, text, width) {
  const [first, ...rest] = text.split(/(?<=,) /);
  const lines = [first];
  for (const part of rest) {
    const longer = `${lines[lines.length - 1]} ${part}`;
    if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.map((line) => fitText(context, line, width));
}
