/**
 * Sentences whose terms explain themselves: each is a button that shows a card with what it means, where the pointer or
 * the focus is on it, or after a tap. A card goes with Escape, with a press elsewhere, or with the pointer; it stands
 * above all else, so that nothing cuts it. Which card is open is the browser's to know, like what has the focus.
 */

import { html } from "lit-html";
import { marked, TERMS } from "./terms.js";

const GAP = 8; // px from the edges of the window

/**
 * @param {string} text
 * @param {Set<string>} [said]  terms marked already; those marked now are added
 */
export const explained = (text, said) => {
  const parts = marked(text, said);
  return parts.map((part, index) => {
    const before = index > 0 && parts[index - 1].term ? stops(part.text) : "";
    if (!part.term) return part.text.slice(before.length);
    return termView(part.term, part.text, stops(parts[index + 1]?.text ?? ""));
  });
};

/** The stops that a text begins with: they are not to stand alone on a line. @param {string} text */
const stops = (text) => /^[,.;:?!)”]*/.exec(text)?.[0] ?? "";

/**
 * A term, as it is written in its sentence.
 *
 * @param {string} name
 * @param {string} [text]
 * @param {string} [after]  that stays on its line
 */
export const termView = (name, text = name, after = "") =>
  html`<span class="term" @pointerenter=${enter} @pointerleave=${hide} @focusout=${hide} @keydown=${press}
    ><button type="button" aria-description=${TERMS[name]} @click=${show} @focusin=${focus}>${text}</button
    ><span class="term-card" popover="auto" aria-hidden="true" @toggle=${forget}
      ><b>${name}</b> ${TERMS[name]}</span
    >${after}</span
  >`;

/** @param {Event} event */
const cardOf = ({ currentTarget }) =>
  /** @type {HTMLElement} */ (/** @type {Element} */ (currentTarget).closest(".term")?.querySelector(".term-card"));

/** @param {Event & {currentTarget: Element}} event */
function show(event) {
  const [card, word] = [cardOf(event), /** @type {Element} */ (event.currentTarget.closest(".term"))];
  if (card.matches(":popover-open")) return;
  card.showPopover();
  const { left, top, bottom } = word.getClientRects()[0];
  const { width, height } = card.getBoundingClientRect();
  const x = Math.max(GAP, Math.min(left, innerWidth - width - GAP));
  const y = bottom + height + GAP > innerHeight && top > height ? top - height : bottom;
  card.style.setProperty("left", `${x}px`);
  card.style.setProperty("top", `${y}px`);
}

/** @param {Event & {currentTarget: Element}} event */
function hide(event) {
  const card = cardOf(event);
  if (card.matches(":popover-open")) card.hidePopover();
}

/** Where a card that is closed stood. @param {ToggleEvent & {currentTarget: Element}} event */
function forget({ newState, currentTarget }) {
  if (newState === "closed") currentTarget.removeAttribute("style");
}

/** A finger's press comes as a click. @param {PointerEvent & {currentTarget: Element}} event */
function enter(event) {
  if (event.pointerType === "mouse") show(event);
}

/** That of a press is no way to ask, for its click is. @param {FocusEvent & {currentTarget: Element}} event */
function focus(event) {
  if (event.currentTarget.matches(":focus-visible")) show(event);
}

/** @param {KeyboardEvent & {currentTarget: Element}} event */
function press(event) {
  if (event.key !== "Escape" || !cardOf(event).matches(":popover-open")) return;
  event.preventDefault(); // so that it closes nothing else
  event.stopPropagation();
  hide(event);
}
