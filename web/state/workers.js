/**
 * The workers of a page: one and, for the run that the reader's is compared with, a second, so that both train at once.
 * Who asks does not see which of them answers; when one dies the other is ended, too, and both runs go on in new ones.
 * Where there is no room for two there is one, in which the runs take turns.
 *
 * @import {Commands, Given, WorkerEvent} from "../wire/protocol.js"
 */

import { startWorker } from "../wire/client.js";
import { OTHER } from "./page.js";

/** @typedef {ReturnType<typeof startWorker>} Worker */

const LEAST_GB = 4; // of memory, for two of Python

/**
 * @param {URL} url
 * @param {Parameters<typeof startWorker>[1]} listeners
 * @param {Parameters<typeof startWorker>[2]} [open]  the first of them, if it is not this page's alone
 */
export function startWorkers(url, { onEvent, onDeath }, open) {
  const first = startWorker(url, { onEvent, onDeath: (error) => endedWith(error, second) }, open);
  /** @type {Worker | null} */
  let second = null;
  let isAlone = !hasRoomForTwo();
  /** Those that the second has made. @type {Set<string>} */
  const traces = new Set();

  /** @param {Parameters<typeof onDeath>[0]} error @param {Worker | null} left */
  function endedWith(error, left) {
    left?.terminate();
    onDeath(error);
  }

  /**
   * How the second comes up is not told; if it does not, who has asked is told why, and the next run is the first's.
   *
   * @param {WorkerEvent} event
   */
  function hearSecond(event) {
    if (event.event === "failed") isAlone = true;
    else if (event.event !== "boot" && event.event !== "ready") onEvent(event);
  }

  const theSecond = () => {
    second ??= startWorker(url, { onEvent: hearSecond, onDeath: (error) => endedWith(error, first) });
    return second;
  };

  /** The run is compared no longer: what the second takes is given back. */
  function endSecond() {
    second?.terminate();
    second = null;
    traces.clear();
  }

  return {
    /**
     * @template {keyof Commands} K
     * @param {K} command
     * @param {Commands[K]["args"]} args
     * @param {Given} [given]
     * @returns {Promise<Commands[K]["result"]>}
     */
    async request(command, args, given) {
      const { run, trace = "", of = "" } = /** @type {Record<string, string | undefined>} */ (args);
      const isOfSecond = run === OTHER ? second !== null || !isAlone : traces.has(of || trace);
      if (!isOfSecond) return first.request(command, args, given);
      if (command === "drop" && run === OTHER) {
        endSecond();
        return null;
      }
      if (trace) traces.add(trace);
      return theSecond().request(command, args, given);
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
