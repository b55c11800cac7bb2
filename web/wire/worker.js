/**
 * The worker: boots Python, hands commands to session.py, and trains in slices short enough to answer mail in between.
 *
 * @import {Command, PythonError, Reply, WorkerEvent} from "./protocol.js"
 */

/** How many bytes booting fetches; the build puts the number here. @type {number} */
const TOTAL_BYTES = FETCHED_BYTES;
const SLICE_MS = 50;
const CHECKPOINT_MS = 10_000;

const site = new URL("../", self.location.href);
const version = self.location.search; // the page's, so that all files come from one build

/**
 * Holds a lock for as long as this worker lives: the page waits for the same one, and gets it if the worker dies.
 * Resolves when the lock is held, or cannot be (a sandboxed frame has none).
 */
const lockHeld = new Promise((resolve) => {
  const held = navigator.locks?.request(self.name, () => {
    resolve(null);
    return new Promise(() => {});
  });
  if (held) held.catch(resolve);
  else resolve(null);
});

/** The two PyProxies that are kept: Session.handle and Session.take_column. @type {(command: string, args: string) => string} */
let handle;
/** @type {(name: string) => {toJs: () => any, destroy: () => void}} */
let takeColumn;
let pausing = false;
let training = Promise.resolve();

const ready = boot();
ready.catch(() => {}); // told by "failed", and to whoever asks for something
self.addEventListener("message", ({ data }) => void answer(data));

/** @param {Command} message */
async function answer({ id, command, args }) {
  try {
    await ready;
    const result = await carryOut(command, args);
    if (result?.columns) replyWithColumns(id, result);
    else reply({ id, result });
  } catch (error) {
    reply({ id, error: describeError(error) });
  }
}

/** @param {string} command @param {Record<string, unknown>} args */
async function carryOut(command, args) {
  if (command === "pause") return pause();
  if (command === "train") {
    await pause();
    const trained = train(args);
    training = trained.catch(() => {}); // whoever asked is told; whoever waits for the end is not
    return trained;
  }
  if (command === "start" || command === "restore") await pause();
  return call(command, args);
}

/** Columns are typed arrays: one copy out of Python, which the page is then given. @param {number} id @param {any} header */
function replyWithColumns(id, header) {
  /** @type {Record<string, any>} */
  const columns = {};
  for (const { name } of header.columns) {
    const column = takeColumn(name);
    columns[name] = column.toJs();
    column.destroy();
  }
  const buffers = Object.values(columns).map((column) => column.buffer);
  self.postMessage({ id, result: { header, columns } }, { transfer: buffers });
}

async function pause() {
  pausing = true;
  await training;
  pausing = false;
  return null;
}

/** @param {Record<string, unknown>} args */
async function train(args) {
  tell({ event: "began", description: call("train", args) });
  let saved = performance.now();
  let more = true;
  while (more && !pausing) {
    const slice = call("slice", { milliseconds: SLICE_MS });
    more = slice.more;
    tell({ event: "progress", events: slice.events });
    if (performance.now() - saved > CHECKPOINT_MS) {
      tellCheckpoint();
      saved = performance.now();
    }
    await mail();
  }
  tellCheckpoint();
  return call("describe", {});
}

function tellCheckpoint() {
  tell({ event: "checkpoint", ...call("checkpoint", {}) });
}

/** Let the messages that have come be answered. */
function mail() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = resolve;
    port1.postMessage(null);
  });
}

/** @param {string} command @param {Record<string, unknown>} args */
function call(command, args) {
  const { result, error } = JSON.parse(handle(command, JSON.stringify(args)));
  if (error) throw Object.assign(new Error(error.message), { python: error });
  return result;
}

async function boot() {
  const began = performance.now();
  try {
    await lockHeld;
    await Promise.race([bringUp(), brokenPart()]);
    tell({ event: "ready", seconds: (performance.now() - began) / 1000 });
  } catch (error) {
    const { type, message, traceback } = describeError(error);
    const sentence = `Python could not be started: ${message.replace(/\.$/, "")}.`;
    tell({ event: "failed", error: { type, message: sentence, traceback } });
    throw error;
  }
}

async function bringUp() {
  const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", site).href);
  const pyodide = await loadPyodide({
    indexURL: new URL("pyodide/", site).href,
    lockFileURL: new URL(`python/pyodide-lock.json${version}`, site).href,
    packages: ["microgpt"],
  });
  progress.stage = "Importing microgpt";
  tellProgress();
  const session = await fetch(new URL(`python/session.py${version}`, site));
  pyodide.FS.writeFile("/home/pyodide/session.py", await session.text());
  [handle, takeColumn] = pyodide.runPython("import session; s = session.Session(); s.handle, s.take_column");
}

/**
 * Rejects when a part of Python cannot be fetched, or is not what it should be. Pyodide logs some of that and goes on,
 * to fail elsewhere or to wait for ever.
 *
 * @returns {Promise<never>}
 */
function brokenPart() {
  return new Promise((_, reject) => {
    countFetchedBytes(reject);
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = (source, imports) => {
      const instantiated = instantiateStreaming(source, imports);
      instantiated.catch(reject);
      return instantiated;
    };
  });
}

const progress = { stage: "Fetching Python", loaded: 0 };

function tellProgress() {
  tell({ event: "boot", stage: progress.stage, loaded: Math.min(progress.loaded, TOTAL_BYTES), total: TOTAL_BYTES });
}

/** Count what Pyodide fetches as it comes in. @param {(error: Error) => void} onMissing */
function countFetchedBytes(onMissing) {
  const fetched = self.fetch;
  self.fetch = async (...request) => {
    const [asked] = request;
    const name = new URL(asked instanceof Request ? asked.url : asked, self.location.href).pathname;
    const response = await fetched(...request).catch((error) => {
      onMissing(new Error(`wanted ${name}, but it could not be fetched whole and unchanged`));
      throw error;
    });
    if (!response.ok) onMissing(new Error(`wanted ${name}, but the server answered ${response.status}`));
    if (!response.ok || !response.body) return response;
    const counter = new TransformStream({
      transform(chunk, controller) {
        progress.loaded += chunk.byteLength;
        tellProgress();
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counter), response);
  };
  tellProgress();
}

/** @param {any} error @returns {PythonError} */
function describeError(error) {
  if (error.python) return error.python;
  if (error.name === "PythonError") {
    const last = error.message.split("\n").find((/** @type {string} */ line) => line.startsWith(error.type));
    return { type: error.type, message: last ?? error.type, traceback: error.message };
  }
  return { type: error.name ?? "Error", message: error.message ?? String(error), traceback: error.stack ?? "" };
}

/** @param {Reply} message */
function reply(message) {
  self.postMessage(message);
}

/** @param {WorkerEvent} message */
function tell(message) {
  self.postMessage(message);
}
