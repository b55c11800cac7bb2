/**
 * What a thing went into: the stages whose numbers were made from it, each with how often it was used there.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref, StageRef} from "../../trace/refs.js"
 *
 * @typedef {{ref: StageRef, text: string, times: number}} Use
 */

import { partOf } from "../../trace/chain.js";
import { usersOf } from "../../trace/graph.js";
import { besideText, stageText, wholeText } from "../../trace/names.js";
import { usersOfStage } from "../../trace/read.js";
import { nodeOf, stageRef } from "../../trace/refs.js";

/**
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {Use[]}
 */
export function usesOf(trace, ref) {
  const node = nodeOf(trace, ref);
  const at = ref.kind === "stage" ? trace.stages[ref.stage].position : null;
  if (node === null) {
    const users = ref.kind === "stage" ? usersOfStage(trace, ref.stage) : [];
    return users.map((stage) => ({ ref: stageRef(stage), text: stageText(trace, stage), times: 1 }));
  }
  /** @type {Map<number, StageRef[]>} */
  const parts = new Map();
  for (const part of usersOf(trace, node).map((user) => partOf(trace, user))) {
    parts.set(part.stage, [...(parts.get(part.stage) ?? []), part]);
  }
  return [...parts].map(([stage, used]) => {
    const isOne = used.every(({ element }) => element === used[0].element);
    const to = isOne ? used[0] : stageRef(stage);
    return { ref: to, text: isOne ? besideText(trace, to, at) : wholeText(trace, stage, at), times: used.length };
  });
}

/** once, twice, 16 times @param {number} n */
export const often = (n) => (n === 1 ? "once" : n === 2 ? "twice" : `${n} times`);
