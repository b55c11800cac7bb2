/**
 * Draws what is selected and what is hovered: an outline, its name and numbers. Where it leads to and what it gathers
 * are drawn in kin.js and shares.js.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 */

import { refOfNode, sameRef } from "../../trace/refs.js";
import { drawKin, markBox } from "./kin.js";
import { fitText, toScreen } from "./screen.js";
import { drawGathering, drawShares } from "./shares.js";
import { refText } from "./text.js";

/** @param {Picture} picture */
export function drawMarks(picture) {
  const { selection, hovered, moment, trace } = picture;
  if (moment.param) drawOutline(picture, moment.param, 1.5);
  if (selection) {
    drawKin(picture, selection);
    drawOutline(picture, selection, 2);
  }
  const stepped = moment.opNode === null ? null : refOfNode(trace, moment.opNode);
  const asked = moment.isBackward ? (selection ?? stepped) : null;
  if (asked) drawShares(picture, asked);
  else drawGathering(picture);
  if (hovered && !sameRef(hovered, selection)) drawOutline(picture, hovered, 1.5);
  if (hovered && !(asked && sameRef(hovered, selection))) drawTag(picture, hovered, asked !== null);
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
  const box = toScreen(picture, place);
  const grow = Math.max(0, 5 - Math.min(box.width, box.height)) / 2 + 2;
  context.beginPath();
  context.roundRect(box.x - grow, box.y - grow, box.width + 2 * grow, box.height + 2 * grow, 3);
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
 * @param {boolean} isBelow  whether there is something else above
 */
function drawTag(picture, ref, isBelow) {
  const { context, palette, size } = picture;
  const place = markBox(picture, ref);
  if (!place) return;
  const box = toScreen(picture, place);
  const text = refText(picture.moment, ref);
  context.font = `400 13px ${palette.figureFace}`;
  context.textAlign = "left";
  const shown = fitText(context, text, size.width - 40);
  const width = context.measureText(shown).width + 16;
  const x = Math.max(8, Math.min(box.x + box.width / 2 - width / 2, size.width - width - 8));
  const above = box.y - 34;
  const y = above > 36 && !isBelow ? above : Math.min(box.y + box.height + 10, size.height - 32);
  context.fillStyle = palette.colours.ink;
  context.beginPath();
  context.roundRect(x, y, width, 24, 3);
  context.fill();
  context.fillStyle = palette.colours.paper;
  context.fillText(shown, x + 8, y + 16.5);
}
