/** The small things that figures are made of, as templates: a scale, what is pointed at, a choice of words. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";

/**
 * A scale with its word and its ends: value −0.3 ▭ +0.3
 *
 * @param {{word: string, kind: "signed" | "share" | "gradient", low: string, high: string}} scale
 */
export const scaleItem = ({ word, kind, low, high }) =>
  html`<span class="item"
    ><span>${word}</span><span class="figure">${low}</span><span class="scale" data-scale=${kind}></span
    ><span class="figure">${high}</span></span
  >`;

/**
 * What is pointed at, with its numbers, and what is to be said about it.
 *
 * @param {string} name
 * @param {string} about
 */
export const readout = (name, about) =>
  html`<p class="readout"><span class="figure name">${name}</span><span>${about}</span></p>`;

/**
 * A choice of words, of which the chosen one is underlined.
 *
 * @template {string} T
 * @param {{legend: string, name: string, options: readonly (readonly [T, string])[], chosen: T,
 *   onChoose: (value: T) => void}} choice  name: of the group of radio buttons within its form
 */
export const words = ({ legend, name, options, chosen, onChoose }) =>
  html`<fieldset class="choice words">
    <legend>${legend}</legend>
    ${options.map(
      ([value, text]) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            value=${value}
            .checked=${live(value === chosen)}
            @change=${() => onChoose(value)}
          /><span>${text}</span></label
        >`,
    )}
  </fieldset>`;

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {{kind?: "main" | "small" | "", isDisabled?: boolean, about?: string}} [look]  about: what it does
 */
export const button = (text, onClick, { kind = "", isDisabled = false, about } = {}) =>
  html`<button type="button" class="button ${kind}" title=${about ?? nothing} .disabled=${isDisabled} @click=${onClick}
    >${text}</button
  >`;

/**
 * The options of a select, one of them chosen.
 *
 * @param {readonly {value: string, text: string}[]} choices
 * @param {string} chosen
 */
export const options = (choices, chosen) =>
  choices.map(({ value, text }) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`);
