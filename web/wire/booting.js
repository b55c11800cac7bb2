/**
 * Brings Python up: from a snapshot of its memory, or, if that cannot be, as Pyodide does by itself: from the standard
 * library, our wheel and the session, imported one by one.
 *
 * @import {Session} from "./python.js"
 */

import { FETCHING, pyodideUrl, pythonUrl } from "./assets.js";
import { watchFetching } from "./fetching.js";
import { bytesOf, QUICK_FILES, SIZES } from "./sizes.js";
import { tellingOfMemory, turn } from "./snapshot.js";

/** What is kept of Python: the session's ways in and out; numbers come as JavaScript's, which it need not know of. */
const SESSION = `
import session
s = session.Session()
s.handle, lambda name, numbers: s.give_column(name, numbers.to_bytes()), s.take_column
`;

/** What must not be the same each time. */
const CHANCE = "import random; random.seed()";

/**
 * Rejects when a part of Python cannot be fetched, or is not what it should be.
 *
 * @param {(stage: string, loaded: number, total: number) => void} tell  how far it has come
 * @returns {Promise<Session>}
 */
export async function bootPython(tell) {
  let stage = FETCHING;
  /** The bytes that have come of each file. @type {Map<string, number>} */
  const came = new Map();
  const files = new Set(QUICK_FILES);

  function tellProgress() {
    let loaded = 0;
    for (const name of files) loaded += Math.min(came.get(name) ?? 0, SIZES[name]);
    tell(stage, loaded, bytesOf(files));
  }

  /** @param {string} file @param {number} bytes */
  function onBytes(file, bytes) {
    came.set(file, (came.get(file) ?? 0) + bytes);
    tellProgress();
  }

  tellProgress();
  const { begin, coming, imported, unlessBroken, wasm, whole } = watchFetching(onBytes);
  const scripts = Promise.all([imported("pyodide.js"), imported("pyodide.asm.js")]);

  const lockUrl = pythonUrl("pyodide-lock.json");
  /** The wheel: beside what is in the snapshot, sources and data of ours are asked for. */
  const wheelUrl = pythonUrl(QUICK_FILES.find((name) => name.endsWith(".whl")) ?? "");

  async function fromSnapshot() {
    for (const url of [lockUrl, wheelUrl]) begin(url);
    const [snapshot, [{ loadPyodide }, { default: createPyodideModule }]] = await Promise.all([
      coming(pythonUrl("memory.bin")).then(unpacked),
      scripts,
      wasm,
    ]);
    const pyodide = await loadPyodide({
      createPyodideModule: tellingOfMemory(createPyodideModule, (memory) => turn(snapshot, memory)),
      indexURL: pyodideUrl().href,
      stdLibURL: wheelUrl.href,
      lockFileURL: lockUrl.href,
      _loadSnapshot: snapshot,
    });
    pyodide.runPython(CHANCE);
    return sessionOf(pyodide);
  }

  async function fromFiles() {
    for (const name of SPARE) files.add(name);
    const [{ loadPyodide }, { default: createPyodideModule }] = await scripts;
    const pyodide = await loadPyodide({
      createPyodideModule,
      indexURL: pyodideUrl().href,
      lockFileURL: lockUrl.href,
      packages: ["microgpt"],
    });
    stage = "Importing microgpt";
    tellProgress();
    const archive = await whole(pythonUrl("session.zip"));
    pyodide.unpackArchive(archive, "zip");
    return sessionOf(pyodide);
  }

  return unlessBroken(fromSnapshot()).catch((error) => {
    console.info(`Python could not be brought up from its snapshot: ${error.message}`);
    return unlessBroken(fromFiles());
  });
}

/**
 * @param {any} pyodide  its interface
 * @returns {Session}
 */
function sessionOf(pyodide) {
  const [handle, giveColumn, takeColumn] = pyodide.runPython(SESSION);
  return { handle, giveColumn, takeColumn };
}

/**
 * What was gzipped; rejects if it is not as it was.
 *
 * @param {ReadableStream<BufferSource>} content
 */
async function unpacked(content) {
  const stream = content.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
