/**
 * The page's end of the wire: a command in, a promise of its result out. The only file that knows of a Worker.
 *
 * @import {PythonError, WorkerEvent} from "./protocol.js"
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

let born = 0;

/**
 * Start a worker. `onEvent` gets what it says unasked, `onDeath` is called at most once, when it ends without being told.
 *
 * @param {URL} url
 * @param {{onEvent: (event: WorkerEvent) => void, onDeath: (error: WorkerError) => void}} listeners
 */
export function startWorker(url, { onEvent, onDeath }) {
  const name = `microgpt-worker-${performance.timeOrigin}-${born++}`;
  const worker = new Worker(url, { type: "module", name });
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
  const pending = new Map();
  const watch = new AbortController();
  let asked = 0;
  let heard = false;
  let over = false;

  worker.addEventListener("message", ({ data }) => {
    if (!heard) {
      heard = true;
      watchForDeath();
    }
    if (over) return;
    if ("event" in data) return onEvent(data);
    const promise = pending.get(data.id);
    pending.delete(data.id);
    if ("error" in data) promise?.reject(new WorkerError(data.error));
    else promise?.resolve(data.result);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    die(event.message || "its script could not be loaded");
  });

  /** The worker holds a lock of its name while it lives, so to be given that lock is to know that it is gone. */
  function watchForDeath() {
    navigator.locks?.request(name, { signal: watch.signal }, () => die("it ended without a word")).catch(() => {}); // aborted: we ended it ourselves
  }

  /** @param {string} cause */
  function die(cause) {
    if (over) return;
    const error = new WorkerError({
      type: "WorkerDied",
      message: `The Python in this page has stopped: ${cause}.`,
      traceback: "",
    });
    end(error);
    onDeath(error);
  }

  /** @param {Error} error */
  function end(error) {
    over = true;
    watch.abort();
    worker.terminate();
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  return {
    /** @param {string} command @param {Record<string, unknown>} [args] @returns {Promise<any>} */
    request(command, args = {}) {
      if (over)
        return Promise.reject(new WorkerError({ type: "WorkerDied", message: "Python has stopped.", traceback: "" }));
      return new Promise((resolve, reject) => {
        asked += 1;
        pending.set(asked, { resolve, reject });
        worker.postMessage({ id: asked, command, args });
      });
    },
    /** End the worker on purpose. */
    terminate() {
      if (!over) end(new WorkerError({ type: "WorkerEnded", message: "Python was ended.", traceback: "" }));
    },
  };
}
