/**
 * Playing: from letter to letter, each in its time. Where it is, is in the settings; here the clock only moves them on.
 *
 * @import {Context, Props} from "../figure.js"
 *
 * @typedef {{letter: number, t: number, playing: boolean}} Moment  t: from 0 to 1, and on for a pause
 */

import { PAUSE } from "./settings.js";

const LETTER = 1500; // ms
const LONGEST = 100; // ms between two frames: more is time in which nobody looked

/**
 * The moment so many milliseconds later.
 *
 * @param {Moment} moment
 * @param {number} ms
 * @param {number} count  of letters
 * @param {boolean} [once]  whether to go no further than this letter
 * @returns {Moment}
 */
export function later({ letter, t }, ms, count, once = false) {
  const next = t + ms / LETTER;
  if (next < 1 + PAUSE) return { letter, t: next, playing: true };
  return letter + 1 < count && !once ? { letter: letter + 1, t: 0, playing: true } : { letter, t: 1, playing: false };
}

/**
 * The clock of a figure: call it with every props.
 *
 * @param {Context} context
 * @param {(props: Props) => number} countOf  of the letters there are
 */
export function player({ dispatch, signal }, countOf) {
  let frame = 0;
  let last = 0;
  /** @type {Props | null} */
  let drawn = null;

  /** @param {number} now */
  function tick(now) {
    frame = 0;
    if (!drawn?.settings.playing) return;
    const ms = Math.min(Math.max(now - last, 0), LONGEST);
    last = now;
    const count = countOf(drawn);
    const { letter, t, once } = drawn.settings;
    const moment = { letter: Math.min(letter, count - 1), t, playing: true };
    if (count) dispatch({ type: "set", settings: later(moment, ms, count, once) });
    begin();
  }

  function begin() {
    if (frame === 0 && drawn?.settings.playing && !signal.aborted) frame = requestAnimationFrame(tick);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  return {
    /** @param {Props} props */
    update(props) {
      if (!drawn?.settings.playing && props.settings.playing) last = performance.now();
      drawn = props;
      if (props.settings.playing) begin();
      else stop();
    },
    stop() {
      drawn = null;
      stop();
    },
  };
}
