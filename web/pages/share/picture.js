/**
 * A figure as it stands, as one SVG that needs nothing of the page: what is drawn there, the style that holds here, the
 * faces, and below it what it shows and where it is from.
 */

import { element } from "../../draw/element.js";
import { escaped, markupOf, tag } from "./markup.js";
import { facesOf, rulesOf } from "./sheets.js";

/** Around the figure, in px. */
const MARGIN = 16;
/** Figures that are no pictures: what one reads or presses. */
const NO_PICTURE = ["transport", "status", "problem", "resume", "file", "timeline", "controls", "through", "autograd"];

/**
 * @typedef {{svg: string, width: number, height: number}} Picture
 *
 * @param {HTMLElement} stage  that holds figures, or is one
 * @param {string[]} credit  what stands below the picture, line by line
 * @returns {Promise<Picture>}
 */
export async function pictureOf(stage, credit) {
  const { left, top, right, bottom } = boundsOf(stage);
  const inner = { width: Math.ceil(right - left), height: Math.ceil(bottom - top) };
  const foot = footOf(credit, inner.width);
  const width = inner.width + 2 * MARGIN;
  const height = inner.height + foot.height + 3 * MARGIN;
  const seen = surrounded(
    stage,
    markupOf(stage, (each) => (each === stage ? placed(stage, left, top) : unseen(each))),
  );

  const { colorScheme, fontSize } = getComputedStyle(document.documentElement);
  const paper = getComputedStyle(document.body).backgroundColor;
  const style = `${await facesOf(document, (stage.textContent ?? "") + credit.join(""))}\n${rulesOf(document)}
    * { scrollbar-width: none }`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
    viewBox="0 0 ${width} ${height}" data-theme="${colorScheme}" style="font-size: ${fontSize}">
    <style>${escaped(style)}</style>
    <foreignObject x="0" y="0" width="${width}" height="${height}">
    <div xmlns="http://www.w3.org/1999/xhtml" style="${box(0, 0, width, height)}; background: ${paper}">
    <div style="${box(MARGIN, MARGIN, inner.width, inner.height)}; overflow: hidden">${seen}</div>
    <div style="${box(MARGIN, height - MARGIN - foot.height, inner.width, foot.height)}">${foot.markup}</div>
    </div></foreignObject></svg>`;
  return { svg, width, height };
}

/** @param {Element} each */
export const isNoPicture = (each) => each instanceof HTMLElement && NO_PICTURE.includes(each.dataset.figure ?? "");

/** What keeps its place, but is not drawn. @param {Element} each */
const unseen = (each) => (isNoPicture(each) ? "visibility: hidden" : "");

/**
 * What of a stage the figures on it take up.
 *
 * @param {HTMLElement} stage
 */
export function boundsOf(stage) {
  const all = /** @type {HTMLElement[]} */ ([stage, ...stage.querySelectorAll("[data-figure]")]);
  const boxes = all
    .filter((each) => each.dataset.figure && !isNoPicture(each))
    .map((each) => each.getBoundingClientRect())
    .filter((each) => each.width > 0 && each.height > 0);
  return {
    left: Math.min(...boxes.map((each) => each.left)),
    top: Math.min(...boxes.map((each) => each.top)),
    right: Math.max(...boxes.map((each) => each.right)),
    bottom: Math.max(...boxes.map((each) => each.bottom)),
  };
}

/**
 * Where a stage lies in a picture that begins at a point of the window.
 *
 * @param {HTMLElement} stage
 * @param {number} left
 * @param {number} top
 */
function placed(stage, left, top) {
  const place = stage.getBoundingClientRect();
  const where = box(place.left - left, place.top - top, place.width, place.height);
  return `${where}; margin: 0; max-width: none; box-sizing: border-box`;
}

/**
 * The markup of a stage in that of the elements around it, for rules that ask after them and for what is inherited:
 * none takes part in the layout.
 *
 * @param {HTMLElement} stage
 * @param {string} markup
 */
function surrounded(stage, markup) {
  let whole = markup;
  for (let each = stage.parentElement; each && each !== document.documentElement; each = each.parentElement) {
    whole = tag(each, whole, "display: contents !important");
  }
  return whole;
}

/**
 * @param {string[]} credit
 * @param {number} width
 */
function footOf([what, ...from], width) {
  const foot = element("div", {}, element("b", {}, what), ...from.map((line) => element("div", {}, line)));
  Object.assign(foot.style, {
    width: `${width}px`,
    boxSizing: "border-box",
    paddingBlockStart: "8px",
    borderBlockStart: "1px solid var(--hair)",
    font: "400 13px / 1.45 var(--text-face)",
    color: "var(--ink-2)",
    overflowWrap: "anywhere",
  });
  const aside = element("div", { "aria-hidden": "true" }, foot);
  Object.assign(aside.style, { position: "fixed", insetBlockStart: "0", visibility: "hidden" });
  document.body.append(aside);
  const height = Math.ceil(foot.getBoundingClientRect().height);
  aside.remove();
  return { markup: markupOf(foot, () => ""), height };
}

/**
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
const box = (left, top, width, height) =>
  `position: absolute; left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`;
