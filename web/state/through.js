/**
 * The recorded document at other moments of the recorded training: traces without a graph, each a file of its own,
 * fetched when somebody looks. tools/through.py says how they are packed.
 *
 * @import {Trace} from "../trace/read.js"
 */

import { RECORDED, traceOf } from "../trace/read.js";
import { recordedUrl } from "../wire/assets.js";

const SIZES = { d: 8, f: 4 };
const WHOLE = { d: Float64Array, f: Float32Array };

/**
 * A trace out of a file's bytes: what its header has in place of the recorded trace's, and its columns.
 *
 * @param {Trace} recorded
 * @param {number} after  steps
 * @param {ArrayBuffer} bytes
 * @returns {Trace}
 */
export function unpacked(recorded, after, bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const { header, columns } = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  let first = 4 + length;
  /** @type {Trace["columns"]} */
  const found = {};
  for (const { name, type, length } of /** @type {{name: string, type: "d" | "f", length: number}[]} */ (columns)) {
    const size = SIZES[type];
    found[name] = Float64Array.from(joined(new Uint8Array(bytes, first, size * length), type));
    first += size * length;
  }
  return traceOf({ ...recorded.header, ...header, id: `${RECORDED}-${after}` }, found);
}

/**
 * The numbers whose first bytes come first, then all second ones, and so on: in that order they are packed closer.
 *
 * @param {Uint8Array} planes
 * @param {"d" | "f"} type
 */
function joined(planes, type) {
  const size = SIZES[type];
  const count = planes.length / size;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < size; plane++) {
    for (let at = 0; at < count; at++) bytes[at * size + plane] = planes[plane * count + at];
  }
  return new WHOLE[type](bytes.buffer);
}

/** A store of them: each is fetched once. */
export function throughTraces() {
  /** @type {Map<number, Promise<ArrayBuffer>>} */
  const files = new Map();
  /** @type {Map<number, Trace>} */
  const traces = new Map();

  /** @param {number} after */
  function file(after) {
    const found = files.get(after) ?? fetched(`through-${after}.bin`);
    files.set(after, found);
    found.catch(() => files.delete(after)); // so that it can be tried again
    return found;
  }

  return {
    /**
     * The recorded document after so many steps.
     *
     * @param {Trace} recorded
     * @param {number} after
     */
    async at(recorded, after) {
      const trace = traces.get(after) ?? unpacked(recorded, after, await file(after));
      traces.set(after, trace);
      return trace;
    },
    /** Fetch one that may be looked at next. @param {number} after */
    fetchAhead(after) {
      file(after).catch(() => {}); // told when it is asked for
    },
  };
}

/** @param {string} name */
async function fetched(name) {
  const response = await fetch(recordedUrl(name));
  if (!response.ok || !response.body) throw new Error(`wanted ${name}, but the server answered ${response.status}`);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
