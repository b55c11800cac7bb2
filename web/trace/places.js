/**
 * Places in a trace by name, for whoever writes about any document: "forward:attn_q@2" is the frame that computes the
 * query at position 2.
 *
 *   PHASE              its last frame: tokens, forward, loss, backward or adam
 *   PHASE:STAGE        of the stage of that name (stages.js, without layer and head), at the position that is followed
 *   PHASE:STAGE@N      of the one at position N, or the last there is
 *   adam:MATRIX        Adam's frame of a matrix
 *
 * @import {Trace} from "./read.js"
 */

import { positions } from "./read.js";
import { kindOf } from "./stages.js";

/** The position that is followed when none is named: one that has others before it. @param {Trace} trace */
export const followed = (trace) =>
  Math.min(trace.header.target === "document" ? 2 : trace.header.target, positions(trace) - 1);

/**
 * The frame at a place, or -1 if the trace has none: of several layers and heads it is that of the first.
 *
 * @param {Trace} trace
 * @param {string} place
 */
export function frameAt(trace, place) {
  const [, phase, name = null, at] = /^(\w+)(?::([\w.]+))?(?:@(\d+))?$/.exec(place) ?? [];
  const position = at === undefined ? followed(trace) : Math.min(Number(at), positions(trace) - 1);
  return trace.frames.findLastIndex((frame) => {
    if (frame.phase !== phase) return false;
    if (name === null) return true;
    if (frame.matrix !== null) return trace.header.matrices[frame.matrix].name === name;
    const stage = frame.stage === null ? null : trace.stages[frame.stage];
    const isFirst = !stage?.layer && !stage?.head;
    return stage?.position === position && isFirst && kindOf(stage.name).base === name;
  });
}

/**
 * The first and the last frame of a passage between two places. A place that is not named, or that the trace does not
 * have, is its start or its end.
 *
 * @param {Trace} trace
 * @param {{from: string, to: string}} places
 */
export function passageAt(trace, { from, to }) {
  const last = to ? frameAt(trace, to) : -1;
  const end = last < 0 ? trace.frames.length - 1 : last;
  return { first: Math.min(Math.max(from ? frameAt(trace, from) : 0, 0), end), last: end };
}

/**
 * The frames of a passage: all of it, or only those of the stages that are named, and the last.
 *
 * @param {Trace} trace
 * @param {{from: string, to: string, only?: string}} passage  only: names of stages, with a blank between two
 */
export function framesOf(trace, { from, to, only = "" }) {
  const { first, last } = passageAt(trace, { from, to });
  const all = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (only === "") return all;
  const names = only.split(" ");
  return all.filter((frame) => {
    const { stage } = trace.frames[frame];
    return frame === last || (stage !== null && names.includes(kindOf(trace.stages[stage].name).base));
  });
}
