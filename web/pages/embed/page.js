/**
 * The page around the figure: its title, its caption, its notes, what of it is left out.
 */

import { element, setText } from "../../draw/element.js";

/** @param {string} name @returns {HTMLElement} */
export function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

/** A place for a figure, below the others. @param {string} figure */
export function spot(figure) {
  const root = element("div", { "data-figure": figure });
  part("figures").append(root);
  return root;
}

/**
 * A text of the author's, where there is one.
 *
 * @param {string} name
 * @param {string} text
 */
function say(name, text) {
  setText(part(name), text);
  part(name).hidden = text === "";
}

/**
 * Show what the author has set of the page.
 *
 * @param {{title: string, caption: string, hide: string, theme: string}} page
 * @param {string} around  the theme of the page around, if that has told it
 */
export function present({ title, caption, hide, theme }, around) {
  const hidden = new Set(hide.split(" "));
  const isTitled = title !== "" && !hidden.has("title");
  setText(part("title"), title || document.title);
  part("title").classList.toggle("visually-hidden", !isTitled); // who does not see is told what this is
  say("caption", hidden.has("caption") ? "" : caption);
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("body > footer, footer > [data-hides]")
  )) {
    const { hides = "" } = each.dataset;
    each.hidden = hidden.has(hides);
  }
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (part("figures").querySelectorAll("[data-figure]"))) {
    each.dataset.hides = String(hidden.has(each.dataset.figure ?? ""));
    show(each);
  }
  colour(theme === "auto" ? around : theme);
}

/**
 * Have a figure wait unseen, or no more.
 *
 * @param {string} figure
 * @param {boolean} waits
 */
export function setWaiting(figure, waits) {
  const root = /** @type {HTMLElement} */ (part("figures").querySelector(`[data-figure="${figure}"]`));
  root.dataset.waits = String(waits);
  show(root);
}

/** Show what neither waits nor is left out. @param {HTMLElement} root */
function show(root) {
  root.hidden = root.dataset.hides === "true" || root.dataset.waits === "true";
}

/** Light or dark, or as the reader's system has it. @param {string} theme */
function colour(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** So many notes are told. */
const MOST_NOTES = 8;

/**
 * What of the link was passed over, one sentence below the other.
 *
 * @param {string[]} notes
 */
export function tellNotes(notes) {
  const rest = notes.length - MOST_NOTES;
  const told = rest > 1 ? [...notes.slice(0, MOST_NOTES), `And ${rest} more of the kind.`] : notes;
  part("note").replaceChildren(...told.map((each) => element("p", {}, each)));
  part("note").hidden = notes.length === 0;
}
