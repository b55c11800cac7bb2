/**
 * Writes a memory snapshot of Python: node snapshot.js PYODIDE STDLIB SETUP OUT, where PYODIDE is the folder of the npm
 * package, STDLIB a zip of all that may be imported, SETUP the Python to run before the memory is kept. The snapshot is
 * written as how it differs from the memory that Pyodide begins with: see web/wire/snapshot.js.
 *
 * Twice the same: whatever Python asks of its surroundings has the same answer each time.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { tellingOfMemory, turn } from "../web/wire/snapshot.js";

const [pyodideFolder, stdlib, setup, out] = process.argv.slice(2).map((path) => resolve(path));

/** Python has no longer free memory than this at its start, or the snapshot could not be loaded. */
const LARGEST_PIECE = 2 ** 20;
const SMALLEST_PIECE = 2 ** 4;

/** The time that it is for Python, and where; what it has of chance is settled by warm.py. */
function surroundingsStandStill() {
  const { Date: Then } = globalThis;
  const NOW = Then.UTC(2026, 0, 1);
  globalThis.Date = class extends Then {
    /** @param {[]} given */
    constructor(...given) {
      super(...(given.length ? given : [NOW]));
    }
    static now() {
      return NOW;
    }
  };
  Object.defineProperty(globalThis, "performance", { value: { now: () => 0 } });
  Object.defineProperty(globalThis, "navigator", { value: undefined }); // which has a language
  process.env.TZ = "UTC";
}

/**
 * What was freed holds what stood there: overwritten it takes no room when it is packed.
 *
 * @param {any} module
 */
function clearFreeMemory(module) {
  const top = module._sbrk(0); // above it nothing was ever written
  const pieces = [];
  for (let size = LARGEST_PIECE; size >= SMALLEST_PIECE; size /= 2) {
    for (;;) {
      const piece = module._malloc(size);
      pieces.push(piece);
      if (piece + size > top) break;
      module.HEAPU8.fill(0, piece, piece + size);
    }
  }
  for (const piece of pieces) module._free(piece);
}

surroundingsStandStill();
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, "pyodide.mjs")).href);
const { default: createPyodideModule } = await import(pathToFileURL(join(pyodideFolder, "pyodide.asm.mjs")).href);

/** @type {ArrayBuffer} */
let begun = new ArrayBuffer(0);
const lock = JSON.parse(readFileSync(join(pyodideFolder, "pyodide-lock.json"), "utf8"));
const pyodide = await loadPyodide({
  _makeSnapshot: true,
  createPyodideModule: tellingOfMemory(createPyodideModule, (memory) => {
    begun = memory.slice(0);
  }),
  indexURL: pyodideFolder,
  stdLibURL: stdlib,
  lockFileContents: { ...lock, packages: {} },
  _sysExecutable: "./this.program", // as in browsers
  args: ["-OO"], // nothing is kept of docstrings
  env: { PYTHONHASHSEED: "0" },
});
pyodide.runPython(readFileSync(setup, "utf8"));
clearFreeMemory(pyodide._module);
const snapshot = pyodide.makeMemorySnapshot();
turn(snapshot, begun);
writeFileSync(out, snapshot);
