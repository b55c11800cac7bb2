/**
 * The workers of a page: one and, for the run that the reader's is compared with, a second, so that both train at once.
 * Who asks does not see which of them answers. When the first dies the second is ended, too, and both runs go on in new
 * ones; when the second dies the first goes on. Where there is no room for two there is one, in which the runs take
 * turns.
 *
 * @import {WorkerError} from "../wire/client.js"
 * @import {WorkerEvent} from "../wire/protocol.js"
 * @import {Request} from "./host.js"
 */

import { startWorker } from "../wire/client.js";
import { OTHER } from "./page.js";

/** @typedef {ReturnType<typeof startWorker>} Worker */

const LEAST_GB = 4; // of memory, for two of Python

/**
 * @typedef {object} Listeners
 * @property {(event: WorkerEvent) => void} onEvent
 * @property {(error: WorkerError) => void} onDeath  of the first, and so of all
 * @property {(error: WorkerError) => void} onOtherDeath  of the second, after it was up: its run can be brought up anew
 * @property {(why: string) => void} onAlone  there is no second here: both runs are the first's, and take turns
 *
 * @param {URL} url
 * @param {Listeners} listeners
 * @param {Parameters<typeof startWorker>[2]} [open]  the first of them, if it is not this page's alone
 */
export function startWorkers(url, { onEvent, onDeath, onOtherDeath, onAlone }, open) {
  const first = startWorker(url, { onEvent, onDeath: firstDied }, open);
  /** @type {Worker | null} */
  let second = null;
  let isUp = false;
  let isAlone = !hasRoomForTwo();
  /** Those that the second has made. @type {Set<string>} */
  const traces = new Set();

  /** @param {WorkerError} error */
  function firstDied(error) {
    endSecond();
    onDeath(error);
  }

  /** @param {WorkerError} error */
  function secondDied(error) {
    if (!isUp) return goAlone(error.message);
    endSecond();
    onOtherDeath(error);
  }

  /** @param {string} why */
  function goAlone(why) {
    isAlone = true;
    endSecond();
    onAlone(why);
  }

  /**
   * How the second comes up is not told, nor what it is handed.
   *
   * @param {WorkerEvent} event
   */
  function hearSecond(event) {
    if (event.event === "failed") goAlone(event.error.message);
    else if (event.event === "ready") isUp = true;
    else if (event.event !== "boot" && event.event !== "reading") onEvent(event);
  }

  const theSecond = () => {
    second ??= startWorker(url, { onEvent: hearSecond, onDeath: secondDied, what: "The Python of run B" });
    return second;
  };

  /** What the second takes is given back. */
  function endSecond() {
    second?.terminate();
    second = null;
    isUp = false;
    traces.clear();
  }

  /** @type {Request} */
  async function ofSecond(command, args, given) {
    try {
      return await theSecond().request(command, args, given);
    } catch (error) {
      if (!isAlone) throw error;
      return first.request(command, args, given); // it has not come up
    }
  }

  return {
    /** @type {Request} */
    async request(command, args, given, whose) {
      const { run = whose, trace = "", of = "" } = /** @type {Record<string, string | undefined>} */ (args);
      const isOfSecond = run === OTHER ? !isAlone : traces.has(of || trace);
      if (!isOfSecond) return first.request(command, args, given);
      if (command === "drop" && run === OTHER) {
        endSecond();
        return /** @type {any} */ (null);
      }
      if (trace) traces.add(trace);
      return ofSecond(command, args, given);
    },
    terminate() {
      first.terminate();
      endSecond();
    },
  };
}

/** As far as the browser tells. */
function hasRoomForTwo() {
  const { deviceMemory = LEAST_GB, hardwareConcurrency = 2 } = /** @type {Navigator & {deviceMemory?: number}} */ (
    navigator
  );
  return deviceMemory >= LEAST_GB && hardwareConcurrency >= 2;
}
