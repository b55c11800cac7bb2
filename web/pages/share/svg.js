/** A figure that is one drawing of lines as an SVG file, which any program shows that knows none of our style. */

import { escaped, tag } from "./markup.js";
import { boundsOf, isNoPicture } from "./picture.js";
import { facesOf } from "./sheets.js";

/** Of what the figures of a stage take up, how much a drawing takes that is most of it. */
const MOST = 0.5;
const MARGIN = 16;
const LINE = 18;
/** Of a letter of the credit on average, in px. */
const LETTER = 6.4;

/** What a drawing gets from a style, and its elements have to say themselves here. */
const PROPERTIES = [
  "display",
  "visibility",
  "opacity",
  "color",
  "fill",
  "fill-opacity",
  "fill-rule",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "vector-effect",
  "paint-order",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "font-variant-numeric",
  "letter-spacing",
  "text-anchor",
  "dominant-baseline",
];

/**
 * The one drawing that a stage mostly is; null if it is made of more.
 *
 * @param {HTMLElement} stage
 * @returns {SVGSVGElement | null}
 */
export function drawingOf(stage) {
  const all = [...stage.querySelectorAll("svg")].filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    const root = each.closest("[data-figure]");
    return width * height > 0 && root !== null && !isNoPicture(root);
  });
  if (all.length !== 1 || stage.querySelector("canvas")) return null;
  const { width, height } = all[0].getBoundingClientRect();
  const { left, top, right, bottom } = boundsOf(stage);
  return width * height > MOST * (right - left) * (bottom - top) ? all[0] : null;
}

/**
 * @param {SVGSVGElement} drawing
 * @param {string[]} credit  what stands below it, line by line
 */
export async function svgOf(drawing, credit) {
  const { width: inner, height: drawn } = drawing.getBoundingClientRect();
  const width = Math.ceil(inner) + 2 * MARGIN;
  const lines = credit.flatMap((line) => broken(line, Math.floor(inner / LETTER)));
  const top = MARGIN + Math.ceil(drawn) + MARGIN;
  const height = top + lines.length * LINE + MARGIN;
  const { backgroundColor, color, fontFamily } = getComputedStyle(document.body);
  const faces = await facesOf(document, (drawing.textContent ?? "") + credit.join(""));
  const text = lines.map(
    (line, index) => `<text x="${MARGIN}" y="${top + (index + 1) * LINE - 5}">${escaped(line)}</text>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(credit[0])}</title>
<desc>${escaped(credit.slice(1).join(" "))}</desc>
<style>${escaped(faces)}</style>
<rect width="${width}" height="${height}" fill="${backgroundColor}"/>
<svg x="${MARGIN}" y="${MARGIN}" width="${inner}" height="${drawn}">${drawnMarkup(drawing)}</svg>
<g fill="${color}" font-family="${escaped(fontFamily)}" font-size="13">
${text.join("\n")}
</g>
</svg>`;
}

/**
 * An element of a drawing with its style in it.
 *
 * @param {Element} each
 * @returns {string}
 */
function drawnMarkup(each) {
  const style = getComputedStyle(each);
  const css = PROPERTIES.map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; ");
  const inner = [...each.childNodes].map((node) => {
    if (node instanceof Element) return drawnMarkup(node);
    return node.nodeType === Node.TEXT_NODE ? escaped(node.textContent ?? "") : "";
  });
  return tag(each, inner.join(""), css);
}

/**
 * A line as lines of no more characters.
 *
 * @param {string} line
 * @param {number} most
 */
const broken = (line, most) => line.match(new RegExp(`.{1,${Math.max(most, 10)}}`, "gu")) ?? [];
