/**
 * Brings up the Python that the site ships, with its wheel, and runs the core's tests there: in a module worker, as the
 * page does that has no snapshot. What came of them goes to the page, as tests/pyodide/inside.py tells it.
 */

self.onmessage = async ({ data: { pyodide: pyodideFolder, python, tests, given } }) => {
  let running = "before the first test";
  try {
    const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
      ["pyodide.js", "pyodide.asm.js"].map((name) => import(pyodideFolder + name)),
    );
    const pyodide = await loadPyodide({
      createPyodideModule,
      indexURL: pyodideFolder,
      lockFileURL: `${python}pyodide-lock.json`,
      packages: ["microgpt"],
    });
    const archive = await fetch(tests);
    pyodide.unpackArchive(await archive.arrayBuffer(), "zip", { extractDir: "/project" });
    pyodide.globals.set("given", pyodide.toPy(given));
    pyodide.globals.set("begin", (/** @type {string} */ test) => {
      running = test;
    });
    const told = pyodide.runPython(`
      import contextlib, io, os, sys
      sys.path += ["/project/packages", "/project/tests/pyodide"]
      os.chdir("/project")
      from inside import outcomes
      with contextlib.redirect_stdout(io.StringIO()):
          told = outcomes(list(given), begin)
      told
    `);
    self.postMessage({ told });
  } catch (error) {
    self.postMessage({ error: `Python ended in ${running}: ${error}` });
  }
};
