/**
 * The recorded document at other moments of the recorded training: traces without a graph, each a file of its own.
 *
 * @import {Trace} from "../trace/read.js"
 */

import { RECORDED, traceOf } from "../trace/read.js";
import { packedFiles, unpacked } from "./packed.js";

/**
 * A trace out of a file's bytes: what its header has in place of the recorded trace's, and its columns.
 *
 * @param {Trace} recorded
 * @param {number} after  steps
 * @param {ArrayBuffer} bytes
 * @returns {Trace}
 */
export function traceFrom(recorded, after, bytes) {
  const { header, columns } = unpacked(bytes);
  const found = Object.fromEntries(Object.entries(columns).map(([name, each]) => [name, Float64Array.from(each)]));
  return traceOf({ ...recorded.header, ...header, id: `${RECORDED}-${after}` }, found);
}

/** A store of them: each is fetched once. */
export function throughTraces() {
  const file = packedFiles();
  /** @type {Map<number, Trace>} */
  const traces = new Map();
  const nameOf = (/** @type {number} */ after) => `through-${after}.bin`;

  return {
    /**
     * The recorded document after so many steps.
     *
     * @param {Trace} recorded
     * @param {number} after
     */
    async at(recorded, after) {
      const trace = traces.get(after) ?? traceFrom(recorded, after, await file(nameOf(after)));
      traces.set(after, trace);
      return trace;
    },
    /** Fetch one that may be looked at next. @param {number} after */
    fetchAhead(after) {
      file(nameOf(after)).catch(() => {}); // told when it is asked for
    },
  };
}
