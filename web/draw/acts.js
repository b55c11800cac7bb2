/**
 * The three acts of a move into a frame, as functions of its time t: what is read travels, the sum adds up, the result
 * fills in. They overlap a little, so that nothing stands still in between.
 *
 * @typedef {object} Acts
 * @property {number} travel  how far what is read has come along its wires, from 0 to 1
 * @property {number} add  how much of the sum of the number in focus is there
 * @property {number} fill  how much of the result
 */

/**
 * @param {number} t  from 0 to 1
 * @returns {Acts}
 */
export function actsOf(t) {
  return { travel: eased(t / 0.45), add: eased((t - 0.35) / 0.4), fill: eased((t - 0.7) / 0.3) };
}

/** Slow at both ends, 0 before the start and 1 after the end. @param {number} t */
export function eased(t) {
  const x = Math.min(Math.max(t, 0), 1);
  return x * x * (3 - 2 * x);
}
