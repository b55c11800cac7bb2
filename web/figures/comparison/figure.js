/**
 * Two runs compared: the reader's, A, and another that differs from it in what was set up, B, which trains beside it.
 * Their losses in one chart, what they differ in and what came of it in a table, and the names that they invent.
 *
 * @import {Context, Figure, FigureAction, Props, Run} from "../figure.js"
 */

import { html, nothing, svg } from "lit-html";
import { stepSlider } from "../../draw/chart.js";
import { fixed, whole } from "../../draw/format.js";
import { knownText, nameItem } from "../../draw/names.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { stepUpTo } from "../../trace/steps.js";
import { comparisonLayout, MARGIN, NAMES } from "./layout.js";
import { chanceText, differences, namesTogether, results } from "./words.js";
import { offerAsks, offerView } from "./offer.js";
import "./style.css";

const PAGE = 50; // steps that Page Up and Page Down go past

/** @type {Figure} */
export const comparison = {
  name: "comparison",
  title: "Two runs compared",
  caption: "The mean loss over up to 50 steps of two runs, and the rings of their held-out losses, if they have any.",
  settings: {},
  needsTrace: false,
  asks: (props) => (props.other ? [] : offerAsks(props)),

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(comparisonView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {Context["dispatch"]} dispatch
 */
function comparisonView(props, dispatch) {
  const { other } = props;
  return html`<div class="comparison">
    <h2 class="heading">${comparison.title}</h2>
    ${other ? besideView({ ...props, other }, dispatch) : offerView(props, dispatch)}
  </div>`;
}

/**
 * @param {Props & {other: Run}} props
 * @param {Context["dispatch"]} dispatch
 */
function besideView(props, dispatch) {
  const { run, other } = props;
  const runs = [run, other];
  const changed = differences(run.live.description, other.live.description);
  const rows = [...changed, ...results(runs)];
  return html`${buttonsView(props, dispatch)}
    <div class="comparison-parts">
      <div>${chartView(props, dispatch)}</div>
      <div>
        <table class="comparison-table">
          <caption class="visually-hidden">What the two runs differ in, and what came of it</caption>
          <thead>
            <tr>
              <td></td>
              ${NAMES.map((name) => html`<th scope="col" data-run=${name}>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ name, values, isChange }) =>
                html`<tr data-change=${isChange ? "true" : nothing}>
                  <th scope="row">${name}</th>
                  ${values.map((value) => html`<td class="figure">${value}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
        ${namesView(runs)}
        <p class="note comparison-chance">${chanceText(changed, run.numSteps === other.numSteps)}</p>
      </div>
    </div>`;
}

/**
 * @param {Props & {other: Run}} props
 * @param {Context["dispatch"]} dispatch
 */
function buttonsView({ run, other, host }, dispatch) {
  const runs = [run, other];
  const isStopped = host.python.kind === "stopped";
  const training = runs.filter(isTraining);
  const unfinished = runs.filter((each) => each.activity === "idle" && each.done < each.numSteps);
  /** @param {Run[]} which */
  const whose = (which) => (which.length === 1 ? NAMES[runs.indexOf(which[0])] : "both");
  /** @param {Run[]} which @param {"train-asked" | "pause-asked"} type */
  const ask = (which, type) => () => which.forEach(({ id }) => void dispatch({ type, run: id }));
  const isOver = runs.every(({ done, numSteps }) => done >= numSteps);
  const train = button(`Train ${whose(unfinished)}`, ask(unfinished, "train-asked"), {
    kind: training.length > 0 ? "" : "main",
    isDisabled: isStopped || unfinished.length === 0 || other.origin === null,
  });
  return html`<p class="comparison-which">
      <b data-run="A">A</b> is the run that is here, <b data-run="B">B</b> the one beside it. After a reload, and
      in a link to here, A is alone; how B was set up is kept in this tab, to train it once more.
    </p>
    <div class="buttons">
      ${
        training.length > 0
          ? button(`Pause ${whose(training)}`, ask(training, "pause-asked"), { kind: "main", isDisabled: isStopped })
          : nothing
      }
      ${training.length === 0 || unfinished.length > 0 ? train : nothing}
      ${button("Their pictures", () => dispatch({ type: "pictures-asked" }), {
        about: "The picture of A beside that of B, on the same document, at the same place",
      })}
      ${button("Compare no longer", () => dispatch({ type: "compare-ended" }), { isDisabled: isStopped })}
    </div>
    <p class="note" role="status">${isStopped ? "" : stateText(other, isOver)}</p>`;
}

/** @param {Run} other @param {boolean} isOver */
function stateText(other, isOver) {
  if (other.lost) {
    if (other.done >= other.numSteps) return "The Python of B has stopped, after its last step.";
    const from = other.savedStep > 0 ? `goes on from step ${whole(other.savedStep)}` : "begins anew";
    return `The Python of B has stopped. Trained on, it has another, and ${from}.`;
  }
  if (other.origin === null) return "The Python of B is starting: both can be trained when it is up.";
  return isOver ? "Both are at their end." : "";
}

/** @param {Run} run */
const isTraining = ({ activity }) => activity === "waiting" || activity === "training" || activity === "pausing";

/**
 * @param {Props & {other: Run}} props
 * @param {Context["dispatch"]} dispatch
 */
function chartView({ run, other, width: whole }, dispatch) {
  const width = whole < 800 ? whole : Math.round(whole * 0.58) - 32;
  const height = Math.max(200, Math.min(300, Math.round(width * 0.5)));
  const pasts = [run.live, other.live];
  const [less, more] = [...pasts].sort((one, another) => lastOf(one) - lastOf(another));
  const { steps } = more;
  const { hoveredStep } = run;
  const numSteps = Math.max(run.numSteps, other.numSteps);
  const { x, curves, labels, guesses, hovered, xTicks, yTicks } = comparisonLayout({
    ...{ pasts, numSteps, hoveredStep, width, height },
  });
  const right = width - MARGIN.right;
  const at = hoveredStep ?? (lastOf(less) || lastOf(more)); // where both are
  const text = readText(pasts, at);
  const slider = {
    label: "Mean loss of both runs at each training step",
    text,
    steps: steps.map(({ step }) => step),
    step: hoveredStep,
    at,
    page: PAGE,
    stepAt: x.invert,
    onStep: (/** @type {number | null} */ step) => dispatch({ type: "step-hovered", step }),
    width,
    height,
    kind: "comparison-chart",
  };
  return html`${stepSlider(
    slider,
    svg`<g class="axis">
        ${yTicks.map(
          ({ y, text }) => svg`<g transform="translate(0,${y})"><line x1=${MARGIN.left} x2=${right} /><text
            class="figure" dy="0.35em" text-anchor="end" x=${MARGIN.left - 8}>${text}</text></g>`,
        )}
        ${xTicks.map(
          ({ x, text }) => svg`<text class="figure" text-anchor="middle" x=${x} y=${height - 8}>${text}</text>`,
        )}
      </g>
      ${guesses.map(
        ({ y, text, isBelow }) =>
          svg`<g class="guess" transform="translate(0,${y})"><line x1=${MARGIN.left} x2=${right} /><text
            dy=${isBelow ? 16 : -6} text-anchor="end" x=${right}>${text}</text></g>`,
      )}
      ${curves.map(
        ({ line, heldOut, rings }, index) => svg`<g data-run=${NAMES[index]}>
          <path class="comparison-held" d=${heldOut} />
          ${rings.map(({ x, y }) => svg`<circle r="3" cx=${x} cy=${y} />`)}
          <path class="comparison-line" d=${line} /></g>`,
      )}
      ${labels.map(
        ({ x, y, text, kind }) => svg`<text class="figure" data-run=${kind} x=${x} y=${y}
        dy="0.35em">${text}</text>`,
      )}
      ${
        hovered
          ? svg`<g class="hover"><line x1=${hovered.x} x2=${hovered.x} y1=${MARGIN.top} y2=${height - MARGIN.bottom} />
              ${hovered.at.map(({ x, y }) => svg`<circle r="3.5" cx=${x} cy=${y} />`)}</g>`
          : nothing
      }`,
  )}
    <p class="note comparison-readout figure">${text}</p>
    <p class="note comparison-readout">${keyText(curves.some(({ rings }) => rings.length > 0))}</p>`;
}

/** The last step that is known of a run; 0 before the first. @param {Run["live"]} past */
const lastOf = ({ steps }) => steps.at(-1)?.step ?? 0;

/** What is drawn. @param {boolean} hasRings */
const keyText = (hasRings) =>
  `The lines: the mean loss over the last 50 steps, or as many as there are.${hasRings ? " The rings: the loss on held-out documents." : ""}`;

/**
 * @param {Run["live"][]} pasts
 * @param {number} step
 */
function readText(pasts, step) {
  if (step === 0) return "no step yet";
  const means = pasts.map(({ steps }, index) => {
    const at = stepUpTo(steps, step);
    const isThere = at && step <= (steps.at(-1)?.step ?? 0);
    return `${NAMES[index]} ${isThere ? fixed(at.average, 4) : "not there yet"}`;
  });
  return `step ${whole(step)} | mean of up to 50 losses: ${means.join(" | ")}`;
}

/** @param {Run[]} runs */
function namesView(runs) {
  const found = namesTogether(runs.map(({ live }) => live));
  if (!found) return nothing;
  const told = runs.map(({ live }, index) => `${NAMES[index]}: ${knownText(found.names[index], live.inData)}`);
  const isKnown = found.names.some((names, index) => names.some((name) => runs[index].live.inData.includes(name)));
  return html`<p class="title">Names that both invented after step ${whole(found.step)}</p>
    <div class="comparison-names">
      ${found.names.map(
        (names, index) =>
          html`<ul data-run=${NAMES[index]} aria-label=${`of ${NAMES[index]}`}>
            ${names.map((name) => html`<li>${nameItem(name, runs[index].live.inData)}</li>`)}
          </ul>`,
      )}
    </div>
    ${isKnown ? html`<p class="note">${told.join(" ")}</p>` : nothing}`;
}
