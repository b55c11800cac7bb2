/**
 * What the reader sets: the expression, the numbers of its leaves, and the place in the walk.
 *
 * @import {Walk} from "../../wire/protocol.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button } from "../../draw/parts.js";
import { sliders, textOf } from "./leaves.js";
import { PRESETS } from "./presets.js";
import { number } from "./words.js";

/** Keys that move a control are no business of the page's then. @param {KeyboardEvent} event */
export function keepKeys(event) {
  if (/^(Arrow|Page)|^(Home|End| )$/.test(event.key)) event.stopPropagation();
}

/**
 * The field and the presets.
 *
 * @param {{text: string, typed: string | null, refused: string | null, canType: boolean, id: string}} now
 * @param {(text: string) => void} type
 * @param {(text: string) => void} enter
 */
export function expressionView({ text, typed, refused, canType, id }, type, enter) {
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const input = ({ currentTarget: { value } }) => type(value);
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const change = ({ currentTarget: { value } }) => enter(value);
  const preset = PRESETS.some(([each]) => each === text) ? text : "";
  return html`<form class="sandbox-form" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label class="field sandbox-field"
        ><span>Expression</span
        ><input
          type="text"
          class="figure"
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          aria-invalid=${refused !== null}
          aria-describedby=${id}
          .value=${live(typed ?? text)}
          .disabled=${!canType}
          @input=${input}
          @change=${change}
      /></label>
      <fieldset class="choice words">
        <legend class="visually-hidden">Begin with</legend>
        ${PRESETS.map(
          ([each, name]) =>
            html`<label
              ><input
                type="radio"
                name="preset"
                value=${each}
                .checked=${live(each === preset)}
                @change=${() => enter(each)}
              /><span>${name}</span></label
            >`,
        )}
      </fieldset>
    </form>
    <p class="complaint" id=${id} role="alert">${refused ?? ""}</p>`;
}

/**
 * @param {Walk["leaves"]} leaves
 * @param {Record<string, number>} chosen
 * @param {boolean} canSlide
 * @param {(leaves: string) => void} slide
 */
export function leavesView(leaves, chosen, canSlide, slide) {
  const all = sliders(leaves, chosen);
  const numbers = Object.fromEntries(all.map(({ name, value }) => [name, value]));
  return html`<div class="sandbox-leaves" role="group" aria-label="Leaves">
    ${all.map(({ name, value, min, max }) => {
      /** @param {Event & {currentTarget: HTMLInputElement}} event */
      const input = ({ currentTarget }) => slide(textOf({ ...numbers, [name]: Number(currentTarget.value) }));
      return html`<label class="field"
        ><span class="figure">${name}</span
        ><input
          type="range"
          min=${min}
          max=${max}
          step="0.1"
          aria-valuetext="${name} = ${number(value)}"
          .value=${live(String(value))}
          .disabled=${!canSlide}
          @input=${input}
        /><output class="figure">${number(value)}</output></label
      >`;
    })}
  </div>`;
}

/**
 * @param {{index: number, count: number, isPlaying: boolean, text: string}} now  text: of the step that is shown
 * @param {(at: number, until: number | null) => void} go
 */
export function stepsView({ index, count, isPlaying, text }, go) {
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const slide = ({ currentTarget: { value } }) => go(Number(value), null);
  const play = () => (isPlaying ? go(index, null) : go(index < count ? index : 0, count));
  return html`<div class="sandbox-steps" role="group" aria-label="Forward and backward">
    ${button(isPlaying ? "Pause" : "Play", play, { kind: "small" })}
    ${button("Back", () => go(index - 1, null), { kind: "small", isDisabled: index === 0 })}
    ${button("Next", () => go(index, index + 1), { kind: "small", isDisabled: index === count })}
    <input
      type="range"
      min="0"
      max=${count}
      step="1"
      aria-label="Step of the walk"
      aria-valuetext=${text}
      .value=${live(String(index))}
      @input=${slide}
    />
    <span class="figure sandbox-count">${index} / ${count}</span>
  </div>`;
}
