/**
 * Puts the lab in the place of the article where the address asks for it. The files of the page stand behind this, so
 * that it is done before they have come.
 */

import { isLabAsked } from "./asked.js";

const lab = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-page=lab]"));
if (isLabAsked()) {
  document.title = lab.dataset.title ?? "";
  document.body.className = lab.dataset.class ?? "";
  for (const style of /** @type {NodeListOf<HTMLStyleElement>} */ (document.querySelectorAll("style[data-page]"))) {
    style.media = style.dataset.page === "lab" ? "all" : "not all";
  }
  document.body.replaceChildren(lab.content);
} else lab.remove();
