/**
 * A look that goes with another: at the same place, in a trace of another run.
 *
 * @import {Look} from "../figures/figure.js"
 * @import {Trace} from "../trace/read.js"
 * @import {PageState} from "./page.js"
 *
 * @typedef {{look: string, run: string} & typeof FOLLOWING} Lead  the look that is gone with, and its run; how it is
 *   gone with
 */

import { isThere } from "../trace/refs.js";
import { sameFrame } from "../trace/same-place.js";
import { isSameDocument } from "./look.js";
import { traceOfLook } from "./page.js";

/**
 * The look as it is to be drawn. What is pointed at is told of it only if both models have the same shape: else it is
 * another thing there.
 *
 * @param {PageState} state
 * @param {string} id
 * @param {Pick<Lead, "look">} lead
 * @returns {Look}
 */
export function followed(state, id, lead) {
  const own = state.looks[id];
  const { cursor, t, isPlaying, speed, selection, hovered } = state.looks[lead.look];
  const [trace, leading] = [traceOfLook(state, id), traceOfLook(state, lead.look)];
  if (!trace || !leading) return own;
  /** @param {Look["selection"]} ref */
  const here = (ref) => (ref && ref.kind !== "node" && hasShapeOf(trace, leading) && isThere(trace, ref) ? ref : null);
  const place = { cursor: sameFrame(leading, cursor, trace), t, selection: here(selection), hovered: here(hovered) };
  return { ...own, ...place, isPlaying, speed };
}

/**
 * The frame to go to for one that is asked for in the look that goes along.
 *
 * @param {PageState} state
 * @param {string} id
 * @param {Pick<Lead, "look">} lead
 * @param {number} cursor
 */
export function ledTo(state, id, lead, cursor) {
  const [trace, leading] = [traceOfLook(state, id), traceOfLook(state, lead.look)];
  return trace && leading ? sameFrame(trace, cursor, leading) : cursor;
}

/** @param {Trace} trace @param {Trace} leading */
function hasShapeOf(trace, leading) {
  const names = (/** @type {Trace} */ { stages }) => stages.map(({ name, size }) => `${name} ${size}`).join();
  return isSameDocument(trace, leading) || names(trace) === names(leading);
}

const FOLLOWING = { followed, ledTo };

/**
 * For a page that has looks which go with another: the others need know nothing of it.
 *
 * @param {string} look  that is gone with
 * @param {string} run  its run
 * @returns {Lead}
 */
export const leadBy = (look, run) => ({ look, run, ...FOLLOWING });
