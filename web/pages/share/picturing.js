/**
 * The dialog with a picture of a figure as it stands, to be saved.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Shared} from "./line.js"
 */

import { element } from "../../draw/element.js";
import { isFile } from "../../draw/pages.js";
import { openDialog } from "./dialog.js";
import { pictureOf } from "./picture.js";
import { drawn, pngOf } from "./png.js";
import { subjectOf } from "./subject.js";
import { drawingOf, svgOf } from "./svg.js";

const CREDIT = "microgpt, alive in the browser";
/** Of a link that stands in a picture: a longer one is in what the file says of itself. */
const MOST_CHARACTERS = 300;

/**
 * @param {Board} board
 * @param {Shared} shared
 */
export async function openPicture(board, shared) {
  const { what, file, link, site } = subjectOf(board, shared);
  const source = isFile(link) ? [] : [link]; // where somebody keeps their files is not for others
  const credit = [what, CREDIT, ...source.map((each) => (each.length > MOST_CHARACTERS ? site : each))];
  const picture = await pictureOf(shared.stage, credit);
  const canvas = await drawn(picture);
  const png = await pngOf(canvas, { Title: what, Source: source.join(""), Software: CREDIT });
  const drawing = drawingOf(shared.stage);
  const svg = drawing && (await svgOf(drawing, credit));
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", what);
  const urls = /** @type {string[]} */ ([]);
  const save = (/** @type {Blob} */ blob, /** @type {string} */ kind) => {
    const href = URL.createObjectURL(blob);
    urls.push(href);
    return element("a", { class: "button small", download: `${file}.${kind}`, href }, `Save ${kind.toUpperCase()}`);
  };
  const size = element("span", { class: "note" }, `${canvas.width} × ${canvas.height} pixels`);
  const files = [save(png, "png"), ...(svg ? [save(new Blob([svg], { type: "image/svg+xml" }), "svg")] : [])];
  const dialog = openDialog(
    "Picture of this figure",
    element("div", { class: "buttons" }, ...files, size),
    element("div", { class: "share-picture" }, canvas),
  );
  dialog.addEventListener("close", () => {
    for (const url of urls) URL.revokeObjectURL(url);
  });
}
