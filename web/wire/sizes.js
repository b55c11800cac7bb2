/** How large what is fetched is: the build puts that in here. */

/** The bytes of what booting Python may fetch, by file. @type {Record<string, number>} */
export const SIZES = FETCHED_SIZES;

/** Those of them that are fetched unless something is wrong with one: see booting.js. */
export const QUICK_FILES = FETCHED_QUICKLY;

/** How many bytes these are. */
export const TOTAL_BYTES = bytesOf(QUICK_FILES);

/** @param {Iterable<string>} files */
export function bytesOf(files) {
  let sum = 0;
  for (const name of files) sum += SIZES[name];
  return sum;
}
