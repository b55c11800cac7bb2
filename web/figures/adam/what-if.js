/**
 * What if Adam had had other settings: a slider for each, and what the second lines mean.
 *
 * @import {Replay} from "../../wire/protocol.js"
 * @import {Settings} from "./history.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button } from "../../draw/parts.js";
import { keepKeys } from "./controls.js";
import { setting } from "./text.js";

/** The stops of each slider; closer to 1 a beta changes more. @type {Record<keyof Settings, number[]>} */
const STOPS = {
  beta1: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99],
  beta2: [
    0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.992, 0.995, 0.998,
    0.999,
  ],
  learning_rate: [0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1],
};
const NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(STOPS));

/**
 * A slider's stops with those that are set among them.
 *
 * @param {number[]} stops
 * @param {number[]} set
 */
const stopsWith = (stops, ...set) => [...new Set([...stops, ...set])].sort((a, b) => a - b);

/**
 * @param {object} props
 * @param {Settings} props.truth  Adam's own
 * @param {Settings | null} props.settings  others, if any are asked about
 * @param {Replay | null} props.replay
 * @param {boolean} props.canAsk
 * @param {(settings: Record<string, unknown>) => void} set
 */
export function whatIfView({ truth, settings, replay, canAsk }, set) {
  const now = settings ?? truth;
  /**
   * @param {keyof Settings} name
   * @param {number} value
   */
  function choose(name, value) {
    const chosen = { ...now, [name]: value };
    set({ whatIf: NAMES.every((each) => chosen[each] === truth[each]) ? null : chosen });
  }
  return html`<form
      class="adam-what-if row"
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
      @keydown=${keepKeys}
    >
      ${NAMES.map((name) => {
        const stops = stopsWith(STOPS[name], truth[name], now[name]);
        const label = name.replace("_", " ");
        return html`<label class="field"
          ><span>${label}</span
          ><input
            type="range"
            min="0"
            step="1"
            aria-label="what if: ${label}"
            aria-valuetext=${setting(now[name])}
            max=${stops.length - 1}
            .value=${live(String(stops.indexOf(now[name])))}
            @input=${(/** @type {Event} */ { target }) =>
              choose(name, stops[Number(/** @type {HTMLInputElement} */ (target).value)])}
            ?disabled=${!canAsk}
          /><output class="figure">${setting(now[name])}</output></label
        >`;
      })}
      ${button("Reset", () => set({ whatIf: null }), { kind: "small", isDisabled: !canAsk || settings === null })}
    </form>
    <p class="caption">${noteText(replay, settings, canAsk)}</p>`;
}

/**
 * @param {Replay | null} replay
 * @param {Settings | null} settings
 * @param {boolean} canAsk
 */
function noteText(replay, settings, canAsk) {
  const means =
    "The same recorded gradients replayed through adam.py. With other settings the gradients themselves would have " +
    "differed.";
  if (!canAsk) {
    const why = "The sliders ask Python to replay the step with other settings: they come with Python.";
    return replay?.what_if ? `${why} ${means}` : why;
  }
  if (!replay?.what_if || !replay.settings) {
    if (settings) return "Python replays the recorded gradients.";
    return (
      "Move a slider: Python replays the same recorded gradients through adam.py, with your settings. The result is " +
      "drawn as dashed lines."
    );
  }
  const { beta1, beta2, learning_rate: rate } = /** @type {Settings} */ (replay.settings);
  return `Dashed: beta1 ${setting(beta1)}, beta2 ${setting(beta2)}, learning rate ${setting(rate)}. ${means}`;
}
