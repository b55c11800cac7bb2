/**
 * Where the tokens and the positions of the predictions stand, in px: a pure function of how many there are and the
 * width.
 *
 * Every token is a line of its own, so that its numbers can be read; the lines run down one column after the other.
 * Every position of the document is a small bar; the bars run in as many bands as they need.
 *
 * @typedef {Record<"token" | "logit" | "signed" | "gradient" | "bar" | "share" | "drawn", number>} Parts
 *   widths, from left to right
 *
 * @typedef {object} PredictionsLayout
 * @property {number} columns
 * @property {number} rows  lines in a column
 * @property {number} columnWidth
 * @property {number} gap
 * @property {number} rowHeight
 * @property {Parts} parts
 * @property {number} perBand  positions in a band
 * @property {number} bands
 * @property {number} positionWidth
 * @property {number} barHeight  of the tallest loss
 */

const NARROWEST = 312; // a line whose bar can still be compared
const GAP = 32;
const FIXED = { token: 30, logit: 58, signed: 34, gradient: 50, share: 44 };
const DRAWN = 42;

/**
 * @param {{tokens: number, positions: number, width: number, isTempered: boolean}} shape
 * @returns {PredictionsLayout}
 */
export function predictionsLayout({ tokens, positions, width, isTempered }) {
  const columns = Math.max(Math.min(Math.floor((width + GAP) / (NARROWEST + GAP)), 4, tokens), 1);
  const columnWidth = Math.floor((width - (columns - 1) * GAP) / columns);
  const drawn = isTempered ? DRAWN : 0;
  const taken = Object.values(FIXED).reduce((all, each) => all + each, drawn);
  const mostPerBand = Math.max(Math.floor(width / 44), 1);
  const bands = Math.ceil(positions / mostPerBand);
  const perBand = Math.ceil(positions / bands);
  return {
    columns,
    rows: Math.ceil(tokens / columns),
    columnWidth,
    gap: GAP,
    rowHeight: 20,
    parts: { ...FIXED, bar: columnWidth - taken, drawn },
    perBand,
    bands,
    positionWidth: Math.min(Math.floor(width / perBand), 150),
    barHeight: 56,
  };
}
