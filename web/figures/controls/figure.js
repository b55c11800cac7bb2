/**
 * The controls of training: Train or Pause, Step, Reset, how many steps, and how far it has come; and, in place of
 * waiting for it, the recorded run's end.
 *
 * @import {Figure, FigureAction, Props, Run} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { clock, duration, fixed, whole } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { button } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { endText, stepsSkippedTo } from "./end.js";
import { settings } from "./settings.js";
import "./style.css";

/** What comes of skipping. @param {number} steps */
const skippedText = (steps) =>
  `The trained model at once: the published program on the census names, whose ${whole(steps)} steps were done when ` +
  "this page was built. Python goes on from it.";

/** @type {Figure} */
export const controls = {
  name: "controls",
  title: "Training",
  caption: "Train, pause anywhere, go on.",
  settings,
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const id = ownId("num-steps");
    return {
      update: (props) => view.draw(controlsView(props, id, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {string} id
 * @param {(action: FigureAction) => void} dispatch
 */
function controlsView({ run, host, settings: { isBrief, refused } }, id, dispatch) {
  const { activity, numSteps, maxSteps, done } = run;
  const last = run.live.steps.at(-1);
  const isStopped = host.python.kind === "stopped";
  const isStoppable = activity === "waiting" || activity === "training" || activity === "pausing";
  const isOver = done >= numSteps;
  const min = Math.max(1, done);
  const complaint = refused === "" ? "" : `Wanted a whole number from ${min} to ${maxSteps}, not “${refused.trim()}”.`;

  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const setSteps = ({ currentTarget: { value } }) => {
    const wanted = Number(value);
    const isFine = value !== "" && Number.isInteger(wanted) && wanted >= min && wanted <= maxSteps;
    dispatch({ type: "set", settings: { refused: isFine ? "" : value || " " } });
    if (isFine) dispatch({ type: "num-steps-set", numSteps: wanted });
  };
  const skippedTo = stepsSkippedTo(run);
  /** @param {"pause-asked" | "train-asked" | "step-asked" | "reset-asked" | "skip-asked"} type */
  const ask = (type) => () => dispatch({ type });
  const main = ask(isStoppable ? "pause-asked" : "train-asked");
  const mainButton = button(isStoppable ? "Pause" : done > 0 && !isOver ? "Go on" : "Train", main, {
    kind: "main",
    isDisabled: isStopped || activity === "pausing" || activity === "generating" || (isOver && !isStoppable),
  });
  const progress = html`<div
    class="progress"
    role="progressbar"
    aria-label="training"
    aria-valuemax=${numSteps}
    aria-valuenow=${done}
  >
    <div class="progress-bar" ${style({ "inline-size": `${(100 * done) / Math.max(numSteps, done, 1)}%` })}></div>
  </div>`;
  if (isBrief) {
    const texts = done > 0 ? [`step ${whole(done)}`, last ? `mean loss ${fixed(last.average)}` : ""] : [];
    return html`<div class="controls is-brief">
      <span class="note figure controls-brief">${texts.map((text) => html`<span>${text}</span> `)}</span>
      ${mainButton}${progress}
    </div>`;
  }
  const stats = [
    ["step", `${whole(done)} / ${whole(numSteps)}`],
    ["mean of up to 50 losses", last ? fixed(last.average) : "–"],
    ["a step takes", last?.seconds_per_step === undefined ? "–" : duration(last.seconds_per_step)],
    ["time left", last?.seconds_left === undefined ? "–" : clock(last.seconds_left)],
  ];
  return html`<div class="controls row">
      <div class="buttons">
        ${mainButton} ${button("Step", ask("step-asked"), { isDisabled: isStopped || activity !== "idle" || isOver })}
        ${button("Reset", ask("reset-asked"), { isDisabled: isStopped || done === 0 || activity === "generating" })}
        ${
          skippedTo > done
            ? button("Skip to trained", ask("skip-asked"), { isDisabled: isStopped, about: skippedText(skippedTo) })
            : nothing
        }
        <label for=${id} class="field"
          >for
          <input
            type="number"
            id=${id}
            min=${min}
            max=${maxSteps}
            step="1"
            inputmode="numeric"
            aria-invalid=${String(refused !== "")}
            .disabled=${activity !== "idle"}
            .value=${refused === "" ? String(numSteps) : refused.trim()}
            @change=${setSteps}
          />
          steps</label
        >
      </div>
      <dl class="numbers row">
        ${stats.map(
          ([name, number]) =>
            html`<div>
              <dt>${name}</dt>
              <dd class="figure">${number}</dd>
            </div>`,
        )}
      </dl>
    </div>
    <p class="complaint" role="alert">${complaint}</p>
    <p class="note controls-end">${complaint ? "" : endText(run)}</p>
    ${progress}`;
}
