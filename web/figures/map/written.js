/**
 * What is written in the cells of the model map that have room for it: their numbers, or the tokens that they are
 * about.
 *
 * @import {Strip} from "./layout.js"
 * @import {Scene} from "./paint.js"
 * @import {Shown} from "./strips.js"
 */

import { fixed, tokenText } from "../../draw/format.js";
import { textOn } from "../../draw/palette.js";
import { cellBox } from "./cells.js";

const NUMBER_FROM = 23; // px of a cell in which a number can be read
/** The same, of a letter. */
export const LETTER_FROM = 7.5;

/**
 * Whether the cells of a strip have room for their numbers.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 */
export function areNumbersWritten({ layout }, strip) {
  const { width, height } = cellBox(strip, 0);
  return width >= NUMBER_FROM && height >= 8 && !layout.rows[strip.row].row.kind.isOverVocabulary;
}

/**
 * The numbers themselves. The edge of a digit may stick out of its cell: it must not leave the strip's room, with which
 * it is wiped.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 * @param {Shown} shown
 * @param {[number, number, number, number]} room
 */
export function paintNumbers({ context, trace, palette }, strip, { numbers, colourOf, isGradient }, room) {
  context.save();
  context.beginPath();
  context.rect(...room);
  context.clip();
  const { width, height } = cellBox(strip, 0);
  context.font = `${height < 11 || (isGradient && width < 29) ? 8 : 9}px ${palette.figureFace}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let element = 0; element < trace.stages[strip.stage].size; element++) {
    const { x, y } = cellBox(strip, element);
    const text = shortly(numbers[element], isGradient);
    if (text === ".000") continue; // a gradient that is not 0, but too small to be written
    if (trace.areChanges && numbers[element] === 0) continue; // most are
    context.fillStyle = textOn(palette, colourOf(element));
    context.fillText(text, x + width / 2 - 0.5, y + height / 2 + 0.5);
  }
  context.restore();
}

/**
 * A number in four or five signs: 1.2, .34, \u2212.05, and of a gradient one digit more.
 *
 * @param {number} x
 * @param {boolean} isGradient
 */
function shortly(x, isGradient) {
  const size = Math.abs(x);
  if (size === 0) return "0";
  const text = fixed(x, size >= 9.95 ? 0 : size >= 0.995 ? 1 : isGradient ? 3 : 2);
  return text.replace(/^\u2212(?=0\.0+$)/, "").replace(/(^|\u2212)0\./, "$1.");
}

/**
 * The tokens that the cells are about, in them.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 * @param {((element: number) => string) | null} colourOf
 */
export function paintLetters({ context, trace, palette }, strip, colourOf) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [element, token] of trace.header.vocabulary.entries()) {
    const text = tokenText(token);
    const { x, y, width, height } = cellBox(strip, element);
    context.fillStyle = colourOf ? textOn(palette, colourOf(element)) : palette.colours["ink-2"];
    const isWord = text.length > 1 && width >= 10;
    context.font = `${isWord ? 5.5 : 9}px ${palette.figureFace}`;
    context.fillText(isWord ? text : text[0], x + width / 2 - 0.5, y + height / 2);
  }
}
