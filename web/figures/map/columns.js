/**
 * The columns of the model map, one for each position. When they do not all fit at a size that can be read, the one in
 * focus stays large and the others share what is left: nothing is ever left out.
 *
 * @typedef {object} Column
 * @property {number} x
 * @property {number} width
 * @property {number} rail  where the residual stream runs
 * @property {number} branch  where a block runs beside it
 * @property {number} left  the strips' edges
 * @property {number} right
 * @property {boolean} isThin  too narrow for anything but strips and one line
 */

const MAX_STRIP = 208;
const READABLE_STRIP = 76; // below it, only the column in focus is this wide or more
const THIN = 40;

/**
 * @param {number} room
 * @param {number} start  the left edge of the first
 * @param {number} count
 * @param {number} focus  a position, or a place between two
 */
export function placeColumns(room, start, count, focus) {
  const fan = Math.min(4 + count * 1.6, 20);
  const extra = 14 + fan + 14; // of a wide column, what is not strip
  const even = Math.min(room / count, MAX_STRIP + extra);
  const isUneven = even - extra < READABLE_STRIP && count > 1;
  const large = isUneven
    ? Math.min(MAX_STRIP + extra, Math.max(room * 0.5, room - (count - 1) * (READABLE_STRIP / 2)))
    : even;
  const small = isUneven ? (room - large) / (count - 1) : even;
  /** @type {Column[]} */
  const columns = [];
  let x = start;
  for (let position = 0; position < count; position++) {
    const width = small + (large - small) * Math.max(0, 1 - Math.abs(position - focus));
    const rail = x + within(width * 0.08, 1, 6);
    const branch = rail + within(width * 0.08, 1, 8);
    const left = branch + within(width * 0.1, 1, fan);
    const right = x + width - within(width * 0.14, 1, 14);
    columns.push({ x, width, rail, branch, left, right, isThin: width < THIN });
    x += width;
  }
  return { columns, isUneven, end: x };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function within(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
