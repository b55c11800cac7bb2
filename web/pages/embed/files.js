/**
 * What an author keeps elsewhere, fetched from its address: the file of a model, a trace, documents. Its server has to
 * be this one, or to allow it.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {TraceHeader} from "../../wire/trace-format.js"
 */

import { ELSEWHERE, traceOf } from "../../trace/read.js";
import { faultOf } from "../../wire/came.js";
import { isWhole } from "./whole.js";

const MOST_BYTES = 100e6;
const COLUMNS = /** @type {const} */ ({ node_op: Uint8Array, node_gathered: Float32Array });
const INDICES = new Set(["stage_nodes", "node_first", "node_operands", "node_stage", "node_element"]);

/**
 * The text at an address.
 *
 * @param {string} address  relative to this page, or absolute
 * @param {string} what  is wanted there
 */
export async function textAt(address, what) {
  const url = new URL(address, location.href);
  const fail = (/** @type {string} */ fault) => new Error(`Wanted ${what} at ${url.href}, but ${fault}.`);
  const response = await fetch(url, { credentials: "omit" }).catch(() => {
    const other =
      url.origin === location.origin
        ? ""
        : ", or its server does not allow other sites to (CORS), or the policy of this one does not allow it";
    throw fail(`it could not be fetched${other}`);
  });
  const fault = faultOf(response);
  if (fault && response.status !== 200) throw fail(fault);
  const blob = await readUpTo(MOST_BYTES, response).catch(() => {
    throw fail("it broke off while it came");
  });
  if (blob === null) throw fail("it has more than 100 MB, which are not read");
  return blob.text();
}

/**
 * What comes; null once that is more than so many bytes: the rest is left.
 *
 * @param {number} most
 * @param {Response} response
 */
async function readUpTo(most, response) {
  const reader = response.body?.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size > most) return reader?.cancel().then(() => null) ?? null;
  }
  return new Blob(parts);
}

/**
 * The step in a file that the command line's trace has written.
 *
 * @param {string} address
 * @returns {Promise<Trace>}
 */
export async function traceAt(address) {
  const what = "the trace of a training step";
  const text = await textAt(address, what);
  const { columns, ...header } = parsed(text) ?? {};
  if (header.format !== "microgpt trace" || header.version !== 1 || !columns || !isWhole(header, columns)) {
    throw new Error(`Wanted ${what} at ${address}, as python3 -m microgpt trace prints it, but what came is none.`);
  }
  const arrays = Object.entries(columns).map(([name, numbers]) => {
    const Numbers =
      COLUMNS[/** @type {keyof typeof COLUMNS} */ (name)] ?? (INDICES.has(name) ? Uint32Array : Float64Array);
    return [name, Numbers.from(/** @type {number[]} */ (numbers))];
  });
  const own = { ...header, id: ELSEWHERE, run: ELSEWHERE, of: null };
  return traceOf(/** @type {TraceHeader} */ (own), Object.fromEntries(arrays));
}

/** @param {string} text */
function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return null;
  }
}
