/**
 * Colour scales: numbers to colours, between colours that the page's custom properties name.
 *
 * A scale is a function of a number and of the greatest one it has to show; what it returns is CSS.
 *
 * @typedef {[red: number, green: number, blue: number]} Rgb  each from 0 to 255
 * @typedef {(value: number, max: number) => string} Scale
 */

const SHADES = 64;

/** The colour that #rgb, #rrggbb or rgb(...) stands for. @param {string} css @returns {Rgb} */
export function parseColour(css) {
  const text = css.trim();
  if (text.startsWith("#")) {
    const digits = text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit).join("") : text.slice(1, 7);
    const number = Number.parseInt(digits, 16);
    return [number >> 16, (number >> 8) & 255, number & 255];
  }
  const [red, green, blue] = (text.match(/[\d.]+/g) ?? []).map(Number);
  if (blue === undefined) throw new Error(`wanted a colour such as #0072b2 or rgb(0 114 178), but got: ${css}`);
  return [red, green, blue];
}

/** So much of the way from one colour to another. @param {Rgb} from @param {Rgb} to @param {number} share 0 to 1 */
export function mix(from, to, share) {
  const [red, green, blue] = from.map((start, i) => Math.round(start + (to[i] - start) * share));
  return `rgb(${red},${green},${blue})`;
}

/** Zero is paper; the greatest is the colour at the end. @param {string} paper @param {string} end @returns {Scale} */
export function sequential(paper, end) {
  const shades = shadesOf(parseColour(paper), parseColour(end));
  return (value, max) => shades[shadeAt(value, max)];
}

/**
 * Zero is paper; the sign chooses the end.
 *
 * @param {string} negative
 * @param {string} paper
 * @param {string} positive
 * @returns {Scale}
 */
export function diverging(negative, paper, positive) {
  const below = shadesOf(parseColour(paper), parseColour(negative));
  const above = shadesOf(parseColour(paper), parseColour(positive));
  return (value, max) => (value < 0 ? below : above)[shadeAt(Math.abs(value), max)];
}

/** @param {Rgb} from @param {Rgb} to */
function shadesOf(from, to) {
  return Array.from({ length: SHADES + 1 }, (_, i) => mix(from, to, i / SHADES));
}

/**
 * The same two scales for pixels: what they return is [red, green, blue].
 *
 * @typedef {(value: number, max: number) => Rgb} PixelScale
 */

/** @param {Scale} scale @returns {PixelScale} */
export function pixels(scale) {
  /** @type {Map<string, Rgb>} */
  const known = new Map();
  return (value, max) => {
    const css = scale(value, max);
    let rgb = known.get(css);
    if (!rgb) known.set(css, (rgb = parseColour(css)));
    return rgb;
  };
}

/** @param {number} value @param {number} max */
function shadeAt(value, max) {
  return max > 0 ? Math.round(Math.min(Math.max(value / max, 0), 1) * SHADES) : 0;
}
