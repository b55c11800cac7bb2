/** Numbers in narrow places: two digits are enough to compare them; all are there when one is pointed at. */

const MINUS = "\u2212";

/**
 * @param {number} x
 * @param {boolean} [hasSign]
 */
export function brief(x, hasSign = false) {
  const size = Math.abs(x);
  const text = x === 0 ? "0" : size < 1e-4 || size >= 1e3 ? x.toExponential(1) : x.toPrecision(size < 1 ? 2 : 3);
  return (hasSign && x > 0 ? "+" : "") + text.replaceAll("-", MINUS);
}

/**
 * To two decimals, in columns; without the sign of what rounds to nothing.
 *
 * @param {number} x
 */
export function inColumn(x) {
  const text = x.toFixed(2);
  return (/[1-9]/.test(text) ? text : text.replace("-", "")).replace("-", MINUS);
}
