/**
 * What if Adam had had other settings: a slider for each, and what the second lines mean.
 *
 * @import {Replay} from "../../wire/protocol.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{beta1: number, beta2: number, learning_rate: number}} WhatIf
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button } from "../../draw/parts.js";
import { whole } from "../../draw/format.js";
import { setting } from "./text.js";

/** The stops of each slider; closer to 1 a beta changes more. @type {Record<keyof WhatIf, number[]>} */
const STOPS = {
  beta1: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99],
  beta2: [
    0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.992, 0.995, 0.998,
    0.999,
  ],
  learning_rate: [0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1],
};
const RECORDED_TEXT =
  "The sliders replay the steps with other settings of Adam. They need a step of your own training: press Train.";
const NAMES = /** @type {(keyof WhatIf)[]} */ (Object.keys(STOPS));

/**
 * @param {{trace: Trace, replay: Replay | null, settings: WhatIf | null, canAsk: boolean,
 *   isRecorded: boolean, set: (settings: {whatIf: WhatIf | null}) => void}} props  settings: null for Adam's own
 */
export function whatIfView({ trace, replay, settings, canAsk, isRecorded, set }) {
  const isOff = !canAsk || isRecorded;
  const { beta1, beta2, learning_rate } = trace.header.config;
  const own = { beta1, beta2, learning_rate };
  const now = settings ?? own;
  /** @param {WhatIf} wanted */
  const ask = (wanted) => set({ whatIf: NAMES.every((name) => wanted[name] === own[name]) ? null : wanted });
  return html`<form class="adam-what-if row" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${NAMES.map((name) => {
        const stops = [...new Set([...STOPS[name], own[name], now[name]])].sort((a, b) => a - b);
        const label = name.replace("_", " ");
        /** @param {Event & {target: HTMLInputElement}} event */
        const slide = ({ target }) => ask({ ...now, [name]: stops[Number(target.value)] });
        return html`<label class="field"
          ><span>${label}</span
          ><input
            type="range"
            min="0"
            step="1"
            max=${stops.length - 1}
            .value=${live(String(stops.indexOf(now[name])))}
            aria-label="what if: ${label}"
            aria-valuetext=${setting(now[name])}
            @input=${slide}
            ?disabled=${isOff}
          /><output class="figure">${setting(now[name])}</output></label
        >`;
      })}
      ${button("Reset", () => set({ whatIf: null }), { kind: "small", isDisabled: isOff || settings === null })}
    </form>
    <p class="caption">${isRecorded ? RECORDED_TEXT : noteText(replay, settings, canAsk)}</p>`;
}

/**
 * @param {Replay | null} replay
 * @param {WhatIf | null} asked
 * @param {boolean} canAsk
 */
function noteText(replay, asked, canAsk) {
  const means = "The gradients are those of the training: other settings would have led to others.";
  const settings = replay?.what_if ? replay.settings : null;
  if (!canAsk) {
    const why = "The sliders ask Python to replay the steps with other settings: they come with Python.";
    return settings ? `${why} ${means}` : why;
  }
  if (replay && settings) {
    const { beta1 = 0, beta2 = 0, learning_rate = 0 } = settings;
    const which = `beta1 ${setting(beta1)}, beta2 ${setting(beta2)}, learning rate ${setting(learning_rate)}`;
    return `Dashed: ${which}, ${sinceText(replay)} ${means}`;
  }
  if (asked) return "Python replays the recorded gradients.";
  return (
    "Move a slider: Python replays the same recorded gradients through adam.py, with your settings. The result is " +
    "drawn as dashed lines."
  );
}

/**
 * From which step on Adam was given the gradients.
 *
 * @param {Replay} replay
 */
function sinceText({ since, steps }) {
  const value = since < steps[0] ? ` The value begins where it was before step ${whole(steps[0])}.` : "";
  if (since === 1) return `given every gradient from step 1 on.${value}`;
  const before = "what came before is in the averages it begins with, which say the same once they are corrected.";
  return `given every gradient from step ${whole(since)} on; ${before}${value}`;
}
