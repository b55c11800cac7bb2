/**
 * The colours of the model map, and the range that each row's numbers have to span.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Scale} from "../../draw/colour.js"
 */

import { diverging, sequential } from "../../draw/colour.js";
import { stageGrads, stageValues } from "../../trace/read.js";
import { mapRows } from "./rows.js";

const NAMES = /** @type {const} */ ([
  "paper",
  "ink",
  "ink-2",
  "hair",
  "query",
  "key",
  "value",
  "gradient",
  "target",
  "parameter",
  "value-low",
  "value-high",
  "share",
  "gradient-low",
  "figure-face",
]);

/**
 * @typedef {Record<typeof NAMES[number], string>} Colours  by custom property
 * @typedef {{colours: Colours, signed: Scale, share: Scale, gradient: Scale}} Palette
 */

/** @type {Palette | null} */
let newest = null;

/** The palette that an element's custom properties make. @param {HTMLElement} element @returns {Palette} */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const colours = /** @type {Colours} */ (
    Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
  );
  if (newest && NAMES.every((name) => newest?.colours[name] === colours[name])) return newest;
  newest = {
    colours,
    signed: diverging(colours["value-low"], colours.paper, colours["value-high"]),
    share: sequential(colours.paper, colours["share"]),
    gradient: diverging(colours["gradient-low"], colours.paper, colours.gradient),
  };
  return newest;
}

/** @typedef {{values: Float64Array, grads: Float64Array[]}} Ranges  by row (grads: by pass, by row): the greatest absolute number */

/** @type {WeakMap<Trace, Ranges>} */
const rangesOfTrace = new WeakMap();

/** @param {Trace} trace @returns {Ranges} */
export function rangesOf(trace) {
  const known = rangesOfTrace.get(trace);
  if (known) return known;
  const rows = mapRows(trace);
  const passes = Array.from({ length: trace.header.passes }, (_, pass) => pass);
  /** @param {(stage: number) => Float64Array} numbersOf */
  const greatest = (numbersOf) =>
    Float64Array.from(rows, ({ stages }) => {
      let max = 0;
      for (const stage of stages) for (const number of numbersOf(stage)) max = Math.max(max, Math.abs(number));
      return max;
    });
  const ranges = {
    values: greatest((stage) => stageValues(trace, stage)),
    grads: passes.map((pass) => greatest((stage) => stageGrads(trace, stage, pass))),
  };
  rangesOfTrace.set(trace, ranges);
  return ranges;
}
