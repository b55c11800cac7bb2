/** How large what is fetched is: the build puts that in here. */

/** The bytes of what booting Python may fetch, by file. @type {Record<string, number>} */
export const SIZES = FETCHED_SIZES;

/** Those of them that are fetched when all goes well: see booting.js. */
export const QUICK_FILES = Object.keys(SIZES).filter((name) => !SPARE.includes(name));

/** How many bytes these are. */
export const TOTAL_BYTES = bytesOf(QUICK_FILES);

/** @param {Iterable<string>} files */
export function bytesOf(files) {
  let sum = 0;
  for (const name of files) sum += SIZES[name];
  return sum;
}
