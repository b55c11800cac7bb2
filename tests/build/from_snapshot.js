/**
 * Brings Python up from a snapshot as the worker does, and prints what its session answers to commands:
 * node from_snapshot.js PYODIDE SNAPSHOT WHEEL LOCK < COMMANDS, a list of [command, args, columns]; of the snapshot it
 * wants what was packed.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { tellingOfMemory, turn } from "../../web/wire/snapshot.js";

const [folder, snapshotFile, wheel, lock] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const { default: createPyodideModule } = await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href);
const snapshot = new Uint8Array(readFileSync(snapshotFile));
const pyodide = await loadPyodide({
  createPyodideModule: tellingOfMemory(createPyodideModule, (memory) => turn(snapshot, memory)),
  indexURL: folder,
  stdLibURL: wheel,
  lockFileURL: lock,
  _loadSnapshot: snapshot,
});
const [handle, give] = pyodide.runPython(`
import session
from array import array
s = session.Session()
s.handle, lambda name, numbers: s.give_column(name, array("d", numbers.to_py()).tobytes())
`);
const before = pyodide.runPython("import sys; len(sys.modules)");
const answers = [];
for (const [command, args, given] of await json(process.stdin)) {
  for (const [name, numbers] of Object.entries(given)) give(name, numbers);
  answers.push({ command, ...JSON.parse(handle(command, JSON.stringify(args))) });
}
const imported = pyodide.runPython(`
from importlib.machinery import BuiltinImporter
later = [module for module in list(sys.modules.values())[${before}:] if module.__spec__.loader is not BuiltinImporter]
", ".join(module.__name__ for module in later)
`);
const seed = pyodide.runPython("import os; os.environ.get('PYTHONHASHSEED')");
process.stdout.write(JSON.stringify({ answers, imported, seed: seed ?? null }));
