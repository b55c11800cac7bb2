/**
 * Where things stand when only some parts of the heads are shown: how one weight comes about, or what the heads read on
 * average. Pure functions of how many there are and of the room, in px.
 *
 * @import {HeadsLayout} from "./layout.js"
 * @typedef {{n: number, layers: number, heads: number, headDim: number, width: number, height: number}} Shape
 */

const [WIDE, BROAD] = [900, 600]; // from where on there is room for all beside each other, for two things
const COLUMN_GAP = 28;
const LINE_GAP = 16; // between two lines of maps
const BESIDE = 152; // the narrowest panel in which the averages stand beside their numbers
const [GUTTER, LEAST_GUTTER] = [26, 22];
const LEAST_SIDE = 72;
const [MOST_CELL, LEAST_CELL, LETTERED] = [56, 8, 11];
const ABOVE = 40; // the name of a head and the letters of its columns
const [FOOT, SWITCH, CAPTION] = [46 + 14, 36, 24];
const HABIT = 26; // what a head reads on average, in words
const SHARES = 79; // the three numbers of it
const SHARES_WIDTH = 96;
const [AVERAGE, LEAST_AVERAGE] = [128, 48];

/**
 * Maps, arcs and the arithmetic of one weight: all three steps of it where there is room, else the one that runs.
 *
 * @param {Shape} shape
 * @returns {HeadsLayout}
 */
export function weightLayout({ n, layers, heads, headDim, width, height }) {
  const isWide = width >= WIDE;
  const lineWidth = isWide ? Math.min(460, Math.round(width * 0.29)) : width >= BROAD ? Math.round(width * 0.42) : 0;
  const mapsWidth = isWide ? width - lineWidth - COLUMN_GAP : width;
  const { columns, lines, gap, panel, gutter } = panelsIn(mapsWidth, heads);
  const rows = Math.max(headDim + 3, n + 2); // of the longest table
  const beneath = (/** @type {number} */ high) => 78 + (isWide || lineWidth ? 0 : 20) + rows * high;
  const least = isWide ? 20 : 18;
  const room = height - FOOT - (layers > 1 ? SWITCH : 0) - (lines - 1) * LINE_GAP;
  const cell = cellIn({ n, wide: (panel - gutter) / n, high: ((room - beneath(least)) / lines - ABOVE) / n });
  const side = cell * n;
  const spare = room - beneath(least) - lines * (ABOVE + side);
  const rowHeight = Math.min(least + Math.max(Math.floor(spare / rows), 0), 28);
  const sizes = { columns, gap, panel, gutter, cell, side, averageSide: 0, rowHeight };
  return { isWide, averages: "none", mapsWidth, lineWidth, ...sizes, isLettered: cell >= LETTERED, isBeside: false };
}

/**
 * A panel for each head: its map, and beneath it what it reads on average.
 *
 * @param {Shape} shape
 * @returns {HeadsLayout}
 */
export function averagesLayout({ n, layers, heads, width, height }) {
  const { columns, lines, gap, panel, gutter } = panelsIn(width, heads);
  const isBeside = panel >= BESIDE;
  const fitting = isBeside ? Math.min(AVERAGE, panel - gutter - SHARES_WIDTH) : 0;
  const wanted = fitting < LEAST_AVERAGE ? 0 : fitting;
  const beneath = HABIT + (isBeside ? Math.max(wanted, SHARES) : wanted + SHARES);
  const isBroad = width >= BROAD;
  const room =
    height -
    FOOT -
    (isBroad ? 36 : 64) -
    (isBroad ? CAPTION : 2 * CAPTION) -
    (layers > 1 ? SWITCH : 0) -
    (lines - 1) * LINE_GAP;
  const cell = cellIn({ n, wide: (panel - gutter) / n, high: (room / lines - ABOVE - beneath) / n });
  const side = cell * n;
  const averageSide = Math.min(wanted, Math.floor(side));
  const sizes = { columns, gap, panel, gutter, cell, side, averageSide, rowHeight: 18 };
  const isLettered = cell >= LETTERED;
  return { isWide: false, averages: "within", mapsWidth: width, lineWidth: 0, ...sizes, isLettered, isBeside };
}

/**
 * As many panels side by side as there is room for, in lines of even length.
 *
 * @param {number} width
 * @param {number} heads
 */
function panelsIn(width, heads) {
  const gap = width >= WIDE / 2 && heads <= 4 ? COLUMN_GAP : 12;
  const least = heads > 4 ? 72 : 120;
  const most = Math.max(1, Math.min(heads, Math.floor((width + gap) / (least + gap))));
  const lines = Math.ceil(heads / most);
  const columns = Math.ceil(heads / lines);
  const panel = Math.floor((width - (columns - 1) * gap) / columns);
  return { columns, lines, gap, panel, gutter: panel >= BESIDE ? GUTTER : LEAST_GUTTER };
}

/**
 * The side of a cell: whole where it is large.
 *
 * @param {{n: number, wide: number, high: number}} room
 */
function cellIn({ n, wide, high }) {
  const wanted = Math.min(wide, Math.max(high, LEAST_CELL, LEAST_SIDE / n), MOST_CELL);
  return wanted < 8 ? Math.floor(wanted * 4) / 4 : Math.floor(wanted);
}
