/**
 * What plays the walk: each frame of the screen moves the setting `at` a little, until the step that is asked for. It
 * knows nothing of what is drawn.
 */

const SECONDS = 1.7; // a step
const LONGEST = 0.1; // between two frames: a page that was hidden does not leap

/**
 * @typedef {{at: number, until: number | null}} Place
 *
 * @param {(settings: Place, from: Record<string, unknown>) => void} set
 */
export function player(set) {
  let frame = 0;
  /** @type {number | null} */
  let last = null;
  let [at, until] = [0, 0];
  /** @type {Record<string, unknown>} */
  let drawn = {};

  /** @param {number} time */
  function tick(time) {
    frame = 0;
    const seconds = last === null ? 0 : Math.min((time - last) / 1000, LONGEST);
    last = time;
    at = Math.min(at + seconds / SECONDS, until);
    set({ at, until: at < until ? until : null }, drawn);
  }

  return {
    /**
     * @param {number} from
     * @param {number | null} to  null: it stands still
     * @param {Record<string, unknown>} settings  that this is drawn with
     */
    told(from, to, settings) {
      if (to === null) {
        cancelAnimationFrame(frame);
        [frame, last] = [0, null];
      } else {
        [at, until, drawn] = [from, to, settings];
        frame ||= requestAnimationFrame(tick);
      }
    },
    stop() {
      cancelAnimationFrame(frame);
    },
  };
}
