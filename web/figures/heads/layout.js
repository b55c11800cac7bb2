/** Where the maps of the heads and the arcs stand, in px: pure functions of how many there are and of the width. */

const GAP = 16;
const [GUTTER, LEAST_GUTTER] = [24, 16]; // for the letters of a map's rows
const BESIDE = 152; // the narrowest panel in which the averages stand beside their numbers
const MOST_CELL = 36;
const MOST_PANEL = 248;
const LETTERED = 11; // the smallest cell that has its letter beside it
const AVERAGE = 64; // the side of a map of averages, where it stands beside its numbers
const SHARES = 96; // the least that is left for the numbers, and the space before them
const MOST_PITCH = 112; // between two tokens of the line that the arcs stand on

/**
 * @typedef {object} HeadsLayout
 * @property {number} columns  maps side by side
 * @property {number} gap
 * @property {number} panel  the width of one
 * @property {number} gutter
 * @property {number} cell  of a map
 * @property {number} side  of a map
 * @property {number} averageSide
 * @property {boolean} isLettered  every row and column has its letter; else only the one that is looked at
 * @property {boolean} isBeside  the averages stand beside their numbers, not above them
 */

/**
 * The maps of one layer: as many side by side as there is room for, in lines of even length.
 *
 * @param {number} n  positions
 * @param {number} heads
 * @param {number} width
 * @returns {HeadsLayout}
 */
export function headsLayout(n, heads, width) {
  const gap = width < 480 || heads > 4 ? 12 : GAP;
  const least = heads > 4 ? 72 : 144;
  const most = Math.max(1, Math.min(heads, Math.floor((width + gap) / (least + gap))));
  const columns = Math.ceil(heads / Math.ceil(heads / most));
  const panel = Math.min(MOST_PANEL, Math.floor((width - (columns - 1) * gap) / columns));
  const isBeside = panel >= BESIDE;
  const gutter = isBeside ? GUTTER : LEAST_GUTTER;
  const room = (panel - gutter) / n;
  const cell = Math.min(MOST_CELL, room < 8 ? Math.floor(room * 4) / 4 : Math.floor(room));
  const side = cell * n;
  const averageSide = isBeside ? Math.min(AVERAGE, side, panel - gutter - SHARES) : side;
  return { columns, gap, panel, gutter, cell, side, averageSide, isLettered: cell >= LETTERED, isBeside };
}

/**
 * @typedef {object} ArcsLayout
 * @property {number} gutter  for the names of the heads
 * @property {number} pitch  between two tokens
 * @property {number} width
 * @property {number} height  of the arcs alone
 * @property {boolean} isTight
 * @property {(head: number, t: number, s: number) => string} path  of an arc from the position that reads to the other
 */

/**
 * @param {number} n
 * @param {number} heads
 * @param {number} width
 * @returns {ArcsLayout}
 */
export function arcsLayout(n, heads, width) {
  const gutter = width < 480 ? 46 : 64;
  const pitch = Math.min(MOST_PITCH, (width - gutter) / n);
  const spread = Math.min(pitch * 0.6, heads * 5) / Math.max(heads, 1); // between the feet of two heads' arcs
  const [least, lift] = [20, heads > 4 ? 3 : 5];
  const most = Math.min(96, Math.max(40, n * pitch * 0.22));
  const height = Math.ceil(least + most + heads * lift + 6);
  /**
   * @param {number} position
   * @param {number} head
   */
  const foot = (position, head) => gutter + (position + 0.5) * pitch + (head - (heads - 1) / 2) * spread;
  return {
    gutter,
    pitch,
    width: gutter + n * pitch,
    height,
    isTight: pitch < 34,
    path(head, t, s) {
      const [from, to] = [foot(t, head), foot(s, head)];
      const rise = least + (n > 1 ? ((t - s) / (n - 1)) * most : 0) + head * lift;
      const isLoop = s === t;
      const reach = isLoop ? Math.min(pitch * 0.9, 40) : (from - to) * 0.2;
      const control = round(isLoop ? height - rise : height - (rise * 4) / 3);
      const controls = `${round(from - reach)} ${control} ${round(to + reach)} ${control}`;
      return `M${round(from)} ${height}C${controls} ${round(to)} ${height}`;
    },
  };
}

/** @param {number} x */
function round(x) {
  return Math.round(x * 100) / 100;
}
