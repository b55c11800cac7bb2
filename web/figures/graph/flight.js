/**
 * Flies the camera from where it is to somewhere else: the one motion of the computation graph that is not a frame's.
 * It goes through the camera in the figure's settings, so that it can be stopped anywhere.
 *
 * @import {Camera, Size} from "./camera.js"
 *
 * @typedef {object} Way
 * @property {Camera} from
 * @property {Camera} to
 * @property {Size} size
 * @property {number} takes  ms
 * @property {(camera: Camera) => void} show
 * @property {() => void} arrive
 */

import { eased } from "../../draw/acts.js";
import { between } from "./follow.js";

/**
 * @param {() => boolean} stillness
 * @param {AbortSignal} signal
 */
export function createFlight(stillness, signal) {
  let scheduled = 0;
  /** @type {Way | null} */
  let flown = null;

  /** Stay where it is; whether it was flying. */
  function stop() {
    const wasFlying = flown !== null;
    cancelAnimationFrame(scheduled);
    flown = null;
    return wasFlying;
  }

  /** @param {Way} way */
  function start(way) {
    stop();
    if (stillness()) return way.arrive();
    const { from, to, size, takes, show, arrive } = way;
    flown = way;
    const began = performance.now();
    const frame = (/** @type {number} */ now) => {
      const done = (now - began) / takes;
      if (done < 1) {
        show(between(from, to, eased(done), size));
        scheduled = requestAnimationFrame(frame);
      } else {
        stop();
        arrive();
      }
    };
    scheduled = requestAnimationFrame(frame);
  }

  signal.addEventListener("abort", stop);
  return {
    start,
    stop,
    /** Where it flies to, if it does. */
    get goal() {
      return flown?.to ?? null;
    },
  };
}
