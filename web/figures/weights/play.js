/**
 * Training played once, from the first moment to the last: frame by frame a setting is moved on, as long as the moment
 * that it stands for is there to be shown.
 *
 * @typedef {object} Played
 * @property {number | null} at  from 0 to 1; null: it does not play
 * @property {boolean} isThere
 * @property {boolean} canPlay  it ends when it cannot any more, such as when a training begins
 * @property {Record<string, unknown>} settings  that this is drawn with
 */

const SECONDS = 7; // from the first moment to the last
const LONGEST = 0.1; // of a frame: one that took longer counts as this

/** @param {(settings: {at: number | null, after?: null}, from: Record<string, unknown>) => void} set */
export function playing(set) {
  /** @type {Played} */
  let played = { at: null, isThere: false, canPlay: false, settings: {} };
  let frame = 0;
  /** @type {number | null} */
  let before = null; // when the frame before was drawn, in ms

  /** @param {number} now */
  function tick(now) {
    frame = 0;
    const passed = before === null ? 0 : Math.min((now - before) / 1000, LONGEST);
    before = now;
    if (played.at === null) return;
    if (!played.canPlay) {
      set({ at: null }, played.settings);
      return;
    }
    const at = played.at + passed / SECONDS;
    if (!played.isThere) return;
    if (at < 1) set({ at }, played.settings);
    else set({ at: null, after: null }, played.settings);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    before = null;
  }

  return {
    /** @param {Played} now */
    follow(now) {
      played = now;
      if (now.at === null) stop();
      else frame ||= requestAnimationFrame(tick);
    },
    stop,
  };
}
