/**
 * Draws the captions of blocks: what a stage is called in words, then in Python when there is room. Heads side by side
 * share the caption of their row, and carry their numbers.
 *
 * @import {Picture} from "./draw.js"
 * @import {Block, Box} from "./layout.js"
 */

import { tokenText } from "../../draw/format.js";
import { tokenAt } from "../../trace/read.js";
import { captionStrength, expressionStrength, headStrength, ramp } from "./levels.js";
import { fitText, haloText } from "./screen.js";

const ABOVE_LANES = 1.3; // of a row of heads, in units of the layout: its own caption is above the lanes

/**
 * @param {Picture} picture
 * @param {Block} block
 * @param {Box} box
 * @param {boolean} isCurrent
 */
export function drawCaption(picture, block, box, isCurrent) {
  const { context, trace, layout, palette, camera } = picture;
  const strength = captionStrength(camera.k, picture.zoom);
  if (strength === 0) return;
  const { name, expression, head, position, size: count } = trace.stages[block.stage];
  const row = layout.rows[block.row];
  const size = Math.min(15, Math.max(10.5, camera.k * 0.42));
  const gap = Math.max(4, camera.k * 0.12);
  const heads = headStrength(camera.k);
  const isOneOfMore = head !== null;
  context.textAlign = "left";
  if (isOneOfMore && heads > 0) {
    context.globalAlpha = heads;
    context.font = `${isCurrent ? 600 : 400} ${size * 0.86}px ${palette.textFace}`;
    context.fillStyle = palette.colours[isCurrent ? "ink" : "ink-2"];
    // a wire comes in at the middle: left of it, right of it, or shorter
    const width = context.measureText(`head ${head}`).width;
    const slot = (layout.columnWidth / trace.header.config.n_head) * camera.k;
    const isRight = width >= box.width / 2 - 2 && width < slot - box.width / 2 - 8;
    const isShort = width >= box.width / 2 - 2 && !isRight;
    haloText(picture, isShort ? `${head}` : `head ${head}`, isRight ? box.x + box.width / 2 + 7 : box.x, box.y - gap);
    context.globalAlpha = 1;
  }
  if (isOneOfMore && head !== 0) return;
  const isRowCurrent = isCurrent || (isOneOfMore && isRowOfFrame(picture, block));
  // a single number has its caption beside it, for a wire comes in from above
  const isSingle = count === 1 && !isOneOfMore;
  const x = isSingle ? box.x + box.width + gap * 2 : box.x;
  const above = isOneOfMore ? ABOVE_LANES * camera.k : gap;
  const y = isSingle ? box.y + box.height / 2 + size * 0.35 : box.y - above;
  context.globalAlpha = strength;
  context.fillStyle = palette.colours[isRowCurrent ? "ink" : "ink-2"];
  context.font = `${isRowCurrent ? 600 : 400} ${size}px ${palette.textFace}`;
  const width = layout.columnWidth * camera.k;
  const title = fitText(context, row.label, width);
  haloText(picture, title, x, y);
  const used = context.measureText(title).width + 8;
  const more = expressionStrength(camera.k);
  if (more > 0 && !isOneOfMore) {
    context.globalAlpha = more;
    context.font = `400 ${size * 0.86}px ${palette.figureFace}`;
    context.fillStyle = palette.colours["ink-2"];
    const token = name === "loss" && position !== null ? ` of ${tokenText(tokenAt(trace, position + 1))}` : "";
    const text = expression + token;
    const fits = ramp(width - used - context.measureText(text).width, -40, 0);
    context.globalAlpha = more * fits;
    if (fits > 0) haloText(picture, text, x + used, y);
  }
  context.globalAlpha = 1;
}

/**
 * Whether the frame's stage is another head of the same row and position.
 *
 * @param {Picture} picture
 * @param {Block} block
 */
function isRowOfFrame({ moment, layout }, { row, column }) {
  const current = moment.stage === null ? null : layout.blocks[moment.stage];
  return current?.row === row && current.column === column;
}
