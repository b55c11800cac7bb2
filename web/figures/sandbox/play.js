/**
 * What plays the walk: each frame of the screen moves the setting `at` a little, until the step that is asked for. It
 * knows nothing of what is drawn.
 */

const SECONDS = 1.7; // a step
const LONGEST = 0.1; // between two frames: a page that was hidden does not leap

/** @param {(settings: {at: number, until: number | null}) => void} set */
export function player(set) {
  let frame = 0;
  /** @type {number | null} */
  let last = null;
  let [at, until] = [0, 0];

  /** @param {number} time */
  function tick(time) {
    frame = 0;
    const seconds = last === null ? 0 : Math.min((time - last) / 1000, LONGEST);
    last = time;
    at = Math.min(at + seconds / SECONDS, until);
    set({ at, until: at < until ? until : null });
  }

  return {
    /**
     * @param {number} from
     * @param {number | null} to  null: it stands still
     */
    told(from, to) {
      if (to === null) {
        cancelAnimationFrame(frame);
        [frame, last] = [0, null];
      } else {
        [at, until] = [from, to];
        frame ||= requestAnimationFrame(tick);
      }
    },
    stop() {
      cancelAnimationFrame(frame);
    },
  };
}
