/** The site's own Python, booted without the page's worker, with bench/measure.py to import. */

/** Python, and a function that gives the address of a file in a part of the site. */
export async function boot() {
  const site = new URL("../", import.meta.url);
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
  pyodide.FS.mkdir("/home/pyodide/bench");
  for (const name of ["__init__.py", "measure.py"]) {
    const source = await fetch(new URL(name, import.meta.url));
    pyodide.FS.writeFile(`/home/pyodide/bench/${name}`, await source.text());
  }
  return { pyodide, part };
}
