/** How large what is fetched is: the build puts that in here. */

/** The bytes of what booting Python fetches, by file. @type {Record<string, number>} */
export const SIZES = FETCHED_SIZES;

/** How many bytes that is. */
export const TOTAL_BYTES = Object.values(SIZES).reduce((sum, size) => sum + size, 0);
