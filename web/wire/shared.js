/**
 * A worker that the frames of this site on somebody's page have together: a SharedWorker; where there is none, the
 * worker of one of the frames, which passes on what the others say. A frame that can have neither has its own.
 *
 * @import {End, Listeners} from "./own.js"
 */

import { openOwn, scriptAddress } from "./own.js";

/** How long, in ms, to wait for a word of it: one that is busy is slow to answer. */
const PATIENCE = 20_000;

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
  await Promise.race([heardOf(worker.port, listeners), failed]);
  return endOf(worker.port, () => worker.port.close(), left);
}

/**
 * @param {URL} url
 * @param {string} name
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 * @returns {Promise<End>}
 */
async function throughOneFrame(url, name, listeners, left) {
  const isServing = await new Promise((resolve, reject) => {
    /** @param {Lock | null} lock  held for as long as this frame serves the others */
    const held = (lock) => {
      resolve(lock !== null);
      return lock && new Promise((done) => left.addEventListener("abort", done));
    };
    navigator.locks.request(`${name} serves`, { ifAvailable: true }, held).catch(reject);
  });
  return isServing ? serve(url, name, listeners, left) : beServed(name, listeners, left);
}

/**
 * @param {URL} url
 * @param {string} name
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 */
function serve(url, name, listeners, left) {
  const own = openOwn(url, listeners);
  const joining = new BroadcastChannel(name);
  joining.addEventListener("message", ({ data: id }) => {
    const { port1, port2 } = new MessageChannel();
    const served = new BroadcastChannel(`${name} ${id}`);
    port2.onmessage = ({ data }) => served.postMessage({ down: data });
    served.onmessage = ({ data }) => "up" in data && port2.postMessage(data.up);
    left.addEventListener("abort", () => served.close());
    own.connect(port1);
  });
  left.addEventListener("abort", () => joining.close());
  return own;
}

/**
 * @param {string} name
 * @param {Listeners} listeners
 * @param {AbortSignal} left
 */
async function beServed(name, listeners, left) {
  const id = crypto.getRandomValues(new Uint32Array(3)).join("-");
  const served = new BroadcastChannel(`${name} ${id}`);
  const port = new MessageChannel(); // which looks the same as that of a shared worker
  served.onmessage = ({ data }) => "down" in data && port.port2.postMessage(data.down);
  port.port2.onmessage = ({ data }) => served.postMessage({ up: data });
  const joining = new BroadcastChannel(name);
  joining.postMessage(id);
  joining.close();
  await heardOf(port.port1, listeners);
  return endOf(port.port1, () => served.close(), left);
}

/**
 * Resolves when something has come through a port.
 *
 * @param {MessagePort} port
 * @param {Listeners} listeners
 */
function heardOf(port, { hear }) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("nothing came")), PATIENCE);
    port.onmessage = ({ data }) => {
      clearTimeout(late);
      resolve(null);
      hear(data);
    };
  });
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
