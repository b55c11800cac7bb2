/**
 * Where the KV cache stands, in px: a pure function of the model's shape, the positions and the room. Words above, the
 * layers, and beneath them the sum of one number.
 *
 * A layer is a band of rows, one for each position, which run through keys, attention weights and value vectors: the
 * query above the keys, what the heads bring back above the value vectors, and beneath them what the newest row is made
 * of. Where that is too narrow to read, the three tables stand below each other.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{layers: number, heads: number, headDim: number, positions: number, width: number, height: number}} Shape
 *
 * @typedef {object} Block  a table with its title, the names of its heads and of its rows
 * @property {Box} title
 * @property {Box | null} heads  null: those of the table above stand for them
 * @property {Box} table
 * @property {boolean} hasLabels
 *
 * @typedef {object} LayerLayout
 * @property {number} y
 * @property {number} height
 * @property {Block} keys
 * @property {Block} weights
 * @property {Block} values
 * @property {Box} query
 * @property {Box} out
 * @property {{norm: Box, keys: Box, values: Box} | null} source  what a row is made of, and where it is made
 *
 * @typedef {object} CacheLayout
 * @property {number} width
 * @property {number} height  of all layers
 * @property {number} words  the height of those above
 * @property {number} panel  the height of what stands beneath
 * @property {boolean} isStacked
 * @property {boolean} isLow
 * @property {number} labelWidth
 * @property {number} gap  between the tables: the marks of complete rows stand there
 * @property {number} rowHeight
 * @property {number} cell  how wide one number is
 * @property {number} weight  how wide the weights of one head are
 * @property {boolean} hasWeightText
 * @property {boolean} hasLogitText
 * @property {boolean} hasLanes  whether each part of a gradient has a lane of its own in the row
 * @property {LayerLayout[]} layers
 */

const LEAST_HEIGHT = 200; // less is no room that a page has given it
const LABEL = 15; // beneath what a row is made of
const BELOW = 12;

/** The heights of what stands in a band, where there is room and where there is little. */
const ROOMY = { title: 24, heads: 20, strip: 22, space: 10 };
const DENSE = { title: 18, heads: 17, strip: 14, space: 6 };
const TIGHT = { title: 16, heads: 15, strip: 10, space: 4 };

/**
 * What is left free at each side: a phone gives a picture its whole width.
 *
 * @param {number} width
 */
export const marginIn = (width) => (width < 480 ? 10 : 0);

/**
 * The height to draw at: a page that has given none gets one by its width.
 *
 * @param {number} width
 * @param {number} height
 */
export const heightIn = (width, height) => (height >= LEAST_HEIGHT ? height : width < 600 ? 640 : 560);

/**
 * @param {Shape} shape
 * @returns {CacheLayout}
 */
export function cacheLayout({ layers, heads, headDim, positions, width, height }) {
  const columns = heads * headDim;
  const labelWidth = width < 500 ? 44 : width < 900 ? 52 : 64;
  const gap = width < 900 ? 26 : 40;
  const room = width - labelWidth - 2 * gap - 22;
  const narrowest = Math.min(Math.floor((0.4 * room) / heads), Math.max(width / 18, 36), 84);
  const beside = Math.floor((room - heads * narrowest) / (2 * columns));
  const isStacked = width < 600 || beside < 4;
  const alone = (width - labelWidth - 20) / columns;
  const cell = isStacked ? (alone >= 4 ? Math.min(Math.floor(alone), 40) : alone) : Math.min(beside, 40);
  const tableWidth = cell * columns;
  const weight = isStacked ? tableWidth / heads : Math.min(Math.floor((room - 2 * tableWidth) / heads), 100);
  const isLow = height < (isStacked ? 580 : 500);
  const isWordy = !isLow && width < (isStacked ? 420 : 760); // a line more of them
  const words = (isStacked ? (isLow ? 38 : 62) : 46) + (isWordy ? 20 : 0);
  const panel = isStacked ? (isLow ? 88 : 136) : isLow ? 86 : 112;
  const band = Math.max(0, height - words - panel - BELOW) / layers;
  const sizes = isStacked ? (isLow ? TIGHT : DENSE) : band < 380 ? DENSE : ROOMY;
  const heading = layers > 1 ? 22 : 0;
  const { rowHeight, space } = rowsIn({ band: band - heading, positions, isStacked, sizes, width });

  const fixed = { ...sizes, space, heading, rowHeight, labelWidth, gap, tableWidth, positions };
  /** @type {LayerLayout[]} */
  const placed = [];
  let y = 0;
  for (let layer = 0; layer < layers; layer++) {
    const made = isStacked ? stackedLayer(y, fixed) : besideLayer(y, { ...fixed, weights: weight * heads });
    placed.push(made);
    y += made.height;
  }
  return {
    width,
    height: y,
    words,
    panel,
    isStacked,
    isLow,
    labelWidth,
    gap,
    rowHeight,
    cell,
    weight,
    hasWeightText: weight >= 28,
    hasLogitText: weight >= 44 && rowHeight >= 34,
    hasLanes: rowHeight >= 2.5 * (2 * positions + 2),
    layers: placed,
  };
}

/**
 * How high a row can be, and how much is left between the tables and what stands above and beneath them.
 *
 * @param {{band: number, positions: number, isStacked: boolean, sizes: typeof ROOMY, width: number}} room
 */
function rowsIn({ band, positions, isStacked, sizes: { title, heads, strip, space }, width }) {
  if (isStacked) {
    const rest = band - (3 * title + heads + 2 * (strip + space) + 3 * space);
    return { rowHeight: Math.min(Math.max(Math.floor(rest / (3 * positions)), 12), 40), space };
  }
  const rest = band - (title + heads + 2 * strip + 2 * space + LABEL);
  const rowHeight = Math.min(Math.max(Math.floor(rest / positions), 14), Math.max(24, Math.floor(width / 15)));
  const left = Math.max(rest - rowHeight * positions, 0);
  return { rowHeight, space: space + Math.floor(Math.min(left, 60) / 2) };
}

/**
 * @typedef {typeof ROOMY & {heading: number, rowHeight: number, labelWidth: number, gap: number, tableWidth: number,
 *   positions: number}} Fixed
 */

/**
 * Keys, weights and value vectors side by side.
 *
 * @param {number} y
 * @param {Fixed & {weights: number}} fixed
 * @returns {LayerLayout}
 */
function besideLayer(y, { title, heads, strip, space, heading, rowHeight, labelWidth, gap, positions, ...widths }) {
  const { tableWidth, weights } = widths;
  const top = y + heading;
  const rows = top + title + heads + strip + space;
  const height = positions * rowHeight;
  /** @param {number} x @param {number} width @param {boolean} hasLabels @returns {Block} */
  const block = (x, width, hasLabels) => ({
    title: { x, y: top, width, height: title },
    heads: { x, y: top + title, width, height: heads },
    table: { x, y: rows, width, height },
    hasLabels,
  });
  const keys = block(labelWidth, tableWidth, true);
  const middle = block(labelWidth + tableWidth + gap, weights, false);
  const values = block(middle.table.x + weights + gap, tableWidth, false);
  /** @param {Block} of @param {number} at @returns {Box} */
  const beside = ({ table: { x, width } }, at) => ({ x, y: at, width, height: strip });
  const above = rows - space - strip;
  const beneath = rows + height + space;
  return {
    y,
    height: beneath + strip + LABEL - y,
    keys,
    weights: middle,
    values,
    query: beside(keys, above),
    out: beside(values, above),
    source: { norm: beside(middle, beneath), keys: beside(keys, beneath), values: beside(values, beneath) },
  };
}

/**
 * The three tables below each other, the columns of their heads in line.
 *
 * @param {number} y
 * @param {Fixed} fixed
 * @returns {LayerLayout}
 */
function stackedLayer(
  y,
  { title, heads, strip, space, heading, rowHeight, labelWidth: x, tableWidth: width, positions },
) {
  const height = positions * rowHeight;
  let at = y + heading;
  /** @param {number} above  the table @param {number} named @returns {Block} */
  const block = (above, named) => {
    const made = {
      title: { x, y: at, width, height: title },
      heads: named ? { x, y: at + title, width, height: named } : null,
      table: { x, y: at + title + named + above, width, height },
      hasLabels: true,
    };
    at = made.table.y + height + space;
    return made;
  };
  const keys = block(strip + space, heads);
  const weights = block(0, 0);
  const values = block(strip + space, 0);
  /** @param {Block} of @returns {Box} */
  const above = ({ table }) => ({ x, y: table.y - strip - space, width, height: strip });
  return { y, height: at - y, keys, weights, values, query: above(keys), out: above(values), source: null };
}

/**
 * The cells of a head in a table, from one row on.
 *
 * @param {Box} table
 * @param {number} heads
 * @param {number} head
 * @param {number} rowHeight
 * @param {number} first
 * @param {number} count
 * @returns {Box}
 */
export function groupBox(table, heads, head, rowHeight, first, count) {
  const width = table.width / heads;
  return { x: table.x + head * width, y: table.y + first * rowHeight, width, height: count * rowHeight };
}
