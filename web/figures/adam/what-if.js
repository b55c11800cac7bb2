/**
 * What if Adam had had other settings: a slider for each, and what the second lines mean.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Replay, Settings} from "./history.js"
 */

import { element, setText } from "../../draw/element.js";
import { megabytes, whole } from "../../draw/format.js";
import { keepKeys } from "./controls.js";
import { setting } from "./text.js";

/** The stops of each slider; closer to 1 a beta changes more. @type {{name: keyof Settings, label: string, stops: number[]}[]} */
const SLIDERS = [
  {
    name: "beta1",
    label: "beta1",
    stops: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99],
  },
  {
    name: "beta2",
    label: "beta2",
    stops: [
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.992, 0.995,
      0.998, 0.999,
    ],
  },
  {
    name: "learning_rate",
    label: "learning rate",
    stops: [0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1],
  },
];

/** A slider's stops with those that are set among them. @param {number[]} stops @param {number[]} set */
export function stopsWith(stops, ...set) {
  return [...new Set([...stops, ...set])].sort((a, b) => a - b);
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function whatIfView(root, { dispatch }) {
  const rows = SLIDERS.map(({ name, label, stops }) => {
    const input = element("input", { type: "range", name, min: 0, step: 1, "aria-label": `what if: ${label}` });
    const number = element("output", { class: "figure" });
    return {
      name,
      stops,
      input,
      number,
      node: element("label", { class: "field" }, element("span", {}, label), input, number),
    };
  });
  const reset = element("button", { type: "button", class: "button small" }, "Reset");
  const form = element("form", { class: "adam-what-if row" }, ...rows.map(({ node }) => node), reset);
  const note = element("p", { class: "caption" });
  const memory = element("p", { class: "caption adam-kept" });
  root.append(form, note, memory);

  /** @type {{truth: Settings, now: Settings} | null} */
  let drawn = null; // what the last update was given
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", keepKeys);
  form.addEventListener("input", (event) => {
    const row = rows.find(({ input }) => input === event.target);
    if (!drawn || !row) return;
    const { truth, now } = drawn;
    const settings = {
      ...now,
      [row.name]: stopsWith(row.stops, truth[row.name], now[row.name])[Number(row.input.value)],
    };
    const isTrue = SLIDERS.every(({ name }) => settings[name] === truth[name]);
    dispatch({ type: "figure-set", figures: { whatIf: isTrue ? null : settings } });
  });
  reset.addEventListener("click", () => dispatch({ type: "figure-set", figures: { whatIf: null } }));

  /** @param {{trace: Trace, replay: Replay | null, settings: Settings | null, kept: {steps: number, bytes: number, moments: number, moment_bytes: number} | null, canAsk: boolean}} props */
  return function update({ trace, replay, settings, kept, canAsk }) {
    const { beta1, beta2, learning_rate } = trace.header.config;
    const truth = { beta1, beta2, learning_rate };
    const now = settings ?? truth;
    drawn = { truth, now };
    for (const { name, stops, input, number } of rows) {
      const all = stopsWith(stops, truth[name], now[name]);
      input.max = String(all.length - 1);
      input.value = String(all.indexOf(now[name]));
      input.disabled = !canAsk;
      input.setAttribute("aria-valuetext", setting(now[name]));
      setText(number, setting(now[name]));
    }
    reset.disabled = !canAsk || settings === null;
    setText(note, noteText(replay, settings, canAsk));
    memory.hidden = kept === null;
    setText(
      memory,
      kept
        ? `Kept: the last ${whole(kept.steps)} steps in full (${megabytes(kept.bytes)}) and ${whole(kept.moments)} states (${megabytes(kept.moment_bytes)}).`
        : "",
    );
  };
}

/** @param {Replay | null} replay @param {Settings | null} settings @param {boolean} canAsk */
function noteText(replay, settings, canAsk) {
  const means =
    "The same recorded gradients replayed through adam.py. With other settings the gradients themselves would have differed.";
  if (!canAsk)
    return `The sliders ask Python to replay the step with other settings: they come with Python. ${replay?.what_if ? means : ""}`.trim();
  if (!replay?.what_if)
    return settings
      ? "Python replays the recorded gradients."
      : "Move a slider: Python replays the same recorded gradients through adam.py, with your settings. The result is drawn as dashed lines.";
  const { beta1, beta2, learning_rate } = replay.settings;
  return `Dashed: beta1 ${setting(beta1)}, beta2 ${setting(beta2)}, learning rate ${setting(learning_rate)}. ${means}`;
}
