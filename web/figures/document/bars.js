/**
 * How high the bars of a document stand, and what each says.
 *
 * @import {StepDone} from "../../wire/protocol.js"
 */

import { fixed, tokenText } from "../../draw/format.js";

const TALLEST = 5; // the loss at which a bar is full; greater ones are cut, their number is there

/**
 * The height of a loss, from 0 to 1.
 *
 * @param {number} loss
 */
export const heightOf = (loss) => Math.min(loss / TALLEST, 1);

/**
 * One bar per prediction.
 *
 * @param {StepDone} step
 */
export function documentBars(step) {
  return step.losses.map((loss, position) => {
    const [given, target] = [tokenText(step.tokens[position]), tokenText(step.tokens[position + 1])];
    return {
      given,
      target,
      isSpecial: target.length > 1,
      height: heightOf(loss),
      text: fixed(loss),
      name: `position ${position}: after ${given} comes ${target}, loss ${fixed(loss, 4)}`,
    };
  });
}
