// Shows what the worker measured, as JSON.
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => (document.getElementById("result").textContent = data);
worker.onerror = ({ message }) => (document.getElementById("result").textContent = JSON.stringify({ error: message }));
