/** Texts for the reader to take along: copied, or, where the browser refuses that, selected in a field. */

import { element } from "../../draw/element.js";

/**
 * Whether a text was copied.
 *
 * @param {string} text
 */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text); // there is none on a page that came without encryption
    return true;
  } catch {
    return false;
  }
}

/**
 * A text in a field, selected.
 *
 * @param {HTMLElement} place
 * @param {string} words  before it
 * @param {string} text
 */
export function selectedField(place, words, text) {
  const field = element("input", { type: "text", readonly: true, value: text, class: "field" });
  place.replaceChildren(element("label", {}, words, " ", field));
  field.focus();
  field.select();
}
