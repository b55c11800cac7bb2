/**
 * Recorded files, each fetched when somebody looks: of JSON, or of a header and columns, packed as tools/packing.py
 * says.
 *
 * @typedef {Float64Array | Float32Array | Uint32Array | Uint8Array} Column
 * @typedef {{header: Record<string, any>, columns: Record<string, Column>}} Unpacked
 * @typedef {{name: string, type: "d" | "f" | "I" | "B", length: number, planes: boolean}} Place  of a column
 */

import { recordedUrl } from "../wire/assets.js";
import { faultOf, sizeFault } from "../wire/came.js";

const ARRAYS = { d: Float64Array, f: Float32Array, I: Uint32Array, B: Uint8Array };

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
  for (const { name, type, length: count, planes } of /** @type {Place[]} */ (columns)) {
    const numbers = ARRAYS[type];
    const end = first + count * numbers.BYTES_PER_ELEMENT;
    const own = new Uint8Array(bytes.slice(first, end)); // which begins where a typed array may begin
    found[name] = new numbers((planes ? joined(own, count) : own).buffer);
    first = end;
  }
  return { header, columns: found };
}

/**
 * The bytes of so many numbers whose first bytes come first, then all second ones, and so on.
 *
 * @param {Uint8Array} planes
 * @param {number} count
 */
function joined(planes, count) {
  const size = planes.length / count;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < size; plane++) {
    for (let at = 0; at < count; at++) bytes[at * size + plane] = planes[plane * count + at];
  }
  return bytes;
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

/**
 * What is in such files: each is fetched and unpacked once.
 *
 * @returns {(name: string) => Promise<Unpacked>}
 */
export function unpackedFiles() {
  /** @type {Map<string, Promise<Unpacked>>} */
  const files = new Map();
  return (name) => {
    const found = files.get(name) ?? fetched(name).then(unpacked);
    files.set(name, found);
    found.catch(() => files.delete(name));
    return found;
  };
}

/**
 * What is in a recorded file of JSON.
 *
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function recordedJson(name) {
  const bytes = await answered(name);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error(wanted(name, "what came is not JSON"));
  }
}

/** @param {string} name */
async function fetched(name) {
  const bytes = await answered(name);
  try {
    const body = /** @type {ReadableStream} */ (new Response(bytes).body);
    return await new Response(body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  } catch {
    throw new Error(wanted(name, "what came cannot be unpacked"));
  }
}

/**
 * The bytes of a recorded file, as the build made it.
 *
 * @param {string} name
 */
async function answered(name) {
  const response = await fetch(recordedUrl(name)).catch(() => {
    throw new Error(wanted(name, "it could not be fetched"));
  });
  const fault = faultOf(response);
  if (fault) throw new Error(wanted(name, fault));
  const bytes = await response.arrayBuffer().catch(() => {
    throw new Error(wanted(name, "it broke off while it came"));
  });
  const wrong = sizeFault(bytes.byteLength, RECORDED_SIZES[name]);
  if (wrong) throw new Error(wanted(name, wrong));
  return bytes;
}

/** @param {string} name @param {string} fault */
const wanted = (name, fault) => `wanted recorded/${name}, but ${fault}`;
