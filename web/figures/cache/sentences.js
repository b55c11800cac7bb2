/**
 * The sentences about the whole of the KV cache: what it holds, what it saves, why nothing has to be hidden.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Moment} from "./moment.js"
 */

import { whole } from "../../draw/format.js";
import { placeText } from "../../trace/names.js";
import { positions } from "../../trace/read.js";
import { numbersHeld, rowsThere } from "./moment.js";

/**
 * What the cache holds at the moment.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function heldText(trace, cursor) {
  const { n_embd: width, n_layer: layers } = trace.header.config;
  const [held, all] = [numbersHeld(trace, cursor), trace.header.cache.numbers];
  const rows = rowsThere(trace, cursor, 0, "keys");
  const isEven = rows === rowsThere(trace, cursor, layers - 1, "values");
  const made = `${several(rows, "position")} × ${several(layers, "layer")} × 2 vectors of ${width}`;
  if (held === all) return `The cache holds all its ${whole(all)} numbers: ${made}.`;
  return `The cache holds ${whole(held)} of ${whole(all)} numbers${isEven && rows > 0 ? `: ${made} so far` : ""}.`;
}

/**
 * @param {number} count
 * @param {string} thing
 */
const several = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

/**
 * What it saves.
 *
 * @param {Trace} trace
 */
export function savedText(trace) {
  const { vectors, vectors_without, products, products_without } = trace.header.cache;
  if (vectors === vectors_without) return "With one position there is nothing to be kept for later.";
  return (
    "Without the cache, every position would compute the keys and value vectors before it again: " +
    `${whole(vectors_without)} vectors instead of ${whole(vectors)}, and ${whole(products_without)} multiplications ` +
    `instead of ${whole(products)} (counted by running the model on lengths).`
  );
}

/**
 * Why nothing has to be hidden from a position; or how gradients come back.
 *
 * @param {Trace} trace
 * @param {Moment} moment
 */
export function whyText(trace, { isBackward, position, pass }) {
  const last = positions(trace) - 1;
  if (isBackward && trace.header.passes > 1) {
    return (
      "Each position has a backward pass of its own, and the rows that it read keep what came: gradients add up. " +
      `This is what the passes have left after pass ${pass + 1} of ${last + 1}.`
    );
  }
  if (isBackward) {
    return (
      "Backwards, each position sends a part of the gradient to every row that it has read, the last position first. " +
      "The thin strip is the part it sends, the cell the sum so far. A row gets its last part from its own position; " +
      "then it is complete."
    );
  }
  const place = placeText(trace, position);
  if (position === last && last > 0) {
    return (
      `No causal mask is needed: ${place} is the last, and reads every row; no earlier position could, ` +
      "because the later rows were not in the tables yet."
    );
  }
  const rows =
    position + 1 === last
      ? `the row of position ${last} is`
      : `the rows of positions ${position + 1} ${position + 2 === last ? "and" : "to"} ${last} are`;
  return `No causal mask is needed: ${place} reads the rows that are there${
    position === last ? "" : `; ${rows} not in the tables yet`
  }.`;
}
