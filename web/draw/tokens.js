/**
 * Tokens, each over its id: a vocabulary, a word, and the field in which that is typed.
 *
 * @typedef {object} Shown  a token
 * @property {string} text
 * @property {number | null} id  null: it has none
 * @property {string} name  what it is, for whoever points at it or hears it
 * @property {boolean} [isCut]  whether it is not trained on
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { classes } from "./classes.js";
import { isSpecial, tokenText } from "./format.js";
import "./tokens.css";

/**
 * @param {Shown[]} tokens
 * @param {Set<number | null>} used  the ids of those that a word has
 */
export const vocabularyList = (tokens, used) =>
  html`<ol class="tokens tokens-all list" aria-label="Vocabulary" tabindex="0">
    ${tokens.map((token) => tokenView(token, { "is-used": used.has(token.id) }))}
  </ol>`;

/** @param {Shown[]} tokens */
export const wordList = (tokens) =>
  html`<ol class="tokens tokens-word list" aria-label="Tokens of the word">
    ${tokens.map((token) => tokenView(token, { "is-unknown": token.id === null, "is-cut": token.isCut === true }))}
  </ol>`;

/**
 * @param {Shown} token
 * @param {Record<string, boolean>} kinds
 */
const tokenView = ({ text, id, name, isCut }, kinds) =>
  html`<li class=${classes("", kinds)} aria-label=${name} title=${name}
    ><span class=${classes("figure token-text", { special: isSpecial(text) })}>${tokenText(text)}</span
    ><span class="figure token-id">${id ?? "?"}</span>${isCut ? html`<span class="token-id">cut</span>` : nothing}</li
  >`;

/**
 * @param {{word: string, longest: number, isKnown: boolean, type: (typed: string) => void}} field  longest: characters
 *   that can be typed
 */
export const wordField = ({ word, longest, isKnown, type }) =>
  html`<label class="field tokens-field"
    ><span>a word</span
    ><input
      type="text"
      maxlength=${longest}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      .value=${live(word)}
      aria-invalid=${String(!isKnown)}
      @input=${(/** @type {Event & {target: HTMLInputElement}} */ { target }) => type(target.value)}
  /></label>`;
