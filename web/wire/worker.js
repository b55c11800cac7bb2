/**
 * The worker: boots Python, and answers the commands of its pages: of the one that made it, or of all that connect.
 *
 * @import {Command, LifeEvent, WorkerEvent} from "./protocol.js"
 * @import {WithColumns} from "./python.js"
 *
 * @typedef {object} Client  a page
 * @property {(message: object, transfer?: Transferable[]) => void} tell  a Reply, a WorkerEvent or a LifeEvent
 * @property {boolean} isAsking  whether it asks now and then if the worker is alive
 * @property {Set<string>} runs  that it has started
 * @property {Set<string>} traces  that it has had made
 */

import { bootPython } from "./booting.js";
import { givingTo } from "./giving.js";
import { describeError, pythonOf } from "./python.js";
import { probingWith } from "./probing.js";
import { trainingWith } from "./training.js";

/**
 * Holds a lock for as long as this worker lives: a page waits for the same one, and gets it if the worker dies.
 * Resolves to its name, or to "" if it is not held: a sandboxed frame has none, nor has a page without cookies.
 *
 * @type {Promise<string>}
 */
const lock = new Promise((resolve) => {
  const held = navigator.locks?.request(self.name, () => {
    resolve(self.name);
    return new Promise(() => {});
  });
  if (held) held.catch(() => resolve(""));
  else resolve("");
});

/** @type {Set<Client>} */
const clients = new Set();

const python = pythonOf({
  onCall() {
    for (const { isAsking, tell } of clients) if (isAsking) tell({ event: "busy" });
  },
  onEnd(error) {
    tellAll({ event: "died", error });
    self.close();
  },
});
const { stop, train } = trainingWith(python);
const { probe, breakOff } = probingWith(python);
const giving = givingTo(python);

/** The newest of what is told to all of how Python comes up, for whoever connects later. @type {WorkerEvent | null} */
let booted = null;

/** A worker that several pages share gets them one by one. @param {any} event */
const connected = ({ ports: [port] }) => serve(port);
if ("onconnect" in self) self.addEventListener("connect", connected);
else serve(/** @type {any} */ (self));

const ready = boot();
ready.catch(() => {}); // told by "failed", and to whoever asks for something

/** @param {Pick<MessagePort, "postMessage" | "onmessage">} port */
function serve(port) {
  /** @type {Client} */
  const client = {
    tell: (message, transfer = []) => port.postMessage(message, { transfer }),
    isAsking: false,
    runs: new Set(),
    traces: new Set(),
  };
  port.onmessage = ({ data }) => {
    if ("connect" in data) return serve(data.connect);
    if ("leave" in data) return void leave(client);
    client.isAsking ||= "ping" in data;
    if ("ping" in data) client.tell({ event: "alive" });
    else void answer(client, data);
  };
  clients.add(client);
  void lock.then((lock) => {
    client.tell({ event: "born", lock });
    if (booted) client.tell(booted);
  });
}

/**
 * A page wants no more: what only it had is dropped.
 *
 * @param {Client} client
 */
async function leave(client) {
  clients.delete(client);
  const others = [...clients];
  for (const run of client.runs) {
    if (others.some(({ runs }) => runs.has(run))) continue;
    await stop(run);
    python.call("drop", { run });
  }
  for (const trace of client.traces) {
    if (!others.some(({ traces }) => traces.has(trace))) python.call("drop", { trace });
  }
}

/**
 * @param {Client} client
 * @param {Command} message
 */
async function answer(client, message) {
  const { id } = message;
  try {
    await ready;
    const result = await carryOut(client, message);
    if (result && "columns" in result) replyWithColumns(client, id, /** @type {WithColumns} */ (result));
    else client.tell({ id, result });
  } catch (error) {
    client.tell({ id, error: describeError(error) });
  }
}

/**
 * @param {Client} client
 * @param {Command} message
 */
async function carryOut(client, { command, args, given = {} }) {
  if (command === "probe") return probe(args);
  if (command === "train" || command === "start") breakOff();
  if (command === "train") return train(args, client.tell);
  if (command === "read") return giving.read(args, client.tell);
  if (command === "fetch_names") return giving.fetchNames(client.tell);
  const isAnother = command === "start" || command === "restore" || command === "resume" || command === "open_shared";
  if (command === "pause" || command === "go_back" || isAnother) await stop(args.run);
  if (command === "drop" && args.run) await stop(args.run);
  if (isAnother) client.runs.add(args.run);
  if (command === "trace" || command === "experiment") client.traces.add(args.trace);
  return python.call(command, args, given);
}

/**
 * Columns are typed arrays: one copy out of Python, which the page is then given.
 *
 * @param {Client} client
 * @param {number} id
 * @param {WithColumns} result
 */
function replyWithColumns({ tell }, id, { header, columns: waiting }) {
  const columns = Object.fromEntries(waiting.map(({ name }) => [name, python.taken(name)]));
  const buffers = Object.values(columns).map((numbers) => numbers.buffer);
  tell({ id, result: { header, columns } }, buffers);
}

async function boot() {
  const began = performance.now();
  try {
    await lock; // so that whoever is told of booting is told first that it is born
    const session = await bootPython((stage, loaded, total) => tellOfBoot({ event: "boot", stage, loaded, total }));
    python.isUp(session);
    tellOfBoot({ event: "ready", seconds: (performance.now() - began) / 1000 });
  } catch (error) {
    const { type, message, traceback } = describeError(error);
    const sentence = `Python could not be started: ${message.replace(/\.$/, "")}.`;
    tellOfBoot({ event: "failed", error: { type, message: sentence, traceback } });
    throw error;
  }
}

/** @param {WorkerEvent} event */
function tellOfBoot(event) {
  booted = event;
  tellAll(event);
}

/** @param {WorkerEvent | LifeEvent} event */
function tellAll(event) {
  for (const { tell } of clients) tell(event);
}
