/**
 * A word that somebody types, and how likely the model finds each of its letters, and all of it.
 *
 * @import {Scored} from "../../wire/protocol.js"
 * @import {InventedName} from "../../wire/protocol.js"
 * @import {Props} from "../figure.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { capital } from "../../draw/format.js";
import { wordView } from "./letters.js";
import { lossText, scoredAfterText, sumText } from "./odds.js";

/**
 * @param {Props} props
 * @param {InventedName | null} name  that is shown
 * @param {(settings: Record<string, unknown>) => void} set
 */
export function scoreView(props, name, set) {
  const { settings, canAsk } = props;
  const scored = scoredOf(props);
  const word = wordOf(props);
  /** @param {Event & {target: HTMLInputElement}} event */
  const type = ({ target }) => set({ word: target.value });
  return html`<div class="generation-score">
    <label class="field"
      >score a word
      <input
        type="text"
        class="generation-typed"
        size="10"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(settings.word)}
        aria-invalid=${Boolean(scored?.refused)}
        .disabled=${!canAsk}
        @input=${type}
    /></label>
    ${word ? wordView(word.letters, word.tokens) : ""}
    <p class="note" aria-live="polite"
      >${word ? `${scoredAfterText(word, name)}${sumText(word)}; ${lossText(word)}` : ""}</p
    >
    <p class="complaint" role="alert">${scored?.refused ? `${capital(scored.refused)}.` : ""}</p>
  </div>`;
}

/** What Python said of the word. @param {Props} props @returns {Scored | null} */
const scoredOf = ({ settings, answers }) => (settings.word === "" ? null : (answers.score ?? null));

/** The word, if it is one. @param {Props} props */
export function wordOf(props) {
  const scored = scoredOf(props);
  return scored && scored.refused === null ? scored : null;
}
