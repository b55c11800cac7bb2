/** A short text over the pane. */

import { html } from "lit-html";
import { explained } from "../../draw/explained.js";

/** @param {{title: string, paragraphs: string[]}} topic */
export function moreView({ title, paragraphs }) {
  const said = new Set();
  return html`<section class="now-more" aria-label=${title} tabindex="0">
    <h3>${title}</h3>
    ${paragraphs.map((text) => html`<p>${explained(text, said)}</p>`)}
  </section>`;
}
