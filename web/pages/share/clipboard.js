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
 * A text in a field, selected as soon as it has the focus, which it gets in a dialog.
 *
 * @param {string} words  before it
 * @param {string} text
 */
export function selectedField(words, text) {
  const field = element("input", { type: "text", readonly: true, autofocus: true, value: text, class: "figure" });
  field.addEventListener("focus", () => field.select());
  return element("label", { class: "share-field" }, words, field);
}
