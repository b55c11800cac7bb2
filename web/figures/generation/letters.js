/**
 * The letters of a name or a word, each with its log-probability, and what they come to. Those of an invented name are
 * a choice: the one that is looked at.
 *
 * @import {InventedName as Name, Likely} from "../../wire/protocol.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { explained } from "../../draw/explained.js";
import { fixed, tokenText } from "../../draw/format.js";
import { lossText, nameSumText } from "./odds.js";
import { shortPercent } from "./phrases.js";
import { letterText } from "./text.js";

/**
 * @param {Name} name
 * @param {number} at
 * @param {boolean} isDone  whether the letter that is looked at is drawn
 * @param {(letter: number) => void} onChoose
 */
export function lettersView(name, at, isDone, onChoose) {
  /** @param {KeyboardEvent & {currentTarget: Element}} event */
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = name.letters.length - 1;
    /** @type {Record<string, number>} */
    const moves = {
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < 0 || to > last) return;
    onChoose(to);
    const button = event.currentTarget.querySelector(`[data-letter="${to}"]`);
    if (button instanceof HTMLElement) button.focus();
  };
  return html`<div class="generation-name">
    <div class="generation-letters" role="radiogroup" aria-label="Letter that is looked at" @keydown=${press}>
      ${name.letters.map((letter, index) => {
        const isThere = index < at || (index === at && isDone);
        const marks = { "is-lit": index === at, "is-to-come": !isThere, "is-given": letter.given };
        return html`<button
          type="button"
          role="radio"
          class=${classes("generation-letter", marks)}
          data-letter=${index}
          aria-checked=${index === at}
          aria-label=${letterText(name, index)}
          tabindex=${index === at ? 0 : -1}
          @click=${() => onChoose(index)}
        >
          ${letterParts(letter, name.tokens)}
        </button>`;
      })}
    </div>
    <p class="generation-sum"
      ><span>${explained(nameSumText(name, at))}</span><span>${explained(lossText(name))}</span></p
    >
  </div>`;
}

/**
 * The letters of a word that was typed.
 *
 * @param {Likely[]} letters
 * @param {string[]} tokens
 */
export const wordView = (letters, tokens) =>
  html`<ol class="generation-letters list" aria-label="The letters of the word, with their probabilities">
    ${letters.map(
      (letter) =>
        html`<li class="generation-letter">
          ${letterParts(letter, tokens)}<span class="generation-log figure">${shortPercent(letter.prob)}</span>
        </li>`,
    )}
  </ol>`;

/**
 * @param {Likely} letter
 * @param {string[]} tokens
 */
function letterParts({ token, log_prob: logProb }, tokens) {
  const text = tokenText(tokens[token]);
  return html`<span class=${classes("generation-token", { special: text.length > 1 })}>${text}</span
    ><span class="generation-log figure">${fixed(logProb)}</span>`;
}
