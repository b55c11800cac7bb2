/**
 * The page's end of the wire: a command in, a promise of its result out. The only file that knows of a Worker.
 *
 * @import {Answer, Commands, Given, PythonError, Reply, WorkerEvent} from "./protocol.js"
 */

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

/**
 * Start a worker. `onEvent` gets what it says unasked, `onDeath` is called at most once, when it ends unbidden.
 *
 * @param {URL} url  its script: see assets.js
 * @param {{onEvent: (event: WorkerEvent) => void, onDeath: (error: WorkerError) => void}} listeners
 */
export function startWorker(url, { onEvent, onDeath }) {
  const name = `microgpt-worker-${performance.timeOrigin}-${born++}`;
  const worker = new Worker(url, { type: "module", name });
  /** What to do with the answer to a command, by its id. @type {Map<number, (reply: Answer) => void>} */
  const pending = new Map();
  const watch = new AbortController();
  let asked = 0;
  let heard = false;
  let over = false;

  worker.addEventListener("message", (/** @type {MessageEvent<WorkerEvent | Reply>} */ { data }) => {
    if (!heard) {
      heard = true;
      watchForDeath();
    }
    if (over) return;
    if ("event" in data) return onEvent(data);
    pending.get(data.id)?.(data);
    pending.delete(data.id);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    die(event.message || "its script could not be loaded");
  });

  /** The worker holds a lock of its name while it lives, so to be given that lock is to know that it is gone. */
  function watchForDeath() {
    const request = navigator.locks?.request(name, { signal: watch.signal }, () => die("it ended without a word"));
    request?.catch(() => {}); // aborted: we ended it ourselves
  }

  /** @param {string} cause */
  function die(cause) {
    if (over) return;
    const error = { type: "WorkerDied", message: `The Python in this page has stopped: ${cause}.`, traceback: "" };
    end(error);
    onDeath(new WorkerError(error));
  }

  /** @param {PythonError} error  what whoever waits is told */
  function end(error) {
    over = true;
    watch.abort();
    worker.terminate();
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
        worker.postMessage({ id, command, args, given });
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
