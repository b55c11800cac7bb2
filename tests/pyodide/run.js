/**
 * Runs the core's tests in the Python that the site ships, under Node:
 *
 *     node tests/pyodide/run.js PACKAGES RESULT [PYTEST'S ARGUMENTS]
 *
 * PACKAGES is the folder of pytest for that Python (tools/pyodide_packages.py); what came of the tests goes to the file
 * RESULT, as inside.py tells it. The project is /project there, the folder of RESULT is /own.
 */

import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const [packages, result, ...given] = process.argv.slice(2);

const pyodide = await loadPyodide();
for (const [name, folder] of Object.entries({ project: ROOT, packages, own: dirname(result) })) {
  pyodide.FS.mkdirTree(`/${name}`);
  pyodide.mountNodeFS(`/${name}`, folder);
}
let running = "before the first test";
pyodide.globals.set("given", pyodide.toPy(given));
pyodide.globals.set("begin", (/** @type {string} */ test) => {
  running = test;
});
try {
  const told = pyodide.runPython(`
    import os, sys
    sys.path += ["/packages", "/project/tests/pyodide"]
    os.chdir("/project")
    from inside import outcomes
    outcomes(list(given), begin)
  `);
  writeFileSync(result, told);
} catch (error) {
  console.error(`Python ended in ${running}: ${error}`);
  process.exitCode = 1;
}
