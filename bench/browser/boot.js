/** Shows the milliseconds until a run could train: with the site's worker, or, by #stock, with Pyodide as it is. */

const site = new URL("../", location.href);
const { parts } = await (await fetch(new URL("site.json", site))).json();
const isStock = location.hash === "#stock";
const script = isStock ? new URL("stock.js", location.href) : new URL(`${parts.src}/worker.js`, site);
const result = document.getElementById("result");

const began = performance.now();
const worker = new Worker(script, { type: "module" });
worker.onerror = ({ message }) => show({ error: message });
worker.onmessage = ({ data }) => {
  if (data.event === "ready") worker.postMessage({ id: 1, command: "start", args: { run: "run" } });
  if (data.event === "failed") show({ error: data.error.message });
  if (data.id === 1) show({ ms: performance.now() - began, isStock, error: data.error?.message });
};

/** @param {unknown} found */
function show(found) {
  result.textContent = JSON.stringify(found);
}
