/**
 * The page's end of the wire: a command in, a promise of its result out. The only file that knows of a Worker.
 *
 * @import {Answer, Commands, Given, LifeEvent, PythonError, Reply, WorkerEvent} from "./protocol.js"
 */

import { scriptFault } from "./came.js";
import { createPulse } from "./pulse.js";

/** Python's exception, or the worker's, as the page gets it. */
export class WorkerError extends Error {
  /** @param {PythonError} error */
  constructor({ type, message, traceback }) {
    super(message);
    this.name = type;
    this.traceback = traceback;
  }
}

/** @type {PythonError} */
const STOPPED = { type: "WorkerDied", message: "Python has stopped.", traceback: "" };

let born = 0;

/** Where a page may only do what it has a policy for, a worker's address is one of these things. */
const policy = (() => {
  try {
    return globalThis.trustedTypes?.createPolicy("microgpt-worker", { createScriptURL: (address) => address });
  } catch {
    return undefined; // it may have none of this name: the browser then says what it misses
  }
})();

/**
 * Make a worker. A page without an origin of its own (in a sandboxed frame) may have none from anywhere: for it the
 * script is one that imports ours. What the page has made itself (blob:) it may have, and is no module.
 *
 * @param {URL} url
 * @param {string} name
 */
function newWorker(url, name) {
  const { href } = url;
  const isOwn = url.protocol === "blob:";
  const isWithoutOrigin = globalThis.origin === "null" && !isOwn;
  const address = isWithoutOrigin
    ? `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(href)}`)}`
    : href;
  return new Worker(/** @type {string} */ (policy?.createScriptURL(address) ?? address), {
    type: isOwn ? "classic" : "module",
    name,
  });
}

/**
 * Start a worker. `onEvent` gets what it says unasked of Python, `onDeath` is called at most once, when it ends
 * unbidden.
 *
 * @param {URL} url  its script: see assets.js
 * @param {{onEvent: (event: WorkerEvent) => void, onDeath: (error: WorkerError) => void}} listeners
 */
export function startWorker(url, { onEvent, onDeath }) {
  const name = `microgpt-worker-${performance.timeOrigin}-${born++}`;
  /** @type {Worker | null} */
  let worker = null;
  /** What to do with the answer to a command, by its id. @type {Map<number, (reply: Answer) => void>} */
  const pending = new Map();
  const watch = new AbortController();
  /** @type {ReturnType<typeof createPulse> | null} */
  let pulse = null;
  let asked = 0;
  let over = false;

  try {
    worker = newWorker(url, name);
    worker.addEventListener("message", ({ data }) => hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      void failToLoad(event.message);
    });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    queueMicrotask(() => die(`this page may have no worker (${message.replace(/\.$/, "")})`)); // once we have returned
  }

  /** @param {WorkerEvent | LifeEvent | Reply} data */
  function hear(data) {
    if (over) return;
    pulse?.heard("event" in data && (data.event === "busy" || data.event === "boot"));
    if (!("event" in data)) {
      pending.get(data.id)?.(data);
      pending.delete(data.id);
    } else if (data.event === "born") watchForDeath(data.lock);
    else if (data.event === "died") die(data.error.message.replace(/\.$/, ""), data.error.traceback);
    else if (data.event !== "alive" && data.event !== "busy") onEvent(data);
  }

  /**
   * The worker holds a lock of its name while it lives, so to be given that lock is to know that it is gone. Without
   * locks it is asked now and then.
   *
   * @param {boolean} hasLock
   */
  function watchForDeath(hasLock) {
    const dies = () => die("it ended without a word");
    const request = hasLock && navigator.locks?.request(name, { signal: watch.signal }, dies);
    const ask = () => {
      if (over) return;
      pulse = createPulse({ ping: () => worker?.postMessage({ ping: true }), onSilence: dies });
    };
    if (request)
      request.catch(ask); // or aborted: we ended it ourselves
    else ask();
  }

  /** @param {string} message  empty if the script did not even load */
  async function failToLoad(message) {
    if (message) return die(message);
    const fault = await scriptFault(url);
    die(fault ? `wanted ${url.pathname}, but ${fault}` : "its script could not be loaded");
  }

  /** @param {string} cause @param {string} [traceback] */
  function die(cause, traceback = "") {
    if (over) return;
    const error = { type: "WorkerDied", message: `The Python in this page has stopped: ${cause}.`, traceback };
    end(error);
    onDeath(new WorkerError(error));
  }

  /** @param {PythonError} error  what whoever waits is told */
  function end(error) {
    over = true;
    watch.abort();
    pulse?.stop();
    worker?.terminate();
    for (const settle of pending.values()) settle({ error });
    pending.clear();
  }

  return {
    /**
     * @template {keyof Commands} K
     * @param {K} command
     * @param {Commands[K]["args"]} args
     * @param {Given} [given]  numbers that it is about
     * @returns {Promise<Commands[K]["result"]>}
     */
    request(command, args, given) {
      if (over) return Promise.reject(new WorkerError(STOPPED));
      asked += 1;
      const id = asked;
      return new Promise((resolve, reject) => {
        worker?.postMessage({ id, command, args, given });
        pending.set(id, (reply) => {
          if ("error" in reply) reject(new WorkerError(reply.error));
          else resolve(reply.result);
        });
      });
    },
    /** End the worker on purpose. */
    terminate() {
      if (!over) end({ type: "WorkerEnded", message: "Python was ended.", traceback: "" });
    },
  };
}
