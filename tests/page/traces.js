/** The traces that tools/traces.py made, for tests without a page. */

import { readFileSync } from "node:fs";
import { readTrace, traceOf } from "../../web/trace/read.js";

const FOLDER = new URL("../../.cache/traces/", import.meta.url);

/**
 * @param {string} name
 */
function read(name) {
  try {
    return readFileSync(new URL(name, FOLDER));
  } catch (error) {
    throw new Error("wanted the traces that tests read: python -m tools.traces makes them", { cause: error });
  }
}

/**
 * A trace, read anew: bill, first, layers, target or another of tools/traces.py.
 *
 * @param {string} name
 */
export function traceNamed(name) {
  return readTrace(JSON.parse(read(`${name}.json`).toString()), new Uint8Array(read(`${name}.bin`)).buffer);
}

/** Traces without columns, of models from small to large. */
export function shapes() {
  const headers = /** @type {any[]} */ (JSON.parse(read("shapes.json").toString()));
  return headers.map((header) => traceOf(header, { stage_values: new Float64Array(1) }));
}
