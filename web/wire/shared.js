/**
 * A worker that the frames of this site on somebody's page have together: a SharedWorker; where there is none, the
 * worker of one of the frames, which passes on what the others say. A frame that can have neither has its own.
 *
 * @import {End, Listeners} from "./own.js"
 */

import { openOwn, scriptAddress } from "./own.js";

/** How long, in ms, to wait for a word of it, and to wait on if it lives: one that is busy is slow to answer. */
const PATIENCE = 20_000;

/** How long, in ms, until the frame that serves the others has answered: it computes nothing itself. */
const ANSWERED_MS = 300;

/** What the frames are told that were served by one that goes. */
const GONE = { type: "WorkerDied", message: "the frame that it ran in has been taken away", traceback: "" };

/** How often this frame has opened one: the next is another, which those who lost the last one meet in. */
let opened = 0;

/**
 * @param {URL} url
 * @param {Listeners} listeners
 * @returns {End}
 */
export function openShared(url, listeners) {
  const name = `microgpt ${url.href} ${opened++}`;
  const leaving = new AbortController();
  /** @type {End | null} */
  let found = null;
  /** @type {Parameters<End["postMessage"]>[0][]} */
  const waiting = [];

  void find(url, name, listeners, leaving.signal).then((end) => {
    found = end;
    if (leaving.signal.aborted) end.end();
    else for (const message of waiting) end.postMessage(message);
  });
  return {
    postMessage(message) {
      if (found) found.postMessage(message);
      else waiting.push(message);
    },
    end() {
      leaving.abort();
      found?.end();
    },
  };
}

/**
 * @param {URL} url
 * @param {string} name
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 * @returns {Promise<End>}
 */
async function find(url, name, listeners, left) {
  if (globalThis.origin === "null") return openOwn(url, listeners); // it shares nothing with anybody
  for (const open of [throughSharedWorker, throughOneFrame]) {
    try {
      return await open(url, name, listeners, left);
    } catch {} // there is none here, or it may not be used
  }
  return openOwn(url, listeners);
}

/**
 * @param {URL} url
 * @param {string} name
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 * @returns {Promise<End>}
 */
async function throughSharedWorker(url, name, listeners, left) {
  const worker = new SharedWorker(scriptAddress(url.href), { type: "module", name });
  const failed = new Promise((_, fail) => worker.addEventListener("error", fail, { once: true }));
  await Promise.race([heardOf(worker.port, listeners, name), failed]);
  return endOf(worker.port, () => worker.port.close(), left);
}

/**
 * Where there is no SharedWorker, or none for a frame of another site, as in a private window. Each that wants Python
 * calls; who serves already answers, and of several that call at once the one of the smallest number begins to.
 *
 * @param {URL} url
 * @param {string} name
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 * @returns {Promise<End>}
 */
async function throughOneFrame(url, name, listeners, left) {
  const calling = new BroadcastChannel(name);
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  const isServed = await new Promise((resolve) => {
    const unanswered = setTimeout(() => resolve(false), ANSWERED_MS);
    calling.onmessage = ({ data }) => {
      if ("call" in data && data.call > number) return calling.postMessage({ call: number });
      clearTimeout(unanswered);
      if ("serves" in data) resolve(true);
      else setTimeout(() => resolve(false), 4 * ANSWERED_MS); // whoever has the smaller number is to serve
    };
    calling.postMessage({ call: number });
  });
  return isServed ? beServed(name, calling, listeners, left) : serve(url, name, calling, listeners, left);
}

/**
 * @param {URL} url
 * @param {string} name
 * @param {BroadcastChannel} calling
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 */
function serve(url, name, calling, listeners, left) {
  const own = openOwn(url, listeners);
  /** @type {BroadcastChannel[]} */
  const all = [];
  calling.onmessage = ({ data }) => {
    if ("call" in data) calling.postMessage({ serves: true });
    if (!("joins" in data)) return;
    const { port1, port2 } = new MessageChannel();
    const served = new BroadcastChannel(`${name} ${data.joins}`);
    port2.onmessage = ({ data }) => served.postMessage({ down: data });
    served.onmessage = ({ data }) => "up" in data && port2.postMessage(data.up);
    all.push(served);
    own.connect(port1);
  };
  calling.postMessage({ serves: true }); // to those who wait for the one of the smallest number
  const letGo = hold(name);
  const end = () => {
    letGo();
    for (const served of all) served.postMessage({ down: { event: "died", error: GONE } });
    for (const each of [calling, ...all]) each.close();
    own.end();
  };
  addEventListener("pagehide", end, { signal: left });
  return { ...own, end };
}

/**
 * @param {string} name
 * @param {BroadcastChannel} calling
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 */
async function beServed(name, calling, listeners, left) {
  const id = crypto.getRandomValues(new Uint32Array(3)).join("-");
  const served = new BroadcastChannel(`${name} ${id}`);
  const port = new MessageChannel(); // which looks the same as that of a shared worker
  served.onmessage = ({ data }) => "down" in data && port.port2.postMessage(data.down);
  port.port2.onmessage = ({ data }) => served.postMessage({ up: data });
  calling.postMessage({ joins: id });
  calling.close();
  await heardOf(port.port1, listeners, name);
  return endOf(port.port1, () => served.close(), left);
}

/**
 * Resolves when something has come through a port: that may take as long as whoever is at its other end lives.
 *
 * @param {MessagePort} port
 * @param {Listeners} listeners
 * @param {string} name  of the lock that is held there
 */
function heardOf(port, { hear }, name) {
  return new Promise((resolve, reject) => {
    let late = setTimeout(waitOn, PATIENCE);
    let isHeard = false;
    async function waitOn() {
      if (!(await isHeld(name))) reject(new Error("nothing came"));
      else if (!isHeard) late = setTimeout(waitOn, PATIENCE);
    }
    port.onmessage = ({ data }) => {
      isHeard = true;
      clearTimeout(late);
      resolve(null);
      hear(data);
    };
  });
}

/** Whether somebody holds the lock of this name: a worker holds that of its own, see worker.js. @param {string} name */
async function isHeld(name) {
  const locks = await navigator.locks?.query().catch(() => null);
  return locks?.held?.some((lock) => lock.name === name) ?? false;
}

/** Hold the lock of this name; returns what lets it go. @param {string} name */
function hold(name) {
  let letGo = () => {};
  const held = new Promise((resolve) => {
    letGo = () => resolve(null);
  });
  navigator.locks?.request(name, () => held).catch(() => {}); // a page without cookies has none
  return letGo;
}

/**
 * @param {MessagePort} port
 * @param {() => void} close
 * @param {AbortSignal} left
 * @returns {End}
 */
function endOf(port, close, left) {
  const leave = () => port.postMessage({ leave: true });
  addEventListener("pagehide", ({ persisted }) => !persisted && leave(), { signal: left });
  return {
    postMessage: (message) => port.postMessage(message),
    end() {
      leave();
      setTimeout(close); // once that has gone
    },
  };
}
