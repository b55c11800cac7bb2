/**
 * Recorded files of a header and columns, each fetched when somebody looks. tools/through.py says how they are packed.
 *
 * @typedef {{header: Record<string, any>, columns: Record<string, Float64Array | Float32Array>}} Unpacked
 */

import { recordedUrl } from "../wire/assets.js";

const SIZES = { d: 8, f: 4 };
const WHOLE = { d: Float64Array, f: Float32Array };

/**
 * What a file's bytes hold.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Unpacked}
 */
export function unpacked(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const { header, columns } = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  let first = 4 + length;
  /** @type {Unpacked["columns"]} */
  const found = {};
  for (const { name, type, length } of /** @type {{name: string, type: "d" | "f", length: number}[]} */ (columns)) {
    const size = SIZES[type];
    found[name] = joined(new Uint8Array(bytes, first, size * length), type);
    first += size * length;
  }
  return { header, columns: found };
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

/**
 * The bytes of such files: each is fetched once.
 *
 * @returns {(name: string) => Promise<ArrayBuffer>}
 */
export function packedFiles() {
  /** @type {Map<string, Promise<ArrayBuffer>>} */
  const files = new Map();
  return (name) => {
    const found = files.get(name) ?? fetched(name);
    files.set(name, found);
    found.catch(() => files.delete(name)); // so that it can be tried again
    return found;
  };
}

/** @param {string} name */
async function fetched(name) {
  const response = await fetch(recordedUrl(name));
  if (!response.ok || !response.body) throw new Error(`wanted ${name}, but the server answered ${response.status}`);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
