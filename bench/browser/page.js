// Shows what the worker measured, as JSON, and how long a trace took to come from there.
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const result = document.getElementById("result");
worker.onmessage = ({ data: { error, found, columns, copying, sent } }) => {
  if (error) return (result.textContent = JSON.stringify({ error }));
  const moving = copying + performance.timeOrigin + performance.now() - sent;
  const bytes = columns.reduce((sum, column) => sum + column.byteLength, 0);
  result.textContent = JSON.stringify({ ...JSON.parse(found), "trace moved": { moving, bytes } });
};
worker.onerror = ({ message }) => (result.textContent = JSON.stringify({ error: message }));
