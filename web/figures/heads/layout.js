/** Where the maps of the heads and the arcs stand, in px: pure functions of how many there are and of the room. */

const GAP = 16;
const [GUTTER, LEAST_GUTTER] = [26, 22]; // for the letters of a map's rows
const BESIDE = 152; // the narrowest panel in which the averages stand beside their numbers
const MOST_CELL = 56;
const LETTERED = 11; // the smallest cell that has its letter beside it
const AVERAGE = 64; // the side of a map of averages, where it stands beside its numbers
const TALL_AVERAGE = 128;
const SHARES = 96; // the least that is left for the numbers, and the space before them
const MOST_PITCH = 112; // between two tokens of the line that the arcs stand on
const LEAST_HEIGHT = 200; // less is no room that a page has given it

const [TOP, FOOT] = [54, 46];
const ABOVE = 40; // the name of a head and the letters of its columns
const CAPTION = 38;
const SWITCH = 36; // what chooses one of several layers
const COLUMN_GAP = 28; // between the maps and the arcs

/**
 * @typedef {object} HeadsLayout
 * @property {boolean} isWide  everything in one view: the arcs beside the maps, beneath them the arithmetic
 * @property {"within" | "below" | "none"} averages  where they stand: in the panel of their head, or after all maps
 * @property {number} mapsWidth
 * @property {number} lineWidth  what the arcs have
 * @property {number} columns  maps side by side
 * @property {number} gap
 * @property {number} panel  the width of one
 * @property {number} gutter
 * @property {number} cell  of a map
 * @property {number} side  of a map
 * @property {number} averageSide
 * @property {boolean} isLettered  every row and column has its letter; else only the one that is looked at
 * @property {boolean} isBeside  the averages stand beside their numbers, not above them
 * @property {number} rowHeight  of the tables of numbers
 */

/**
 * The height to draw at: a page that has given none gets one by its width.
 *
 * @param {number} width
 * @param {number} height
 */
export const heightIn = (width, height) => (height >= LEAST_HEIGHT ? height : width < 900 ? 600 : 720);

/** By what is shown, from which width on how much. @type {Record<string, [number, number][]>} */
const EASY = {
  all: [
    [900, 560],
    [0, 640],
  ],
  weight: [
    [900, 450],
    [340, 480],
    [0, 740],
  ],
  averages: [
    [560, 330],
    [340, 600],
    [0, 900],
  ],
};

/**
 * How high it is at a size that is read with ease: of one layer.
 *
 * @param {number} width
 * @param {string} parts
 */
export const easyHeight = (width, parts) => EASY[parts].find(([from]) => width >= from)?.[1] ?? 0;

/** From which width on one table of the arithmetic of a weight has room: beside the arcs, alone. */
const EASE = { beside: 700, alone: 340 };

/**
 * Whether its tables have to be written closely, so that nothing scrolls sideways.
 *
 * @param {number} width
 * @param {HeadsLayout} layout
 */
export const isTight = (width, { isWide, lineWidth }) =>
  !isWide && width < (lineWidth > 0 && lineWidth < width ? EASE.beside : EASE.alone);

/**
 * What is left free at each side: a phone gives a picture its whole width.
 *
 * @param {number} width
 */
export const marginIn = (width) => (width < 480 ? 10 : 0);

/**
 * The maps of one layer: as many side by side as there is room for, in lines of even length.
 *
 * @param {{n: number, layers: number, heads: number, headDim: number, width: number, height: number}} shape  n:
 *   positions
 * @returns {HeadsLayout}
 */
export function headsLayout({ n, layers, heads, headDim, width, height }) {
  const isWide = width >= 900 && height >= 560;
  const lineWidth = isWide ? Math.min(460, Math.round(width * 0.29)) : width;
  const mapsWidth = isWide ? width - lineWidth - COLUMN_GAP : width;
  const gap = !isWide || heads > 4 ? 12 : GAP;
  const least = heads > 4 ? 72 : isWide ? 144 : 80;
  const most = Math.max(1, Math.min(heads, Math.floor((mapsWidth + gap) / (least + gap))));
  const columns = Math.ceil(heads / Math.ceil(heads / most));
  const panel = Math.floor((mapsWidth - (columns - 1) * gap) / columns);
  const isBeside = panel >= BESIDE;
  const gutter = isBeside ? GUTTER : LEAST_GUTTER;
  const lines = Math.max(headDim + 3, n + 2); // of the longest table
  const tables = (/** @type {number} */ high) => 66 + lines * high;
  const average = isWide && height >= 800 ? TALL_AVERAGE : AVERAGE;
  const room = height - TOP - FOOT - ABOVE - 24 - average - 12 - CAPTION - 20 - (layers > 1 ? SWITCH : 0);
  const high = isWide ? (room - tables(20)) / n : height < 500 ? 84 / n : 150 / n;
  const wide = (panel - gutter) / n;
  const wanted = Math.min(wide, Math.max(high, 14), MOST_CELL);
  const cell = wanted < 8 ? Math.floor(wanted * 4) / 4 : Math.floor(wanted);
  const side = cell * n;
  const averageSide = isBeside ? Math.min(average, side, panel - gutter - SHARES) : Math.min(side, 96);
  const spare = room - side - tables(20);
  const rowHeight = isWide ? Math.min(Math.max(20, 20 + Math.floor(spare / lines)), 38) : 18;
  const isLettered = cell >= LETTERED;
  const sizes = { columns, gap, panel, gutter, cell, side, averageSide, isLettered, isBeside };
  return { isWide, averages: isWide ? "within" : "below", mapsWidth, lineWidth, ...sizes, rowHeight };
}

/**
 * @typedef {object} ArcsLayout
 * @property {number} gutter  for the names of the heads
 * @property {number} pitch  between two tokens
 * @property {number} width
 * @property {number} height  of the arcs alone
 * @property {boolean} isTight
 * @property {boolean} hasNumbers  else they are left to the pointer
 * @property {(head: number, t: number, s: number) => string} path  of an arc from the position that reads to the other
 */

const FIGURES = 20; // px that a number takes where it is tight

/**
 * @param {number} n
 * @param {number} heads
 * @param {number} width
 * @param {number} [most]  how high the arcs may be
 * @returns {ArcsLayout}
 */
export function arcsLayout(n, heads, width, most = 160) {
  const gutter = width < 480 ? 46 : 64;
  const pitch = Math.min(MOST_PITCH, (width - gutter) / n);
  const spread = Math.min(pitch * 0.6, heads * 5) / Math.max(heads, 1); // between the feet of two heads' arcs
  const [least, lift] = [20, heads > 4 ? 3 : 5];
  const rest = Math.max(most - least - heads * lift - 6, 24);
  const reachUp = Math.min(rest, Math.max(40, n * pitch * 0.42));
  const height = Math.ceil(least + reachUp + heads * lift + 6);
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
    hasNumbers: pitch >= FIGURES,
    path(head, t, s) {
      const [from, to] = [foot(t, head), foot(s, head)];
      const rise = least + (n > 1 ? ((t - s) / (n - 1)) * reachUp : 0) + head * lift;
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
