/**
 * The page's end of the wire: a command in, a promise of its result out; and whether the other end still lives.
 *
 * @import {Open} from "./own.js"
 * @import {Answer, Commands, Given, LifeEvent, PythonError, Reply, WorkerEvent} from "./protocol.js"
 */

import { openOwn } from "./own.js";
import { createPulse } from "./pulse.js";

/** The error of what was asked of a worker that the page has ended on purpose: nobody has to be told. */
export const ENDED = "WorkerEnded";

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

/**
 * Start a worker. `onEvent` gets what it says unasked of Python, `onDeath` is called at most once, when it ends
 * unbidden.
 *
 * @param {URL} url  its script: see assets.js
 * @param {{onEvent: (event: WorkerEvent) => void, onDeath: (error: WorkerError) => void, what?: string}} listeners
 *   what: is told of when it ends
 * @param {Open} [open]  a worker: one of this page alone, if not said
 */
export function startWorker(url, { onEvent, onDeath, what = "The Python in this page" }, open = openOwn) {
  /** What to do with the answer to a command, by its id. @type {Map<number, (reply: Answer) => void>} */
  const pending = new Map();
  const watch = new AbortController();
  /** @type {ReturnType<typeof createPulse> | null} */
  let pulse = null;
  let asked = 0;
  let over = false;

  const worker = open(url, { hear, die });

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
   * The worker holds a lock while it lives, so to be given that lock is to know that it is gone. Without locks it is
   * asked now and then.
   *
   * @param {string} lock  its name; "" if there is none
   */
  function watchForDeath(lock) {
    const dies = () => die("it ended without a word");
    const request = lock !== "" && navigator.locks?.request(lock, { signal: watch.signal }, dies);
    const ask = () => {
      if (over) return;
      pulse = createPulse({ ping: () => worker.postMessage({ ping: true }), onSilence: dies });
    };
    if (request)
      request.catch(ask); // or aborted: we ended it ourselves
    else ask();
  }

  /** @param {string} cause @param {string} [traceback] */
  function die(cause, traceback = "") {
    if (over) return;
    const error = { type: "WorkerDied", message: `${what} has stopped: ${cause}.`, traceback };
    end(error);
    onDeath(new WorkerError(error));
  }

  /** @param {PythonError} error  what whoever waits is told */
  function end(error) {
    over = true;
    watch.abort();
    pulse?.stop();
    worker.end();
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
      if (!over) end({ type: ENDED, message: "Python was ended.", traceback: "" });
    },
  };
}
