/**
 * The worker: boots Python, hands commands to the session, and trains in slices short enough to answer mail in between.
 *
 * @import {Call, Command, Commands, Description, Documents, Given, LifeEvent, PythonError, Reply, TrainingEvent,
 *   WorkerEvent} from "./protocol.js"
 *
 * @typedef {{header: object, columns: {name: string}[]}} WithColumns  which wait in the session to be taken
 *
 * @typedef {{[K in Exclude<keyof Commands, "read">]: Call<Commands[K]["args"], FromSession<Commands[K]["result"]>>} &
 *   Private} Calls
 *
 * @typedef {object} Private  commands that only the worker gives
 * @property {Call<{name: string, content?: string, text?: string}, Documents>} read  content: bytes, in Base64
 * @property {Call<{run: string}, Description>} describe
 * @property {Call<{run: string, milliseconds: number}, {events: TrainingEvent[], more: boolean}>} slice
 *
 * @typedef {Float64Array | Float32Array | Uint32Array | Uint8Array} Column
 *
 * @typedef {object} Python  what of the session is called: the PyProxies that are kept
 * @property {(command: string, args: string) => string} handle
 * @property {(name: string, numbers: Float64Array) => void} giveColumn
 * @property {(name: string) => {toJs: () => Column, destroy: () => void}} takeColumn
 */

/**
 * A result as the session gives it.
 *
 * @template R
 * @typedef {R extends {header: infer H, columns: object} ? WithColumns & {header: H} : R} FromSession
 */

import { pyodideUrl, pythonUrl } from "./assets.js";
import { imported, TOTAL_BYTES, watchFetching } from "./fetching.js";

const MOST_DATA_BYTES = 32_000_000; // of a file: as microgpt/limits.py has it
const SLICE_MS = 50; // for all runs together: mail is answered as soon with several
/** The commands that put another run in the place of the one of that id. @type {Set<keyof Commands>} */
const BEGINNINGS = new Set(["start", "restore", "resume", "open_shared"]);
/** At most so much of training is lost, in ms; a state is told of as often. */
const STATE_MS = 2000;

/**
 * Holds a lock for as long as this worker lives: the page waits for the same one, and gets it if the worker dies.
 * Resolves to whether it is held: a sandboxed frame has none, nor has a page without cookies.
 *
 * @type {Promise<boolean>}
 */
const lockHeld = new Promise((resolve) => {
  const held = navigator.locks?.request(self.name, () => {
    resolve(true);
    return new Promise(() => {});
  });
  if (held) held.catch(() => resolve(false));
  else resolve(false);
});

/** @type {Python} */
let python;
/** By run: settles when its training has ended; those of several take turns. @type {Map<string, Promise<void>>} */
const trainings = new Map();
/** By run: how often it was asked to train, or to stop; only the newest wish counts. @type {Map<string, number>} */
const wishes = new Map();
let isAsked = false; // whether it is alive, now and then
let isDead = false; // Python, after an error that is none of its own

const ready = boot();
ready.catch(() => {}); // told by "failed", and to whoever asks for something
self.addEventListener("message", ({ data }) => {
  isAsked ||= "ping" in data;
  if ("ping" in data) tell({ event: "alive" });
  else void answer(data);
});

/** @param {Command} message */
async function answer(message) {
  const { id } = message;
  try {
    await ready;
    const result = await carryOut(message);
    if (result && "columns" in result) replyWithColumns(id, /** @type {WithColumns} */ (result));
    else reply({ id, result });
  } catch (error) {
    reply({ id, error: describeError(error) });
  }
}

/** @param {Command} message */
async function carryOut({ command, args, given = {} }) {
  if (command === "train") return train(args);
  if (command === "read") return read(args);
  if (command === "pause" || BEGINNINGS.has(command)) await stop(/** @type {{run: string}} */ (args).run);
  if (command === "drop" && args.run) await stop(args.run);
  return call(command, args, given);
}

/**
 * Bytes go to Python as they are, to be decoded there, and no more of them than tell that there are too many.
 *
 * @param {Commands["read"]["args"]} args
 */
async function read({ name, source }) {
  if (typeof source === "string") return call("read", { name, text: source });
  const reader = new FileReader();
  await new Promise((resolve, reject) => {
    reader.addEventListener("load", resolve);
    reader.addEventListener("error", () => reject(new Error(`${name}: cannot be read (${reader.error?.message})`)));
    reader.readAsDataURL(source.slice(0, MOST_DATA_BYTES + 1));
  });
  const content = String(reader.result); // data:...;base64,...
  return call("read", { name, content: content.slice(content.indexOf(",") + 1) });
}

/**
 * Columns are typed arrays: one copy out of Python, which the page is then given.
 *
 * @param {number} id @param {WithColumns} result
 */
function replyWithColumns(id, { header, columns: waiting }) {
  const columns = Object.fromEntries(waiting.map(({ name }) => [name, taken(name)]));
  const buffers = Object.values(columns).map((numbers) => numbers.buffer);
  self.postMessage({ id, result: { header, columns } }, { transfer: buffers });
}

/** A column of the last result. @param {string} name */
function taken(name) {
  return inPython(() => {
    const column = python.takeColumn(name);
    const numbers = column.toJs();
    column.destroy();
    return numbers;
  });
}

/** Have a run stop after the step that is being done; the number of this wish. @param {string} run */
async function stop(run) {
  const wish = (wishes.get(run) ?? 0) + 1;
  wishes.set(run, wish);
  await trainings.get(run);
  return wish;
}

/** Train until the last step that was asked for, or until another wish. @param {Commands["train"]["args"]} args */
async function train(args) {
  const { run } = args;
  const wish = await stop(run);
  const isWanted = () => wish === wishes.get(run);
  if (!isWanted()) return call("describe", { run });
  const trained = trainInSlices(args, isWanted);
  const end = () => void trainings.delete(run);
  trainings.set(run, trained.then(end, end)); // whoever asked is told of an error; whoever waits for the end is not
  return trained;
}

/** @param {Commands["train"]["args"]} args @param {() => boolean} isWanted */
async function trainInSlices(args, isWanted) {
  const { run } = args;
  tell({ event: "began", run, description: call("train", args) });
  try {
    let told = performance.now();
    for (let more = true; more; ) {
      await mail();
      if (!isWanted()) break;
      const slice = call("slice", { run, milliseconds: SLICE_MS / trainings.size });
      more = slice.more;
      tell({ event: "progress", run, events: slice.events });
      if (performance.now() - told > STATE_MS - SLICE_MS) {
        tellState(run);
        told = performance.now();
      }
    }
    tellState(run);
    return call("describe", { run });
  } finally {
    call("pause", { run });
  }
}

/** @param {string} run */
function tellState(run) {
  const { header: state } = call("state", { run });
  const numbers = /** @type {Float64Array} */ (taken("numbers"));
  tell({ event: "state", run, state, numbers }, [numbers.buffer]);
}

/** Let the messages that have come be answered. */
function mail() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = resolve;
    port1.postMessage(null);
  });
}

/**
 * Have the session carry out a command.
 *
 * @template {keyof Calls} K
 * @param {K} command
 * @param {Calls[K]["args"]} args
 * @param {Given} [given]
 * @returns {Calls[K]["result"]}
 */
function call(command, args, given = {}) {
  if (isAsked) tell({ event: "busy" }); // for as long as that takes nobody is answered
  const { result, error } = JSON.parse(
    inPython(() => {
      for (const [name, numbers] of Object.entries(given)) python.giveColumn(name, numbers);
      return python.handle(command, JSON.stringify(args));
    }),
  );
  if (error) throw Object.assign(new Error(error.message), { python: error });
  return result;
}

/**
 * What Python comes to. An error that is none of Python's own has gone through it and left it as it was just then (the
 * stack or the memory was at an end): whatever it did next could be wrong, so that is the end of this worker.
 *
 * @template R
 * @param {() => R} act
 * @returns {R}
 */
function inPython(act) {
  if (isDead) throw new Error("Python has stopped.");
  try {
    return act();
  } catch (error) {
    if (/** @type {Error} */ (error).name === "PythonError") throw error;
    isDead = true;
    tell({ event: "died", error: describeError(error) });
    self.close();
    throw error;
  }
}

async function boot() {
  const began = performance.now();
  try {
    tell({ event: "born", lock: await lockHeld });
    await Promise.race([brokenPart(), bringUp()]);
    tell({ event: "ready", seconds: (performance.now() - began) / 1000 });
  } catch (error) {
    const { type, message, traceback } = describeError(error);
    const sentence = `Python could not be started: ${message.replace(/\.$/, "")}.`;
    tell({ event: "failed", error: { type, message: sentence, traceback } });
    throw error;
  }
}

/** What is kept of Python: the session's ways in and out; numbers come as JavaScript's, which it need not know of. */
const SESSION = `
import session
s = session.Session()
s.handle, lambda name, numbers: s.give_column(name, numbers.to_bytes()), s.take_column
`;

async function bringUp() {
  const names = ["pyodide.js", "pyodide.asm.js"];
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
    names.map((name) => imported(pyodideUrl(name))),
  );
  const pyodide = await loadPyodide({
    createPyodideModule,
    indexURL: pyodideUrl().href,
    lockFileURL: pythonUrl("pyodide-lock.json").href,
    packages: ["microgpt"],
  });
  progress.stage = "Importing microgpt";
  tellProgress();
  const archive = await fetch(pythonUrl("session.zip"));
  pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
  const [handle, giveColumn, takeColumn] = pyodide.runPython(SESSION);
  python = { handle, giveColumn, takeColumn };
}

/**
 * Rejects when a part of Python cannot be fetched, or is not what it should be.
 *
 * @returns {Promise<never>}
 */
function brokenPart() {
  return new Promise((_, onBroken) => {
    watchFetching({
      onBytes(count) {
        progress.loaded += count;
        tellProgress();
      },
      onBroken,
    });
    tellProgress();
  });
}

const progress = { stage: "Fetching Python", loaded: 0 };

function tellProgress() {
  tell({ event: "boot", stage: progress.stage, loaded: Math.min(progress.loaded, TOTAL_BYTES), total: TOTAL_BYTES });
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

/** @param {WorkerEvent | LifeEvent} message @param {Transferable[]} [transfer] */
function tell(message, transfer = []) {
  self.postMessage(message, { transfer });
}
