/**
 * Measures in a worker how long a step of a run takes that is not started, in slices: what else is asked meanwhile is
 * answered, and what is asked of a run ends it.
 *
 * @import {Commands, Probed} from "./protocol.js"
 * @import {Python} from "./python.js"
 */

import { mail } from "./mail.js";

const SLICE_MS = 40;

/** @param {Python} python */
export function probingWith({ call }) {
  let wish = 0;

  return {
    /**
     * Measure until that is done, or until another wish: then what was found so far.
     *
     * @param {Commands["probe"]["args"]} args
     * @returns {Promise<Probed>}
     */
    async probe(args) {
      wish += 1;
      const own = wish;
      let found = call("probe", args);
      while (found.more) {
        await mail();
        if (own !== wish) break;
        found = call("probe_on", { milliseconds: SLICE_MS });
      }
      return found;
    },
    /** Nobody waits for it any more: there is better to do. */
    breakOff() {
      wish += 1;
    },
  };
}
