/**
 * What a reader can set: the temperature, among how many tokens is drawn, the seed, how the name begins; and to
 * play it.
 *
 * @import {Props} from "../figure.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button, options, words } from "../../draw/parts.js";
import { AT_ONCE, ORDERS, RECORDED_AT } from "./settings.js";
import { temperatureText } from "./phrases.js";

const STOPS = Array.from({ length: 20 }, (_, at) => (at + 1) / 10);
const TOP_KS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 50, 100];

/**
 * @typedef {object} Own
 * @property {number} count  letters of the name
 * @property {number} at  the one that is looked at
 * @property {number} layers
 * @property {number} tokens  how many there are
 * @property {boolean} isStill
 * @property {(settings: Record<string, unknown>) => void} set
 *
 * @param {Props} props
 * @param {Own} own
 */
export const controlsView = (props, own) =>
  html`<form class="generation-controls row" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${temperatureView(props, own)} ${topKView(props, own)} ${seedView(props, own)} ${beginningView(props, own)}
    ${buttonsView(props, own)} ${own.layers > 1 ? layerView(props, own) : ""}
  </form>`;

/** What another name, or other odds, does to what is played. */
const SETTLED = { playing: false, t: 1 };

/** @param {Props} props @param {Own} own */
function temperatureView({ settings: { temperature }, canAsk, run }, { set }) {
  const stops = canAsk || run.isLive ? STOPS : RECORDED_AT;
  const all = [...new Set([...stops, temperature])].sort((a, b) => a - b);
  /** @param {Event & {target: HTMLInputElement}} event */
  const slide = ({ target }) => set({ temperature: all[Number(target.value)], ...SETTLED });
  return html`<label class="field"
    >temperature
    <input
      type="range"
      min="0"
      max=${all.length - 1}
      step="1"
      .value=${live(String(all.indexOf(temperature)))}
      aria-valuetext=${temperatureText(temperature)}
      .disabled=${!canAsk && run.isLive}
      @input=${slide}
    />
    <output class="figure">${temperatureText(temperature)}</output></label
  >`;
}

/** @param {Props} props @param {Own} own */
function topKView({ settings: { topK }, canAsk }, { tokens, set }) {
  const all = [...new Set([...TOP_KS.filter((k) => k < tokens), topK])].filter((k) => k > 0).sort((a, b) => a - b);
  const choices = [{ value: "0", text: "all" }, ...all.map((k) => ({ value: String(k), text: String(k) }))];
  /** @param {Event & {target: HTMLSelectElement}} event */
  const choose = ({ target }) => set({ topK: Number(target.value), ...SETTLED });
  return html`<label class="field" title="Draw only among so many tokens, the likeliest"
    >top-k
    <select class="generation-typed" .disabled=${!canAsk} @change=${choose}>
      ${options(choices, String(topK))}
    </select></label
  >`;
}

/** @param {Props} props @param {Own} own */
function seedView({ settings: { seed }, canAsk }, { set }) {
  /** @param {Event & {target: HTMLInputElement}} event */
  const type = ({ target }) => {
    if (target.value !== "" && target.validity.valid) set({ seed: target.valueAsNumber, nth: 0, ...SETTLED });
  };
  /** @param {Event & {target: HTMLInputElement}} event */
  const complain = ({ target }) => target.reportValidity();
  return html`<label class="field"
    >seed
    <input
      type="number"
      class="generation-typed generation-seed"
      required
      min="0"
      max=${Number.MAX_SAFE_INTEGER - AT_ONCE}
      step="1"
      .value=${live(String(seed))}
      .disabled=${!canAsk}
      @input=${type}
      @change=${complain}
  /></label>`;
}

/** @param {Props} props @param {Own} own */
function beginningView({ settings: { prefix }, canAsk, answers }, { set }) {
  const isRefused = Boolean(answers.invent?.refused);
  /** @param {Event & {target: HTMLInputElement}} event */
  const type = ({ target }) => set({ prefix: target.value, ...SETTLED });
  return html`<label class="field"
    >begins with
    <input
      type="text"
      class="generation-typed"
      size="7"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      .value=${live(prefix)}
      aria-invalid=${isRefused}
      .disabled=${!canAsk}
      @input=${type}
  /></label>`;
}

/** @param {Props} props @param {Own} own */
function buttonsView({ settings: { seed, nth, many, playing, t }, canAsk, run }, { count, at, isStill, set }) {
  const play = () => set({ playing: true, once: false, letter: at === count - 1 && t >= 1 ? 0 : at, t: 0 });
  const stop = () => set(SETTLED);
  const begin = { t: isStill ? 1 : 0, playing: !isStill };
  const next = () => set({ ...begin, once: true, letter: at + 1 });
  const another = { ...begin, once: false, letter: isStill ? at : 0, nth: 0 };
  const other = many
    ? button("Twenty others", () => set({ ...another, seed: seed + AT_ONCE }), { kind: "small", isDisabled: !canAsk })
    : button("Another name", () => set({ ...another, seed: seed + nth + 1 }), { kind: "small", isDisabled: !canAsk });
  const isLast = at >= count - 1;
  return html`<span class="buttons">
    ${button(playing ? "Stop" : "Play", playing ? stop : play, { kind: "small", isDisabled: count === 0 })}
    ${button("Next letter", next, { kind: "small", isDisabled: isLast || playing })} ${other}
    <button
      type="button"
      class="button small"
      aria-pressed=${many}
      .disabled=${!canAsk && run.isLive}
      @click=${() => set(many ? { many: false, seed: seed + nth, nth: 0 } : { many: true })}
    >
      Twenty at once
    </button>
  </span>`;
}

/** @param {Props} props @param {Own} own */
const layerView = ({ settings: { layer } }, { layers, set }) =>
  words({
    legend: "layer",
    name: "layer",
    options: Array.from({ length: layers }, (_, each) => /** @type {const} */ ([String(each), String(each)])),
    chosen: String(layer),
    onChoose: (each) => set({ layer: Number(each) }),
  });

/**
 * @param {"vocabulary" | "likely"} order
 * @param {(settings: {order: "vocabulary" | "likely"}) => void} set
 */
export const orderView = (order, set) =>
  html`<div class="choice words" role="group" aria-label="Order of the tokens">
    ${ORDERS.map(([each, text]) => {
      const choose = () => set({ order: each });
      return html`<button type="button" aria-pressed=${each === order} @click=${choose}>${text}</button>`;
    })}
  </div>`;
