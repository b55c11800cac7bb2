/** Python as Pyodide brings it up by itself, and our imports: answers "start" as the site's worker does. */

import { boot } from "./python.js";

self.addEventListener("unhandledrejection", ({ reason }) => self.postMessage({ event: "failed", error: reason }));
const { pyodide, part } = await boot();
const archive = await fetch(part("python", "session.zip"));
pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
const handle = pyodide.runPython("import session\nsession.Session().handle");
self.onmessage = ({ data: { id, command, args } }) => {
  self.postMessage({ id, result: handle(command, JSON.stringify(args)) });
};
self.postMessage({ event: "ready" });
