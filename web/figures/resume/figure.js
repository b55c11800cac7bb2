/**
 * A run that was kept in this browser is offered: to go on with it, or not. Gone once a run has a step.
 *
 * @import {Figure, FigureAction, Props, Setup} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { ago, whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { CENSUS, chosenOf, OWN } from "../setups.js";
import "./style.css";

/** @type {Figure} */
export const resume = {
  name: "resume",
  title: "A run that was kept",
  caption: "Go on where you left it, or start fresh.",
  settings: {},
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(resumeView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function resumeView({ run: { offer, isLive, activity }, host }, dispatch) {
  const isOffered = offer !== null && !isLive && activity === "idle" && host.python.kind !== "stopped";
  return html`<div role="status">${isOffered ? offerView(offer, dispatch) : nothing}</div>`;
}

/** What sets a run apart from the others that may be kept. @param {Setup} setup */
function kindOf({ preset, settings, text, data, model }) {
  const chosen = chosenOf({ data, text });
  const own = Object.entries(settings).filter(([name]) => name !== "num_steps");
  const parts = [
    ...(preset === "microgpt" ? [] : [preset]),
    ...own.map(([name, value]) => `${name} ${value}`),
    ...(chosen === CENSUS ? [] : [chosen === OWN ? "documents of your own" : `the documents ${chosen}`]),
    ...(model ? ["begun as a model from a link"] : []),
  ];
  return parts.length ? ` (${parts.join(", ")})` : "";
}

/**
 * @param {NonNullable<Props["run"]["offer"]>} offer
 * @param {(action: FigureAction) => void} dispatch
 */
const offerView = ({ id, step, numSteps, setup, seconds }, dispatch) =>
  html`<div class="resume row">
    <p>
      A run of yours is kept in this browser: <span class="figure">step ${whole(step)} of ${whole(numSteps)}</span>,
      ${ago(seconds)}${kindOf(setup)}.
    </p>
    <div class="buttons">
      ${button("Resume", () => dispatch({ type: "resume-asked", id }), { kind: "small" })}
      ${button("Not now", () => dispatch({ type: "put-off-asked" }), { kind: "small" })}
      ${button("Forget it", () => dispatch({ type: "discard-asked", id }), { kind: "small" })}
    </div>
  </div>`;
