/**
 * The cells that the arithmetic of a weight is written in: numbers of the trace, the letters of positions, headings. A
 * number comes with its frame.
 *
 * @import {StageRef} from "../../trace/refs.js"
 * @import {Reader} from "./reader.js"
 * @import {TableCell} from "./table.js"
 * @import {Shown} from "./weights.js"
 */

import { actsOf } from "../../draw/acts.js";
import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { known, say } from "../../trace/known.js";
import { placeText } from "../../trace/names.js";
import { kindOf } from "../../trace/stages.js";
import { comeTo } from "./motion.js";
import { decimals, letter, smallDecimals } from "./text.js";

const PENDING = "\u00b7";

/**
 * @param {string} text
 * @param {string} [name]
 * @param {Partial<TableCell>} [other]
 * @returns {TableCell}
 */
export const heading = (text, name = text, other = {}) => ({
  text,
  name,
  role: "columnheader",
  class: "heads-th",
  ...other,
});

/**
 * @param {string} text
 * @param {string} name
 * @param {string} className
 * @param {number} [span]
 */
export const foot = (text, name, className, span = 2) =>
  heading(text, name, { role: "rowheader", class: className, span });

/**
 * @param {Shown} shown
 * @param {Reader} reader
 * @param {boolean} areGradients  whether a cell of a stage shows its gradient, not its value
 */
export function cellsOf({ trace, cursor, t: motion, focus, snapshot }, reader, areGradients) {
  const stageNow = motion < 1 && snapshot === null ? trace.frames[cursor].stage : null;
  const write = areGradients ? smallDecimals : decimals;

  /**
   * How much of an element is there.
   *
   * @param {StageRef} ref
   */
  function shareOf({ stage, element }) {
    if (stage !== stageNow) return 1;
    const { name, position } = trace.stages[stage];
    const isRow = kindOf(name).isOverCache && position !== null && element !== null;
    return isRow ? comeTo(motion, element, position) : actsOf(motion).fill;
  }

  /**
   * A cell for an element of a stage, or what it says while that is not computed.
   *
   * @param {StageRef} ref
   * @param {string} [className]
   * @returns {TableCell}
   */
  function elementCell(ref, className = "figure") {
    const { value, grad } = known(trace, ref, cursor);
    const number = areGradients ? grad : value;
    const share = shareOf(ref);
    return {
      text: number === null ? PENDING : write(number),
      name: say(trace, ref, cursor),
      class: className,
      ref,
      act: () => reader.select(ref),
      ...(share < 1 ? { opacity: share } : {}),
    };
  }

  /**
   * A cell for a number that has no name of its own.
   *
   * @param {number | null} value  null: not there
   * @param {string} expression
   * @param {number} [share]  how much of it has come
   * @returns {TableCell}
   */
  const numberCell = (value, expression, share = 1) => ({
    text: value === null ? PENDING : write(value),
    name: value === null ? `${expression}: not computed yet` : `${expression} = ${digits(value, areGradients)}`,
    class: "figure",
    ...(share < 1 ? { opacity: share } : {}),
  });

  const choosing = (/** @type {number} */ s) => () => reader.choose({ ...focus, s });

  /**
   * The letter that a row is about: chooses the pair.
   *
   * @param {number} s
   * @returns {TableCell}
   */
  function letterCell(s) {
    const text = letter(trace, s);
    return {
      text,
      label: String(s),
      name: placeText(trace, s),
      role: "rowheader",
      class: classes("heads-letter", { special: text.length > 1, "is-focus": s === focus.s }),
      act: choosing(s),
    };
  }

  /** The class of a number in the row of a position. @param {number} s */
  const litAt = (s) => classes("figure", { "is-focus": s === focus.s });

  return { stageNow, elementCell, numberCell, letterCell, choosing, litAt };
}
