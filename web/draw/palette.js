/**
 * The colours of the page, read off its custom properties at an element: the only place where they are read.
 *
 * Numbers become colours between those that the palette names. Zero is paper; so a scale is a function of a number and
 * of the greatest one it has to show.
 *
 * @typedef {typeof NAMES[number]} ColourName
 * @typedef {[red: number, green: number, blue: number]} Rgb  each from 0 to 255
 *
 * @typedef {object} Scale
 * @property {(value: number, max: number) => string} css
 * @property {(value: number, max: number) => Rgb} pixel
 *
 * @typedef {object} Palette
 * @property {string} key  differs when anything of it does
 * @property {Record<ColourName, string>} colours  CSS
 * @property {string} textFace
 * @property {string} figureFace
 * @property {Rgb} paper
 * @property {Rgb} faint  of a cell whose number is not known yet
 * @property {Record<"signed" | "gradient" | "share", Scale>} scales
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
  "target",
  "parameter",
  "value-low",
  "value-high",
  "gradient-low",
  "gradient-high",
  "share",
]);
const SHADES = 64;

/** @type {Palette | null} */
let newest = null;

/**
 * The palette at an element.
 *
 * @param {Element} element
 * @returns {Palette}
 */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const colours = /** @type {Palette["colours"]} */ (Object.fromEntries(NAMES.map((name) => [name, read(name)])));
  const [textFace, figureFace] = [read("text-face"), read("figure-face")];
  const key = [...Object.values(colours), textFace, figureFace].join(" ");
  if (newest?.key === key) return newest;
  const { paper, share } = colours;
  newest = {
    key,
    colours,
    textFace,
    figureFace,
    paper: rgbOf(paper),
    faint: rgbOf(colours["paper-2"]),
    scales: {
      signed: diverging(colours["value-low"], paper, colours["value-high"]),
      gradient: diverging(colours["gradient-low"], paper, colours["gradient-high"]),
      share: sequential(paper, share),
    },
  };
  return newest;
}

/**
 * Call when the page's colours may have changed: the reader's system, or data-theme on an element.
 *
 * @param {() => void} onChange
 * @param {AbortSignal} signal
 */
export function onThemeChange(onChange, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange, { signal });
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"], subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * The channels of a colour that is written #rrggbb, or as here: rgb(29, 27, 24).
 *
 * @param {string} css
 * @returns {Rgb}
 */
export function rgbOf(css) {
  const channels = /^#(..)(..)(..)$/
    .exec(css)
    ?.slice(1)
    .map((each) => Number.parseInt(each, 16));
  const [r, g, b] = channels ?? (css.match(/\d+/g) ?? []).map(Number);
  return [r, g, b];
}

/**
 * So much of the way from one colour to another.
 *
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share  0 to 1
 * @returns {Rgb}
 */
export function between(from, to, share) {
  return /** @type {Rgb} */ (from.map((start, channel) => Math.round(start + (to[channel] - start) * share)));
}

/**
 * Ink or paper, whichever is easier to read on a colour.
 *
 * @param {Palette} palette
 * @param {string} colour
 */
export function textOn({ colours: { ink, paper } }, colour) {
  return contrast(colour, ink) >= contrast(colour, paper) ? ink : paper;
}

/**
 * The ratio of two colours' luminances, as WCAG defines it.
 *
 * @param {string} a
 * @param {string} b
 */
function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = rgbOf(colour).map((x) => (x <= 10.3 ? x / 3294.6 : ((x / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Zero is paper; the greatest is the colour at the end.
 *
 * @param {string} paper
 * @param {string} end
 * @returns {Scale}
 */
export function sequential(paper, end) {
  const shades = shadesOf(paper, end);
  return scaleOf(() => shades);
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
  const [below, above] = [shadesOf(paper, negative), shadesOf(paper, positive)];
  return scaleOf((value) => (value < 0 ? below : above));
}

/** @typedef {{css: string, pixel: Rgb}[]} Shades */

/**
 * @param {string} from
 * @param {string} to
 * @returns {Shades}
 */
function shadesOf(from, to) {
  const ends = /** @type {const} */ ([rgbOf(from), rgbOf(to)]);
  return Array.from({ length: SHADES + 1 }, (_, shade) => {
    const pixel = between(...ends, shade / SHADES);
    return { css: `rgb(${pixel.join(", ")})`, pixel };
  });
}

/**
 * @param {(value: number) => Shades} shadesFor
 * @returns {Scale}
 */
function scaleOf(shadesFor) {
  /**
   * @param {number} value
   * @param {number} max
   */
  const shade = (value, max) => shadesFor(value)[max > 0 ? Math.round(Math.min(Math.abs(value) / max, 1) * SHADES) : 0];
  return { css: (value, max) => shade(value, max).css, pixel: (value, max) => shade(value, max).pixel };
}
