/**
 * Flies the camera from where it is to somewhere else: the one motion of the computation graph that is not a frame's.
 * It goes through the camera in the figure's settings, so that it can be stopped anywhere.
 *
 * @import {Camera, Size} from "./camera.js"
 */

import { eased } from "../../draw/acts.js";
import { between } from "./follow.js";

const TAKES = 1300; // ms

/**
 * @param {() => boolean} stillness
 * @param {AbortSignal} signal
 */
export function createFlight(stillness, signal) {
  let scheduled = 0;

  /** Stay where it is; whether it was flying. */
  function stop() {
    const wasFlying = scheduled !== 0;
    cancelAnimationFrame(scheduled);
    scheduled = 0;
    return wasFlying;
  }

  /**
   * @param {Camera} from
   * @param {Camera} to
   * @param {Size} size
   * @param {(camera: Camera) => void} show
   * @param {() => void} arrive
   */
  function start(from, to, size, show, arrive) {
    stop();
    if (stillness()) return arrive();
    const began = performance.now();
    const frame = (/** @type {number} */ now) => {
      const done = (now - began) / TAKES;
      scheduled = done < 1 ? requestAnimationFrame(frame) : 0;
      if (done < 1) show(between(from, to, eased(done), size));
      else arrive();
    };
    scheduled = requestAnimationFrame(frame);
  }

  signal.addEventListener("abort", stop);
  return { start, stop };
}
