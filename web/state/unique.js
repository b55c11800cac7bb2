/** Ids that nothing else has: in a page, or among the frames that share a Python. */

/** An id that no other page has. */
export const unique = () => crypto.getRandomValues(new Uint32Array(3)).join("-");

/**
 * What makes ids of kinds, one after the other.
 *
 * @param {string} of  before the number
 */
export function idsOf(of) {
  let made = 0;
  return (/** @type {string} */ kind) => {
    made += 1;
    return `${kind}-${of}${made}`;
  };
}
