/**
 * The cells of the model map as they are painted: what is known of each stage's numbers, filling in or being gone over
 * by its gradient while the frame is on.
 *
 * @import {Box} from "./cells.js"
 * @import {Strip} from "./layout.js"
 * @import {Scene} from "./paint.js"
 *
 * @typedef {{numbers: ArrayLike<number>, colourOf: (element: number) => string, isGradient: boolean}} Shown
 */

import { actsOf } from "../../draw/acts.js";
import { tokenText } from "../../draw/format.js";
import { isUpdated, knownSince, knownVector } from "../../trace/known.js";
import { gradientPass, isComputed, tokenAt } from "../../trace/read.js";
import { rowOfStage } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { within } from "./columns.js";
import { areNumbersWritten, LETTER_FROM, paintLetters, paintNumbers } from "./written.js";

const POSITIONS = 12; // px beside a strip for the tokens that its lines are about

/**
 * A number that differs when a strip looks different.
 *
 * @param {Scene} scene
 * @param {number} stage
 */
export function lookOf({ trace, cursor, t, lit }, stage) {
  return knownSince(trace, stage, cursor) + (changesAt({ trace, lit }, stage) && t < 1 ? t / 2 + 0.25 : 0);
}

/**
 * @param {Scene} scene
 * @param {Strip} strip
 */
export function wipeStrip(scene, strip) {
  scene.context.clearRect(...roomOf(scene, strip));
}

/**
 * Where a strip is painted, and nowhere else: x, y, width and height.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 * @returns {[number, number, number, number]}
 */
function roomOf(scene, strip) {
  const { left, right, top, bottom } = edgesOf(strip, scene.ratio);
  return [left, top, right - left + (hasPositions(scene, strip) ? POSITIONS : 0), bottom - top + 2];
}

/**
 * @param {Scene} scene
 * @param {Strip} strip
 */
export function paintStrip(scene, strip) {
  const { cursor, t, layout } = scene;
  const fill = changesAt(scene, strip.stage) ? actsOf(t).fill : 1;
  const before = fill < 1 ? coloursOf(scene, strip, cursor - 1) : null;
  const now = coloursOf(scene, strip, cursor);
  if (!before && (!now || fill < 1)) paintPlace(scene, strip);
  if (before) paintCells(scene, strip, before.colourOf, 1, false);
  if (now) paintCells(scene, strip, now.colourOf, fill, now.isGradient);
  const written = fill === 1 ? now : fill === 0 ? before : null;
  if (written && areNumbersWritten(scene, strip)) paintNumbers(scene, strip, written, roomOf(scene, strip));
  if (hasPositions(scene, strip)) paintPositions(scene, strip);
  if (layout.rows[strip.row].row.kind.isOverVocabulary && strip.width / strip.perLine >= LETTER_FROM) {
    paintLetters(scene, strip, now?.colourOf ?? null);
  }
}

/**
 * Whether the frame changes what a strip shows: it computes it, or Adam moves the row of parameters that it is.
 *
 * @param {Pick<Scene, "trace" | "lit">} scene
 * @param {number} stage
 */
function changesAt({ trace, lit: { writes, frame } }, stage) {
  return writes === stage || (frame.matrix !== null && rowOfStage(trace, stage)?.matrix === frame.matrix);
}

/**
 * A strip's numbers, its gradient as soon as that is there and until Adam has moved it, with their colours; null while
 * there is nothing.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 * @param {number} cursor
 * @returns {Shown | null}
 */
export function coloursOf({ trace, palette, ranges, layout }, { stage, row }, cursor) {
  const known = knownVector(trace, stage, cursor);
  if (!known) return null;
  const { values } = known;
  const parameters = rowOfStage(trace, stage);
  const grads = parameters && isUpdated(trace, parameters.matrix, cursor) ? null : known.grads;
  const { signed, share, gradient } = palette.scales;
  const scale = grads ? gradient : layout.rows[row].row.numbers === "signed" ? signed : share;
  const max = grads ? ranges.grads[gradientPass(trace, stage, cursor)][row] : ranges.values[row];
  const numbers = grads ?? values;
  const colourOf = (/** @type {number} */ at) => scale.css(numbers[at], max);
  return { numbers, colourOf, isGradient: grads !== null };
}

/**
 * The edges of a box in whole device pixels, so that it can be wiped without a trace.
 *
 * @param {Box} box
 * @param {number} ratio
 */
function edgesOf({ x, y, width, height }, ratio) {
  const snap = snapper(ratio);
  const left = snap(x);
  return { left, right: Math.max(snap(x + width), left + 1 / ratio), top: snap(y), bottom: snap(y + height) };
}

/** @param {number} ratio */
function snapper(ratio) {
  return (/** @type {number} */ px) => Math.round(px * ratio) / ratio;
}

/**
 * So much of the cells, from the left, or for what comes back from the right.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 * @param {(element: number) => string} colourOf
 * @param {number} fill
 * @param {boolean} isBackward
 */
function paintCells({ context, ratio, trace, palette }, strip, colourOf, fill, isBackward) {
  const { size } = trace.stages[strip.stage];
  const { width, height } = cellBox(strip, 0);
  const gapX = width >= 4 ? 1 : 0;
  const gapY = strip.lines > 1 && height >= 4 ? 1 : 0;
  const ends = fill * (size + 3);
  const snap = snapper(ratio);
  const edges = edgesOf(strip, ratio);
  for (let element = 0; element < size; element++) {
    const order = isBackward ? size - 1 - element : element;
    const alpha = within((ends - order) / 3, 0, 1);
    if (alpha === 0) continue;
    const [column, line] = [element % strip.perLine, Math.floor(element / strip.perLine)];
    const left = Math.min(snap(strip.x + column * width), edges.right - 1 / ratio);
    const right = snap(strip.x + (column + 1) * width);
    const top = snap(strip.y + line * height);
    const bottom = snap(strip.y + (line + 1) * height);
    context.globalAlpha = alpha;
    context.fillStyle = colourOf(element);
    context.fillRect(left, top, Math.max(right - left - gapX, 1 / ratio), bottom - top - gapY);
  }
  context.globalAlpha = 1;
  if (fill < 1) return;
  context.strokeStyle = palette.colours.hair;
  context.lineWidth = 1 / ratio;
  context.beginPath();
  context.moveTo(edges.left, edges.bottom + 0.5 / ratio);
  context.lineTo(edges.right - gapX, edges.bottom + 0.5 / ratio);
  context.stroke();
}

/**
 * Where cells are still to come: a line that they will stand on.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 */
function paintPlace({ context, ratio, palette }, strip) {
  const { left, right, bottom } = edgesOf(strip, ratio);
  context.fillStyle = palette.colours.hair;
  context.fillRect(left, bottom - 1 / ratio, Math.max(right - left - 1, 1 / ratio), 1 / ratio);
}

/**
 * Whether there is room beside a strip for the tokens that its lines are about, and it is the last head's.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 */
function hasPositions({ trace, layout }, strip) {
  if (!layout.rows[strip.row].row.kind.isOverCache) return false;
  const { x, width, right } = layout.columns[strip.column];
  const isLast = trace.stages[strip.stage].head === trace.header.config.n_head - 1;
  return isLast && x + width - right >= 10 && strip.height / strip.lines >= 7;
}

/**
 * @param {Scene} scene
 * @param {Strip} strip
 */
function paintPositions({ context, trace, cursor, layout, palette }, strip) {
  const { right } = layout.columns[strip.column];
  const { height } = cellBox(strip, 0);
  context.font = `8.5px ${palette.figureFace}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = palette.colours[isComputed(trace, strip.stage, cursor) ? "ink-2" : "hair"];
  for (let position = 0; position < strip.lines; position++) {
    const text = tokenText(tokenAt(trace, position));
    context.fillText(text.length > 1 ? "\u2022" : text, right, strip.y + (position + 0.5) * height);
  }
}
