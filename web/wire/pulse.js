/**
 * Whether a worker is still alive, by asking it, for browsers that do not tell. A worker that has said that it is busy
 * may be so for long: to take a busy one for dead is worse than to notice a death late.
 */

/** How often it is asked, in ms. */
const EVERY = 2000;
/** So often in a row without an answer, and it is dead: after 10 s, and when it was busy after 5 minutes. */
const MOST = { idle: 5, busy: 150 };

/**
 * Begin to ask. What counts is how often it was asked, not how much time went by: a machine that slept asked nobody.
 *
 * @param {{ping: () => void, onSilence: () => void}} listeners
 */
export function createPulse({ ping, onSilence }) {
  let unanswered = 0;
  let isBusy = true; // it is being made
  let timer = setTimeout(ask, EVERY);
  function ask() {
    if (unanswered >= MOST[isBusy ? "busy" : "idle"]) return onSilence();
    timer = setTimeout(ask, EVERY);
    unanswered += 1;
    ping();
  }

  return {
    /** It has said something. @param {boolean} busy  whether that it answers nobody for now */
    heard(busy) {
      unanswered = 0;
      isBusy = busy;
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
