/** Boots the site's own Python in a worker, as the page does, and runs bench/measure.py and the bare loop in it. */

import { boot } from "./python.js";

// an error in a module's top level is told to nobody, so tell it
self.addEventListener("unhandledrejection", ({ reason }) => self.postMessage({ error: String(reason) }));
const { pyodide, part } = await boot();
const found = pyodide.runPython(`
import json
from bench.measure import bare_loop, everything, traces
json.dumps({**everything(), "bare loop": bare_loop(1000), "traces": traces()})
`);

// a trace's way to the page: columns copied out of Python, then handed over
const session = await fetch(part("python", "session.zip"));
pyodide.unpackArchive(await session.arrayBuffer(), "zip");
const take = pyodide.runPython(`
from session import Session
s = Session()
s.start("run")
traced = s.trace("run", "trace", doc="sophia")
s.take_column
`);
const names = pyodide.runPython('[column["name"] for column in traced["columns"]]').toJs();
const began = performance.now();
const columns = names.map((name) => {
  const column = take(name);
  const copied = column.toJs();
  column.destroy();
  return copied;
});
const sent = performance.timeOrigin + performance.now();
self.postMessage(
  { found, columns, copying: performance.now() - began, sent },
  { transfer: columns.map(({ buffer }) => buffer) },
);
