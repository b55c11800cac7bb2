/** Shows what the worker measured, as JSON, and how long a trace took to come from there. */

const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const result = document.getElementById("result");

/** @param {unknown} found */
function show(found) {
  result.textContent = JSON.stringify(found);
}

worker.onmessage = ({ data: { error, found, columns, copying, sent } }) => {
  if (error) {
    show({ error });
    return;
  }
  const moving = copying + performance.timeOrigin + performance.now() - sent;
  const bytes = columns.reduce((sum, column) => sum + column.byteLength, 0);
  show({ ...JSON.parse(found), "trace moved": { moving, bytes } });
};
worker.onerror = ({ message }) => show({ error: message });
