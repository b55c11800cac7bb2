/**
 * The loss chart: a dot for each step's loss, a line for their moving average, and where a random guess would be.
 *
 * @import {StepDone} from "../../wire/protocol.js"
 */

import "./style.css";
import { scaleLinear } from "d3-scale";
import { pointer, select } from "d3-selection";
import { line } from "d3-shape";
import { fixed, whole } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

const MARGIN = { top: 16, right: 56, bottom: 32, left: 40 };

/**
 * @typedef {object} Props
 * @property {StepDone[]} steps
 * @property {number} numSteps  where the horizontal axis ends
 * @property {number | null} randomGuess
 * @property {number} vocabSize
 * @property {number | null} hoveredStep
 * @property {number} width  in px
 * @property {number} height
 */

/** Where everything stands, in px. @param {Props} props */
export function lossLayout({ steps, numSteps, randomGuess, hoveredStep, width, height }) {
  let [low, high] = [1.5, 4];
  for (const { loss } of steps) {
    if (loss < low) low = Math.floor(loss * 2) / 2;
    if (loss > high) high = Math.ceil(loss * 2) / 2;
  }
  if (randomGuess !== null && randomGuess > high - 0.25) high = Math.ceil(randomGuess * 2 + 0.5) / 2;
  const last = Math.max(numSteps, steps.at(-1)?.step ?? 1);
  const x = scaleLinear([1, Math.max(last, 2)], [MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear([low, high], [height - MARGIN.bottom, MARGIN.top]);
  const path = line(
    (/** @type {StepDone} */ each) => x(each.step),
    (each) => y(each.average),
  );
  const end = steps.at(-1);
  const hovered = hoveredStep === null ? undefined : steps.find((each) => each.step === hoveredStep);
  return {
    x,
    dots: steps.map(({ step, loss }) => `M${x(step).toFixed(1)},${y(loss).toFixed(1)}h0`).join(""),
    average: path(steps) ?? "",
    end: end && { x: x(end.step), y: y(end.average), text: fixed(end.average) },
    guess: randomGuess === null ? null : y(randomGuess),
    hovered: hovered && { x: x(hovered.step), loss: y(hovered.loss), average: y(hovered.average), step: hovered },
    xTicks: [1, ...x.ticks(width < 480 ? 3 : 6).filter((step) => step > 1 && Number.isInteger(step))].map((step) => ({
      x: x(step),
      text: whole(step),
    })),
    yTicks: y.ticks(5).map((loss) => ({ y: y(loss), text: loss.toFixed(1) })),
  };
}

/**
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void, choose?: (step: number) => void}} context  choose: what a click on a step does
 */
export function lossChart(root, { dispatch, choose }) {
  const svg = select(root)
    .append("svg")
    .attr("class", "chart loss-chart")
    .attr("role", "slider")
    .attr("tabindex", 0)
    .attr("aria-label", "Loss at each training step");
  const yAxis = svg.append("g").attr("class", "axis");
  const xAxis = svg.append("g").attr("class", "axis");
  const guess = svg.append("g").attr("class", "guess");
  guess.append("line");
  guess.append("text").attr("dy", -6);
  const dots = svg.append("path").attr("class", "loss-dots");
  const average = svg.append("path").attr("class", "loss-average");
  const end = svg.append("g").attr("class", "loss-end");
  end.append("circle").attr("r", 3.5);
  end.append("text").attr("x", 8).attr("dy", "0.35em").attr("class", "figure");
  const hover = svg.append("g").attr("class", "hover");
  hover.append("line");
  hover.append("circle").attr("r", 3.5);
  const readout = element("p", { class: "note loss-readout figure" });
  root.append(readout);

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what the pointer is over

  /** @param {number} step */
  const hoverStep = (step) => {
    const count = drawn?.steps.length ?? 0;
    if (drawn && count) {
      const [first, last] = [drawn.steps[0].step, drawn.steps[count - 1].step];
      const hoveredStep = Math.min(Math.max(step, first), last);
      drawn = { ...drawn, hoveredStep }; // for the next key, which may come before the next drawing
      dispatch({ type: "step-hovered", step: hoveredStep });
    }
  };
  svg.on("pointermove pointerdown", (event) => {
    if (drawn) hoverStep(Math.round(lossLayout(drawn).x.invert(pointer(event)[0])));
  });
  svg.classed("chooses", choose !== undefined).on("click", () => {
    if (drawn?.hoveredStep) choose?.(drawn.hoveredStep);
  });
  svg.on("pointerleave blur", () => dispatch({ type: "step-hovered", step: null }));
  svg.on("keydown", (event) => {
    if (!drawn?.steps.length) return;
    const last = drawn.steps[drawn.steps.length - 1].step;
    const at = drawn.hoveredStep ?? last;
    /** @type {Record<string, number | null>} */
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
    if (event.key === "Escape") dispatch({ type: "step-hovered", step: null });
    else if (event.key === "Enter" && choose) choose(at);
    else if (moves[event.key] !== undefined) hoverStep(moves[event.key] ?? last);
    else return;
    event.preventDefault();
  });

  /** @param {Props} props */
  return function update(props) {
    drawn = props;
    const { width, height, vocabSize, steps } = props;
    const layout = lossLayout(props);
    svg.attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`);
    yAxis
      .selectAll("g")
      .data(layout.yTicks)
      .join((enter) => {
        const tick = enter.append("g");
        tick.append("line");
        tick.append("text").attr("dy", "0.35em").attr("text-anchor", "end").attr("class", "figure");
        return tick;
      })
      .attr("transform", ({ y }) => `translate(0,${y})`)
      .each(function ({ text }) {
        select(this)
          .select("line")
          .attr("x1", MARGIN.left)
          .attr("x2", width - MARGIN.right);
        select(this)
          .select("text")
          .attr("x", MARGIN.left - 8)
          .text(text);
      });
    xAxis
      .selectAll("text")
      .data(layout.xTicks)
      .join("text")
      .attr("class", "figure")
      .attr("text-anchor", "middle")
      .attr("x", ({ x }) => x)
      .attr("y", height - 10)
      .text(({ text }) => text);
    guess.attr("display", layout.guess === null ? "none" : null).attr("transform", `translate(0,${layout.guess ?? 0})`);
    guess
      .select("line")
      .attr("x1", MARGIN.left)
      .attr("x2", width - MARGIN.right);
    guess
      .select("text")
      .attr("x", width - MARGIN.right)
      .attr("text-anchor", "end")
      .text(`a random guess: ln ${vocabSize} = ${fixed(props.randomGuess ?? 0)}`);
    dots.attr("d", layout.dots);
    average.attr("d", layout.average);
    const { end: last, hovered } = layout;
    end.attr("display", last ? null : "none").attr("transform", last ? `translate(${last.x},${last.y})` : null);
    end.select("text").text(last?.text ?? "");
    hover.attr("display", hovered ? null : "none").attr("transform", hovered ? `translate(${hovered.x},0)` : null);
    hover
      .select("line")
      .attr("y1", MARGIN.top)
      .attr("y2", height - MARGIN.bottom);
    hover.select("circle").attr("cy", hovered?.loss ?? null);
    const at = hovered?.step ?? steps.at(-1);
    const text = at
      ? `step ${whole(at.step)} | loss ${fixed(at.loss, 4)} | mean of the last 50: ${fixed(at.average, 4)}`
      : "no step yet";
    setText(readout, text);
    svg
      .attr("aria-valuemin", steps[0]?.step ?? 0)
      .attr("aria-valuemax", steps.at(-1)?.step ?? 0)
      .attr("aria-valuenow", at?.step ?? 0)
      .attr("aria-valuetext", text);
  };
}
