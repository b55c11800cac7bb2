// Boots the site's own Python in a worker, as the page does, and runs bench/measure.py and the bare training loop in it.
const site = new URL("../", self.location.href);
const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", site).href);
const pyodide = await loadPyodide({
  indexURL: new URL("pyodide/", site).href,
  lockFileURL: new URL("python/pyodide-lock.json", site).href,
  packages: ["microgpt"],
});
pyodide.FS.mkdir("/home/pyodide/bench");
for (const name of ["__init__.py", "first_scalar.py", "measure.py"]) {
  const source = await fetch(new URL(name, self.location.href));
  pyodide.FS.writeFile(`/home/pyodide/bench/${name}`, await source.text());
}
self.postMessage(
  pyodide.runPython(`
import json
from bench.measure import bare_loop, everything
json.dumps({**everything(), "bare loop": bare_loop(1000)})
`),
);
