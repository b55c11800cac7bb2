/**
 * Where the parts of the predictions stand, in px: a pure function of how many tokens and positions there are and of
 * the room for them.
 *
 * Every token is a line of its own, so that its numbers can be read: in one column if there is room, else in as many as
 * it takes. In one column the matrix that makes the logits stands beside them. Every position of the document is a
 * small bar; the bars run in as many bands as they need.
 *
 * @typedef {Record<"token" | "matrix" | "logit" | "signed" | "gradient" | "bar" | "share" | "drawn", number>} Parts
 *   widths, from left to right
 *
 * @typedef {object} PredictionsLayout
 * @property {number} pad  at the left and the right
 * @property {number} columns
 * @property {number} rows  lines in a column
 * @property {number} columnWidth
 * @property {number} gap
 * @property {number} rowHeight
 * @property {Parts} parts
 * @property {number} room  for the lines: more of them scroll
 * @property {number[]} heights  of the strip, the mean, the head, the controls, the sum, the headings, lines and foot
 * @property {number} perBand  positions in a band
 * @property {number} bands
 * @property {number} positionWidth
 * @property {number} barHeight  of the tallest loss
 * @property {boolean} isNarrow  words have two lines, or less to say
 */

const LOWEST = 13; // a line whose number can still be read
const TALLEST = 26;
const NARROWEST = 150; // a line whose bar can still be compared
const BARE = 90; // ... with nothing but the bar and its number
const SIGNED = 250; // ... with a bar for its logit, and how often it was drawn
const TIGHT = 44; // px of a logit, or of its gradient, where there is room for one
const WIDE = 560; // ... with the matrix
export const STACKED = 900; // under it what is said has two lines
const GAPS = 25; // px between all the parts together
const BRIEF_GAPS = 10;
const TOP = 3; // px above the strip, for the line of a random guess
export const UNDER = 54; // px that the loss, the tokens and the probability take below a position's bar

/**
 * @param {{tokens: number, positions: number, width: number, height: number, isTempered: boolean,
 *   hasGradient: boolean, isBrief?: boolean, isBare?: boolean}} shape  isBare: of each token the probability only, and
 *   no controls
 * @returns {PredictionsLayout}
 */
export function predictionsLayout(shape) {
  const { tokens, positions, width, height, isTempered, hasGradient, isBrief = false, isBare = false } = shape;
  const pad = width < 480 ? 12 : 0;
  const inner = width - 2 * pad;
  const [isNarrow, isLow] = [inner < 640, height < 520];
  const barHeight = isLow ? 20 : height < 800 ? 44 : 72;
  const bands = Math.ceil(positions / Math.max(Math.floor(inner / 44), 1));
  const perBand = Math.ceil(positions / bands);
  const strip = bands * (barHeight + UNDER) + (bands - 1) * 8;
  const stacked = inner < STACKED ? 38 : 24;
  const above = isBrief ? [0, 0, stacked, 0] : [strip + TOP, isLow ? 18 : 22, stacked, isBare ? 0 : 28];
  const below = isNarrow ? 36 : 24;
  const fixed = [...above, 14, below].reduce((all, each) => all + each, isBrief ? BRIEF_GAPS : GAPS);
  const { columns, headings } = columnsOf(tokens, inner, height - fixed, isBare);
  const room = Math.max(height - fixed - headings, LOWEST * 8);
  const rows = Math.ceil(tokens / columns);
  const rowHeight = Math.min(Math.max(Math.floor(room / rows), LOWEST), TALLEST);
  const gap = gapOf(inner);
  const columnWidth = Math.floor((inner - (columns - 1) * gap) / columns);
  return {
    pad,
    columns,
    rows,
    columnWidth,
    gap,
    rowHeight,
    parts: isBare ? bareParts(columnWidth) : partsOf(columnWidth, isTempered, hasGradient, columns === 1),
    room,
    heights: [...above, 14, headings, room, below],
    perBand,
    bands,
    positionWidth: Math.min(Math.floor(inner / perBand), 320),
    barHeight,
    isNarrow,
  };
}

/** From which width on how much: of all, of one prediction, and of probabilities alone. @type {[number, number[]][]} */
const EASY = [
  [640, [560, 500, 430]],
  [480, [600, 500, 480]],
  [0, [660, 520, 480]],
];

/**
 * How high it is at a size that is read with ease.
 *
 * @param {number} width
 * @param {{isBrief: boolean, isBare: boolean}} shape
 */
export function easyHeight(width, { isBrief, isBare }) {
  const [, [whole, brief, bare]] = EASY.find(([from]) => width >= from) ?? EASY[0];
  return isBrief ? brief : isBare ? bare : whole;
}

/** @param {number} inner */
const gapOf = (inner) => (inner < 480 ? 16 : 28);

/**
 * As few columns as can be read without scrolling; else as many as there is room for.
 *
 * @param {number} tokens
 * @param {number} inner
 * @param {number} room  with the headings
 * @param {boolean} isBare
 */
function columnsOf(tokens, inner, room, isBare) {
  const gap = gapOf(inner);
  let found = { columns: 1, headings: 16 };
  for (let columns = 1; columns <= Math.min(tokens, 6); columns++) {
    const width = Math.floor((inner - (columns - 1) * gap) / columns);
    if (columns > 1 && width < (isBare ? BARE : NARROWEST)) break;
    const isStreamAbove = columns === 1 && width >= WIDE && !isBare; // the matrix
    found = { columns, headings: isStreamAbove ? 32 : 16 };
    if (Math.floor((room - found.headings) / Math.ceil(tokens / columns)) >= LOWEST) break;
  }
  return found;
}

/**
 * @param {number} width  of a column
 * @param {boolean} isTempered
 * @param {boolean} hasGradient
 * @param {boolean} isOnly  the only column
 * @returns {Parts}
 */
function partsOf(width, isTempered, hasGradient, isOnly) {
  const isWide = width >= WIDE && isOnly;
  const hasBars = width >= SIGNED;
  const parts = {
    token: isWide ? 40 : 26,
    matrix: isWide ? 176 : 0,
    logit: isWide ? 64 : hasBars ? 54 : hasGradient ? 0 : TIGHT, // where it is tight a gradient takes its place
    signed: isWide ? Math.round(width * 0.13) : hasBars ? 32 : 0,
    gradient: isWide ? Math.round(width * 0.11) : hasBars ? 54 : hasGradient ? TIGHT : 0,
    share: isWide ? 52 : 44,
    drawn: isTempered && hasBars ? 38 : 0,
  };
  const taken = Object.values(parts).reduce((all, each) => all + each, 0);
  return { ...parts, bar: width - taken };
}

/**
 * @param {number} width  of a column
 * @returns {Parts}
 */
function bareParts(width) {
  const [token, share] = [26, 44];
  return { token, matrix: 0, logit: 0, signed: 0, gradient: 0, bar: width - token - share, share, drawn: 0 };
}
