/**
 * The loss chart: a dot for each step's loss, a line for their moving average, and where a random guess would be. Where
 * there is a look, a click on a step opens it.
 *
 * @import {Figure, Props} from "../figure.js"
 */

import { html, nothing, svg } from "lit-html";
import { fixed, whole } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import { number } from "../settings.js";
import { lossLayout, MARGIN } from "./layout.js";
import "./style.css";

/** @type {Figure} */
export const loss = {
  name: "loss",
  title: "Loss",
  caption: "Each dot is the loss of one training step, the line their mean over the last 50 steps.",
  settings: { height: number("of the chart in px; by its width if not said", null, { min: 100, max: 2000 }) },
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** What the pointer is over, and what the next key starts from. @type {ReturnType<typeof chartOf> | null} */
    let drawn = null;

    /** @param {number | null} step */
    const point = (step) => {
      const steps = drawn?.steps ?? [];
      if (!drawn || steps.length === 0) return;
      const hoveredStep = step === null ? null : Math.min(Math.max(step, steps[0].step), steps[steps.length - 1].step);
      drawn = { ...drawn, hoveredStep }; // for the next key, which may come before the next drawing
      dispatch({ type: "step-hovered", step: hoveredStep });
    };
    const listeners = {
      /** @param {PointerEvent & {currentTarget: Element}} event */
      follow: ({ clientX, currentTarget }) => {
        if (!drawn) return;
        point(Math.round(lossLayout(drawn).x.invert(clientX - currentTarget.getBoundingClientRect().left)));
      },
      leave: () => dispatch({ type: "step-hovered", step: null }),
      choose: () => {
        if (drawn?.canChoose && drawn.hoveredStep) dispatch({ type: "step-chosen", step: drawn.hoveredStep });
      },
      /** @param {KeyboardEvent} event */
      press: (event) => {
        const last = drawn?.steps.at(-1)?.step;
        if (!drawn || last === undefined) return;
        const at = drawn.hoveredStep ?? last;
        /** @type {Record<string, number>} */
        const moves = {
          ArrowLeft: at - 1,
          ArrowDown: at - 1,
          ArrowRight: at + 1,
          ArrowUp: at + 1,
          PageDown: at - 50,
          PageUp: at + 50,
          Home: 1,
          End: last,
        };
        if (event.key === "Escape") listeners.leave();
        else if (event.key === "Enter" && drawn.canChoose) dispatch({ type: "step-chosen", step: at });
        else if (event.key in moves) point(moves[event.key]);
        else return;
        event.preventDefault();
      },
    };

    return {
      update(props) {
        drawn = chartOf(props);
        view.draw(chartView(drawn, listeners));
      },
      destroy: view.remove,
    };
  },
};

/**
 * What of the props the chart is drawn from.
 *
 * @param {Props} props
 */
function chartOf({ run, look, settings, width }) {
  const { description, steps } = run.shown;
  return {
    steps,
    numSteps: run.isLive || !description ? run.numSteps : description.config.num_steps,
    randomGuess: description?.random_guess ?? null,
    vocabSize: description?.tokens.length ?? 0,
    hoveredStep: run.hoveredStep,
    canChoose: look.id !== "",
    width,
    height: settings.height ?? Math.max(220, Math.min(340, Math.round(width * 0.5))),
  };
}

/**
 * @param {ReturnType<typeof chartOf>} chart
 * @param {Record<string, (event: any) => void>} listeners
 */
function chartView(chart, { follow, leave, choose, press }) {
  const { steps, randomGuess, vocabSize, canChoose, width, height } = chart;
  const { dots, average, end, guess, hovered, xTicks, yTicks } = lossLayout(chart);
  const right = width - MARGIN.right;
  const at = hovered?.step ?? steps.at(-1);
  const text = at
    ? `step ${whole(at.step)} | loss ${fixed(at.loss, 4)} | mean of the last 50: ${fixed(at.average, 4)}`
    : "no step yet";
  return html`<svg
      class="chart loss-chart ${canChoose ? "chooses" : ""}"
      role="slider"
      tabindex="0"
      aria-label="Loss at each training step"
      aria-valuemin=${steps[0]?.step ?? 0}
      aria-valuemax=${steps.at(-1)?.step ?? 0}
      aria-valuenow=${at?.step ?? 0}
      aria-valuetext=${text}
      width=${width}
      height=${height}
      viewBox="0 0 ${width} ${height}"
      @pointermove=${follow}
      @pointerdown=${follow}
      @pointerleave=${leave}
      @blur=${leave}
      @click=${choose}
      @keydown=${press}
    >
      <g class="axis">
        ${yTicks.map(
          ({ y, text }) =>
            svg`<g transform="translate(0,${y})"><line x1=${MARGIN.left} x2=${right} /><text class="figure"
              dy="0.35em" text-anchor="end" x=${MARGIN.left - 8}>${text}</text></g>`,
        )}
      </g>
      <g class="axis">
        ${xTicks.map(
          ({ x, text }) => svg`<text class="figure" text-anchor="middle" x=${x} y=${height - 10}>${text}</text>`,
        )}
      </g>
      ${
        guess === null
          ? nothing
          : svg`<g class="guess" transform="translate(0,${guess})"><line x1=${MARGIN.left} x2=${right} /><text
              dy="-6" text-anchor="end" x=${right}
            >a random guess: ln ${vocabSize} = ${fixed(randomGuess ?? 0)}</text></g>`
      }
      <path class="loss-dots" d=${dots} />
      <path class="loss-average" d=${average} />
      ${
        end
          ? svg`<g class="loss-end" transform="translate(${end.x},${end.y})"><circle r="3.5" /><text
              class="figure" x="8" dy="0.35em">${end.text}</text></g>`
          : nothing
      }
      ${
        hovered
          ? svg`<g class="hover" transform="translate(${hovered.x},0)"><line y1=${MARGIN.top}
              y2=${height - MARGIN.bottom} /><circle r="3.5" cy=${hovered.loss} /></g>`
          : nothing
      }
    </svg>
    <p class="note loss-readout figure">${text}</p>`;
}
