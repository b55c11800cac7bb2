/** A short text in the place of the pane. */

import { html } from "lit-html";
import { explained } from "../../draw/explained.js";
import { inArticle } from "../../draw/pages.js";

/** @param {{title: string, place: string, paragraphs: string[]}} topic */
export function moreView({ title, place, paragraphs }) {
  const said = new Set();
  return html`<section class="now-more" aria-label=${title}>
    <h2 class="now-headline">${title}</h2>
    ${paragraphs.map((text) => html`<p>${explained(text, said)}</p>`)}
    <p><a href=${inArticle(place)}>With a figure, in the article</a></p>
  </section>`;
}
