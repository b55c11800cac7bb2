/**
 * Through training: one slider that takes the document that is looked at from the first step to the last. Every picture
 * follows, since only the model changes; beside it the document's loss then, the guess of the next token, and the names
 * that the model invented about then.
 *
 * @import {Context, Figure, Props} from "../figure.js"
 */

import { html, nothing, svg } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { whole } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { momentsOf, namesAround } from "../../trace/moments.js";
import { RECORDED } from "../../trace/read.js";
import { CHART, trackLayout } from "./layout.js";
import { guessText, lossText, momentText, namesText, whyText } from "./text.js";
import "./style.css";

/** @type {Figure} */
export const through = {
  name: "through",
  title: "Through training",
  caption: "The same document after more and more training steps: slide, and every picture follows.",
  settings: {},
  needsTrace: true,

  mount(root, context) {
    const view = templateIn(root);
    const id = ownId("through");
    return {
      update: (props) => view.draw(throughView(props, id, context)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {string} id
 * @param {Context} context
 */
function throughView({ trace, look, run, width }, id, { dispatch }) {
  const moments = momentsOf(run, look.choice);
  const { after, isRecorded } = moments;
  const isOfRecorded = trace.header.run === RECORDED;
  const names = namesAround(run, isOfRecorded, trace.header.step - 1);
  const why = whyText(moments, isOfRecorded, run, look.choice);
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const slide = ({ currentTarget: { value } }) => {
    const chosen = after[Number(value)];
    const isNow = !isRecorded && chosen === after.at(-1);
    dispatch({ type: "slid", after: isNow ? null : chosen });
  };
  return html`<div class="through">
    <p class="through-when">
      <label for=${id} class="title">${through.title}</label>
      <output for=${id} class="figure">${momentText(trace)}</output>
    </p>
    ${trackView(moments, isRecorded ? run.recorded.steps : run.live.steps, width, { id, slide })}
    <p class="through-guess">
      <span>${lossText(trace)}</span>
      <span>${guessText(trace, look.cursor)}</span>
    </p>
    <p class="through-names">
      <span class="note">${why || namesText(names)}</span>
      ${names && !why ? html`<span class="figure">${names.names.join(" ")}</span>` : nothing}
    </p>
  </div>`;
}

/**
 * @param {import("../../trace/moments.js").Moments} moments
 * @param {import("../../wire/protocol.js").StepDone[]} steps
 * @param {number} width  of the figure
 * @param {{id: string, slide: (event: any) => void}} input
 */
function trackView({ after, at }, steps, width, { id, slide }) {
  const { points, labels } = trackLayout(after, steps, width);
  const last = Math.max(after.length - 1, 0);
  const text = at < 0 ? "" : `after ${whole(after[at])} ${after[at] === 1 ? "step" : "steps"}`;
  return html`<div class="through-track">
    <svg viewBox="0 0 ${CHART.width} ${CHART.height}" preserveAspectRatio="none" aria-hidden="true">
      ${points.length > 1 ? svg`<polyline points=${points.join(" ")} />` : nothing}
    </svg>
    <span class="through-chart" aria-hidden="true">${points.length > 1 ? "mean of the last 50 losses" : ""}</span>
    <input
      type="range"
      id=${id}
      min="0"
      max=${last}
      step="1"
      aria-valuetext=${text}
      .disabled=${after.length < 2}
      .value=${live(String(Math.max(at, 0)))}
      @input=${slide}
    />
    <span class="through-labels figure" aria-hidden="true">
      ${labels.map(({ where, text }) => html`<span ${style({ "--where": where })}>${text}</span>`)}
    </span>
  </div>`;
}
