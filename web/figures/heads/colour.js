/**
 * The colour of a head.
 *
 * @param {number} head
 */
export const headColour = (head) => `var(--head-${head % 8})`;
