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
 * @param {{terms: Term[], way: Term[]}} found
 * @param {number | null} at  the position of the number
 * @returns {{rows: ChainRow[], zeros: number, lines: string[]}}  zeros: places that sent nothing; lines: what was done
 *   with the sum of the others
 */
export function chainRows(trace, { terms, way }, at) {
  const sent = terms.filter(({ share }) => share !== 0);
  const told = sent.length ? sent : terms;
  const lines = way.filter(({ local }) => local !== 1).map(productText);
  const zeros = terms.length - told.length;
  const groups = group(told, ({ ref }) => ref.stage);
  if (told.length <= MOST || groups.size === 1) return { rows: singleRows(trace, told, at), zeros, lines };
  const rows = [...groups].map(([stage, parts]) => ({
    ref: stageRef(stage),
    text: wholeText(trace, stage, at),
    numbers: `${parts.length} ${parts.length === 1 ? "product" : "products"}`,
    sum: brief(parts[parts.length - 1].sum),
  }));
  return { rows, zeros, lines };
}

/**
 * @param {Trace} trace
 * @param {Term[]} terms
 * @param {number | null} at
 */
function singleRows(trace, terms, at) {
  return terms.map((term, index) => {
    const isSame = term.user !== null && term.user === terms[index - 1]?.user; // x * x
    const row = rowOf(trace, term, at);
    return isSame ? { ...row, text: "the same once more: it was multiplied by itself" } : row;
  });
}

/** 0.31 × −0.002 = −0.00062 @param {Term} term */
function productText({ local, grad, share }) {
  const factors = local === null || grad === null ? "" : `${brief(local)} × ${brief(grad)} = `;
  return `${factors}${brief(share)}`;
}

/**
 * @param {Trace} trace
 * @param {Term} term
 * @param {number | null} at
 * @returns {ChainRow}
 */
function rowOf(trace, term, at) {
  const { ref, factor, sum } = term;
  const text = besideText(trace, ref, at);
  const by = factor ? `, times ${inOneLayer(trace, expressionOf(trace, factor))}` : "";
  return { ref, text: `${text}${by}`, numbers: productText(term), sum: brief(sum) };
}
