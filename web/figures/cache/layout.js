/**
 * Where the tables of the KV cache stand, in px: a pure function of the model's shape, the positions and the width.
 *
 * A layer is a band of rows, one for each position, which run through keys, attention weights and values; where that is
 * too narrow to read, the three stand below each other.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{layers: number, heads: number, headDim: number, positions: number, width: number}} Shape
 *
 * @typedef {object} Block  a table with its title, the names of its heads and of its rows
 * @property {Box} title
 * @property {Box} heads
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
 *
 * @typedef {object} CacheLayout
 * @property {number} width
 * @property {number} height
 * @property {boolean} isStacked
 * @property {number} labelWidth
 * @property {number} rowHeight
 * @property {number} cell  how wide one number is
 * @property {number} weight  how wide the weights of one head are
 * @property {boolean} hasWeightText
 * @property {LayerLayout[]} layers
 */

export const GAP = 28; // between tables: the marks of complete rows stand there
const TITLE = 24;
const HEADS = 20;
const STRIP = 14; // the query, the heads' outputs
const SPACE = 8;

/**
 * @param {Shape} shape
 * @returns {CacheLayout}
 */
export function cacheLayout({ layers, heads, headDim, positions, width }) {
  const columns = heads * headDim;
  const labelWidth = width < 500 ? 44 : 56;
  const rowHeight = layers === 1 && positions <= 10 ? 24 : layers <= 2 ? 20 : 16;
  const room = width - labelWidth - 2 * GAP - 16;
  const narrowest = Math.min(Math.floor((0.4 * room) / heads), width < 1000 ? 40 : 64);
  const beside = Math.floor((room - heads * narrowest) / (2 * columns));
  const isStacked = width < 600 || beside < 4;
  const alone = (width - labelWidth - 20) / columns;
  const cell = isStacked ? (alone >= 4 ? Math.min(Math.floor(alone), 40) : alone) : Math.min(beside, 26);
  const tableWidth = cell * columns;
  const rest = room - 2 * tableWidth;
  const weight = isStacked ? tableWidth / heads : Math.min(Math.floor(rest / heads), 72);
  const tableHeight = positions * rowHeight;

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} wide
   * @param {number} above  the table: what the query takes
   * @param {boolean} hasLabels
   * @returns {Block}
   */
  const block = (x, y, wide, above, hasLabels) => ({
    title: { x, y, width: isStacked ? width - x : wide, height: TITLE },
    heads: { x, y: y + TITLE, width: wide, height: HEADS },
    table: { x, y: y + TITLE + HEADS + above, width: wide, height: tableHeight },
    hasLabels,
  });
  const above = STRIP + SPACE;
  const heading = layers > 1 ? 28 : 0;
  /** @type {LayerLayout[]} */
  const placed = [];
  let y = 0;
  for (let layer = 0; layer < layers; layer++) {
    const top = y + heading;
    const keys = block(labelWidth, top, tableWidth, above, true);
    const end = keys.table.y + tableHeight;
    const weights = isStacked
      ? block(labelWidth, end + 16, weight * heads, 4, true)
      : block(labelWidth + tableWidth + GAP, top, weight * heads, above, false);
    const values = isStacked
      ? block(labelWidth, weights.table.y + tableHeight + 16, tableWidth, 4, true)
      : block(weights.table.x + weights.table.width + GAP, top, tableWidth, above, false);
    const query = { x: labelWidth, y: keys.table.y - above, width: tableWidth, height: STRIP };
    const out = { x: values.table.x, y: values.table.y + tableHeight + SPACE, width: tableWidth, height: STRIP };
    const bottom = out.y + STRIP + 24;
    placed.push({ y, height: bottom - y, keys, weights, values, query, out });
    y = bottom;
  }
  return {
    width,
    height: y,
    isStacked,
    labelWidth,
    rowHeight,
    cell,
    weight,
    hasWeightText: weight >= 28,
    layers: placed,
  };
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
