/**
 * The chain rule of one number as rows of the pane: one for each place its gradient came from; where those are many,
 * one for each stage they stand in.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Term} from "../../trace/chain.js"
 *
 * @typedef {object} ChainRow
 * @property {Ref} ref  what it leads to
 * @property {string} text
 * @property {string} numbers
 * @property {string} sum
 */

import { group } from "d3-array";
import { brief } from "../../draw/format.js";
import { besideText, expressionOf, inOneLayer, wholeText } from "../../trace/names.js";
import { stageRef } from "../../trace/refs.js";

const MOST = 16; // places that are told apart

/**
 * @param {Trace} trace
 * @param {Term[]} terms
 * @param {number | null} at  the position of the number
 * @returns {ChainRow[]}
 */
export function chainRows(trace, terms, at) {
  const groups = group(terms, ({ ref }) => ref.stage);
  if (terms.length <= MOST || groups.size === 1) {
    return terms.map((term, index) => ({
      ...rowOf(trace, term, at),
      ...(term.user !== null && term.user === terms[index - 1]?.user
        ? { text: "the same again, as the other factor" }
        : {}),
    }));
  }
  return [...groups].map(([stage, parts]) => ({
    ref: stageRef(stage),
    text: wholeText(trace, stage, at),
    numbers: `${parts.length} ${parts.length === 1 ? "product" : "products"}`,
    sum: brief(parts[parts.length - 1].sum),
  }));
}

/**
 * @param {Trace} trace
 * @param {Term} term
 * @param {number | null} at
 * @returns {ChainRow}
 */
function rowOf(trace, { ref, factor, local, grad, share, sum }, at) {
  const text = besideText(trace, ref, at);
  const by = factor ? `, times ${inOneLayer(trace, expressionOf(trace, factor))}` : "";
  const numbers = local === null || grad === null ? "" : `${brief(local)} × ${brief(grad)} = `;
  return { ref, text: `${text}${by}`, numbers: `${numbers}${brief(share)}`, sum: brief(sum) };
}
