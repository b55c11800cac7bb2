/**
 * What a reader can set: the temperature, how the name begins, another name; and to play it.
 *
 * @import {Props} from "../figure.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button, words } from "../../draw/parts.js";
import { ORDERS, RECORDED_AT } from "./settings.js";
import { temperatureText } from "./text.js";

const STOPS = Array.from({ length: 20 }, (_, at) => (at + 1) / 10);

/**
 * @param {Props} props
 * @param {{count: number, at: number, layers: number, isStill: boolean,
 *   set: (settings: Record<string, unknown>) => void}} own
 */
export function controlsView({ settings, canAsk, run }, { count, at, layers, isStill, set }) {
  const { temperature, prefix, seed, playing, t, layer } = settings;
  const stops = canAsk || run.isLive ? STOPS : RECORDED_AT;
  const all = [...new Set([...stops, temperature])].sort((a, b) => a - b);
  /** @param {Event & {target: HTMLInputElement}} event */
  const slide = ({ target }) => set({ temperature: all[Number(target.value)], playing: false, t: 1 });
  /** @param {Event & {target: HTMLInputElement}} event */
  const type = ({ target }) => set({ prefix: target.value, playing: false, t: 1 });
  const play = () => set({ playing: true, letter: at === count - 1 && t >= 1 ? 0 : at, t: 0 });
  const stop = () => set({ playing: false, t: 1 });
  const another = { seed: seed + 1, t: isStill ? 1 : 0, playing: !isStill, letter: isStill ? at : 0 };
  return html`<form class="generation-controls row" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <label class="field"
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
    >
    <label class="field"
      >begins with
      <input
        type="text"
        class="generation-typed"
        size="7"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(prefix)}
        .disabled=${!canAsk}
        @input=${type}
    /></label>
    <span class="buttons">
      ${button(playing ? "Stop" : "Play", playing ? stop : play, { kind: "small", isDisabled: count === 0 })}
      ${button("Another name", () => set(another), { kind: "small", isDisabled: !canAsk })}
    </span>
    ${
      layers > 1
        ? words({
            legend: "layer",
            name: "layer",
            options: Array.from({ length: layers }, (_, each) => /** @type {const} */ ([String(each), String(each)])),
            chosen: String(layer),
            onChoose: (each) => set({ layer: Number(each) }),
          })
        : ""
    }
  </form>`;
}

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
