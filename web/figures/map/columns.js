/**
 * The columns of the model map, one for each position. The one in focus is wide, so that its numbers can be read; the
 * others share what is left: nothing is ever left out.
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

const LARGE_SHARE = 0.58; // of the room, for the column in focus
const MAX_LARGE = 760;
const MAX_SMALL = 150;
const THIN = 40;

/**
 * @param {number} room
 * @param {number} start  the left edge of the first
 * @param {number} count
 * @param {number} focus  a position, or a place between two
 */
export function placeColumns(room, start, count, focus) {
  const fan = Math.min(4 + count * 1.6, 20);
  const large = largeOf(room, count);
  const small = count > 1 ? Math.min((room - large) / (count - 1), MAX_SMALL) : 0;
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
  return { columns, end: x };
}

/**
 * The width of the column in focus.
 *
 * @param {number} room
 * @param {number} count
 */
function largeOf(room, count) {
  return Math.min(Math.max(room * LARGE_SHARE, room - (count - 1) * MAX_SMALL), MAX_LARGE);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function within(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
