/** Python as Pyodide brings it up by itself, and our imports: answers "start" as the site's worker does. */

self.addEventListener("unhandledrejection", ({ reason }) => self.postMessage({ event: "failed", error: reason }));
const site = new URL("../", self.location.href);
const { parts } = await (await fetch(new URL("site.json", site))).json();
const part = (name, path) => new URL(`${parts[name]}/${path}`, site).href;
const { loadPyodide } = await import(part("pyodide", "pyodide.js"));
const { default: createPyodideModule } = await import(part("pyodide", "pyodide.asm.js"));
const pyodide = await loadPyodide({
  createPyodideModule,
  indexURL: part("pyodide", ""),
  lockFileURL: part("python", "pyodide-lock.json"),
  packages: ["microgpt"],
});
const archive = await fetch(part("python", "session.zip"));
pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
const handle = pyodide.runPython("import session\nsession.Session().handle");
self.onmessage = ({ data: { id, command, args } }) => {
  self.postMessage({ id, result: handle(command, JSON.stringify(args)) });
};
self.postMessage({ event: "ready" });
