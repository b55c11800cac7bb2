/**
 * The loss chart: a dot for each step's loss, a line for their moving average, and where a random guess would be. Of a
 * long run a dot for some of the steps, and the range of the others behind them. Where documents are held out, a ring
 * for each time that the loss on these was measured. Where there is a look, a click on a step opens it.
 *
 * @import {HeldOutLoss, StepDone} from "../../wire/protocol.js"
 * @import {Context, Figure, Props} from "../figure.js"
 */

import { html, nothing, svg } from "lit-html";
import { stepSlider } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { fixed, whole } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import { averagedUpTo, lossLayout, MARGIN } from "./layout.js";
import { settings } from "./settings.js";
import "./style.css";

const PAGE = 50; // steps of those there are that Page Up and Page Down go past

/** @type {Figure} */
export const loss = {
  name: "loss",
  title: "Loss",
  caption: "Each dot is the loss of one training step, the line their mean over the last 50 steps.",
  settings,
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(chartView(chartOf(props), dispatch)),
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
  const { description, steps, every = 1, heldOut = [] } = run.shown;
  return {
    steps,
    every,
    heldOut,
    numHeldOut: description?.num_held_out ?? 0,
    numDocs: description?.num_docs ?? 0,
    done: run.done,
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
 * A step in words; the line is the mean of its loss and those before.
 *
 * @param {StepDone} at
 * @param {StepDone[]} steps
 */
function stepText(at, steps) {
  const own = `step ${whole(at.step)} | loss ${fixed(at.loss, 4)}`;
  const averaged = averagedUpTo(at, steps);
  return averaged > 1 ? `${own} | mean of the last ${averaged}: ${fixed(at.average, 4)}` : own;
}

/**
 * The loss on held-out documents as it was last measured by a step, in words; "" if it was not yet.
 *
 * @param {HeldOutLoss[]} heldOut
 * @param {number | undefined} step
 */
function heldOutText(heldOut, step) {
  const last = heldOut.findLast((each) => step === undefined || each.step <= step);
  if (!last) return "";
  const { loss, documents, of } = last;
  const on = documents === of ? `all ${whole(of)}` : `${whole(documents)} of ${whole(of)}`;
  const said = loss === null ? "infinite" : fixed(loss, 4);
  return `held out: ${said} after step ${whole(last.step)}, the mean over ${on} held-out documents`;
}

/** What is held out. @param {number} heldOut @param {number} trainedOn */
const splitText = (heldOut, trainedOn) =>
  `${whole(heldOut)} documents are held out: the model never trains on them. The rings are its loss on these, the ` +
  `dots that on the ${whole(trainedOn)} others. Where the rings rise and the dots go on falling, it learns by heart.`;

/** Of a run of which no step was seen: a model of a file or of a link may have some behind it. @param {number} done */
const noneText = (done) => (done > 0 ? `step ${whole(done)} is done, before the model came here` : "no step yet");

/** What is drawn of a long run. @param {number} every */
const thinnedText = (every) =>
  `A dot for one step in ${whole(every)}; the band reaches from the lowest losses to the highest.`;

/**
 * @param {ReturnType<typeof chartOf>} chart
 * @param {Context["dispatch"]} dispatch
 */
function chartView(chart, dispatch) {
  const { steps, every, heldOut, numHeldOut, numDocs, done, randomGuess, vocabSize, canChoose, width, height } = chart;
  const { x, dots, band, average, heldOut: rings, end, guess, hovered, xTicks, yTicks } = lossLayout(chart);
  const right = width - MARGIN.right;
  const at = hovered?.step ?? steps.at(-1);
  const text = at ? stepText(at, steps) : noneText(done);
  const measured = heldOutText(heldOut, at?.step);
  const slider = {
    label: "Loss at each training step",
    text: measured ? `${text} | ${measured}` : text,
    steps: steps.map(({ step }) => step),
    step: hovered?.step.step ?? null,
    at: at?.step ?? 0,
    page: PAGE,
    stepAt: x.invert,
    onStep: (/** @type {number | null} */ step) => dispatch({ type: "step-hovered", step }),
    onChoose: canChoose ? (/** @type {number} */ step) => dispatch({ type: "step-chosen", step }) : undefined,
    width,
    height,
    kind: classes("loss-chart", { chooses: canChoose }),
  };
  const drawing = svg`
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
      <path class="loss-band" d=${band} />
      <path class="loss-dots" d=${dots} />
      <path class="loss-average" d=${average} />
      ${
        rings
          ? svg`<g class="loss-held-out"><path d=${rings.line} />${rings.rings.map(
              ({ x, y }) => svg`<circle r="3.5" cx=${x} cy=${y} />`,
            )}<g transform="translate(${rings.label.x},${rings.label.y})"><text class="figure" x="10"
              dy="0.35em">${rings.label.text}</text><text x="10" dy="1.6em">held out</text></g></g>`
          : nothing
      }
      ${
        end
          ? svg`<g class="loss-end" transform="translate(${end.x},${end.y})"><circle r="3.5" /><text
              class="figure" x="10" dy="0.35em">${end.text}</text><text x="10" dy="1.6em">${end.of}</text></g>`
          : nothing
      }
      ${
        hovered
          ? svg`<g class="hover" transform="translate(${hovered.x},0)"><line y1=${MARGIN.top}
              y2=${height - MARGIN.bottom} /><circle r="3.5" cy=${hovered.loss} /></g>`
          : nothing
      }`;
  return html`${stepSlider(slider, drawing)}
    <p class="note loss-readout figure">${text}</p>
    ${measured ? html`<p class="note loss-readout figure">${measured}</p>` : nothing}
    ${numHeldOut > 0 ? html`<p class="note loss-thinned">${splitText(numHeldOut, numDocs)}</p>` : nothing}
    ${every > 1 ? html`<p class="note loss-thinned">${thinnedText(every)}</p>` : nothing}`;
}
