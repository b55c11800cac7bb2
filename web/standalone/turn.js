/**
 * Puts the lab in the place of the article where the address asks for it. The files of the page stand behind this, so
 * that it is done before they have come.
 */

import { isLabAsked } from "./asked.js";

const lab = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-page=lab]"));
const isLab = isLabAsked();
if (isLab) {
  document.title = lab.dataset.title ?? "";
  document.body.className = lab.dataset.class ?? "";
  document.body.replaceChildren(lab.content);
} else lab.remove();
for (const style of /** @type {NodeListOf<HTMLStyleElement>} */ (document.querySelectorAll("style[data-page]"))) {
  if ((style.dataset.page === "lab") === isLab) style.media = "all";
  else style.remove(); // or it would be in pictures of the page
}
