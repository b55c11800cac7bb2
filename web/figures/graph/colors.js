/**
 * The colours of the computation graph, read from the page's custom properties, and the scales for signed numbers: zero
 * is the colour of the page, and the shade grows with a root of the number, so that small ones can still be told apart.
 */

const NAMES = /** @type {const} */ ([
  "paper",
  "paper-2",
  "ink",
  "ink-2",
  "hair",
  "focus",
  "query",
  "key",
  "value",
  "gradient",
  "parameter",
  "value-low",
  "value-high",
  "gradient-low",
  "gradient-high",
]);
const STEPS = 32; // shades on each side of zero

/** @typedef {(typeof NAMES)[number]} Name */
/** @typedef {[number, number, number]} Rgb */
/**
 * @typedef {object} Scale
 * @property {number} max
 * @property {(x: number) => number} shade  0 to 2 * STEPS, STEPS being zero
 * @property {string[]} fills  by shade
 * @property {string[]} texts  by shade, to be read on it
 * @property {Uint32Array} pixels  by shade
 */
/**
 * @typedef {object} Theme
 * @property {Record<Name, string>} color
 * @property {string} textFace
 * @property {string} figureFace
 * @property {string} key  differs when anything of it does
 */

/** @param {Element} element @returns {Theme} */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const color = /** @type {Record<Name, string>} */ ({});
  for (const name of NAMES) color[name] = style.getPropertyValue(`--${name}`).trim();
  const textFace = style.getPropertyValue("--text-face").trim();
  const figureFace = style.getPropertyValue("--figure-face").trim();
  return { color, textFace, figureFace, key: Object.values(color).join() };
}

/** #rrggbb as three numbers. @param {string} color @returns {Rgb} */
function rgbOf(color) {
  const hex = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join("") : color.slice(1);
  return /** @type {Rgb} */ ([0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
}

/** @param {Theme} theme @param {"value" | "gradient"} kind @param {number} max @returns {Scale} */
export function scaleOf({ color }, kind, max) {
  const [low, zero, high] = [color[`${kind}-low`], color.paper, color[`${kind}-high`]].map(rgbOf);
  const exponent = kind === "value" ? 1 / 2 : 1 / 3;
  const shades = Array.from({ length: 2 * STEPS + 1 }, (_, shade) => {
    const part = Math.abs(shade - STEPS) / STEPS;
    const end = shade < STEPS ? low : high;
    return /** @type {Rgb} */ (zero.map((from, channel) => Math.round(from + (end[channel] - from) * part)));
  });
  return {
    max,
    shade: (x) => STEPS + Math.round(Math.sign(x) * STEPS * Math.min(1, Math.abs(x) / (max || 1)) ** exponent),
    fills: shades.map((rgb) => `rgb(${rgb.join()})`),
    texts: shades.map((rgb) =>
      contrast(rgb, rgbOf(color.ink)) >= contrast(rgb, rgbOf(color.paper)) ? color.ink : color.paper,
    ),
    pixels: Uint32Array.from(shades, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0),
  };
}

/** The ratio of two colours' luminances, as WCAG defines it. @param {Rgb} a @param {Rgb} b */
function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** @param {Rgb} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((x) => (x <= 10.3 ? x / 3294.6 : ((x / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
