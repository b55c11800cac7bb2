/**
 * Matrix by matrix: the norm of the gradient, now and over training, and with whom the parameters moved.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{steps: number[], matrices: Record<string, number[]>, all: number[]}} Norms
 */

import { scaleLinear } from "d3-scale";
import { element, setText } from "../../draw/element.js";
import { digits, whole } from "../../draw/format.js";
import { askSteps, empty, extentOf, nearest, pathOf, round, sliderSays, svg } from "./chart.js";
import { hasGradients, isUpdated } from "./known.js";
import { shareBar, SHARES } from "./shares.js";
import { percent } from "./text.js";

const SPARK = { height: 22, top: 3, bottom: 3 };

/** Where the line of a norm over training is, in px. @param {number[]} steps @param {number[]} norms @param {number} width */
export function sparkLayout(steps, norms, width) {
  const last = steps[steps.length - 1];
  const x = scaleLinear([steps[0], last === steps[0] ? last + 1 : last], [3, width - 3]);
  const y = scaleLinear(extentOf(norms, true), [SPARK.height - SPARK.bottom, SPARK.top]);
  return { x, y, path: pathOf(steps, norms, x, y) };
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function matricesView(root, { dispatch }) {
  const normHead = element("span", { role: "columnheader", class: "adam-norm" });
  const sparkHead = element("span", { role: "columnheader", class: "adam-spark" });
  const head = element(
    "div",
    { role: "row", class: "adam-row adam-head" },
    element("span", { role: "columnheader", class: "adam-name" }, "matrix"),
    normHead,
    sparkHead,
    element("span", { role: "columnheader", class: "adam-bar-cell" }, "moved"),
    ...SHARES.map((name) => element("span", { role: "columnheader", class: "adam-share", "data-share": name }, name)),
  );
  const table = element(
    "div",
    { role: "table", class: "adam-table", "aria-label": "Gradient norm and movement of each matrix" },
    head,
  );
  const says = element("p", { class: "caption" });
  root.append(element("p", { class: "heading" }, "Matrix by matrix"), table, says);
  /** @type {ReturnType<typeof rowView>[]} */
  let rows = [];
  /** @type {Trace | null} */
  let built = null;
  /** @type {{steps: number[], at: number, stepAt: (px: number) => number} | null} */
  let drawn = null;

  /** @param {{trace: Trace, cursor: number, norms: Norms | null, step: number | null, width: number}} props */
  return function update({ trace, cursor, norms, step, width }) {
    const { header, matrices } = trace;
    if (built?.matrices !== matrices) {
      rows.forEach(({ node }) => node.remove());
      rows = [...matrices.keys(), -1].map((matrix) =>
        rowView(matrix, (chart) => askSteps(chart, dispatch, () => drawn)),
      );
      table.append(...rows.map(({ node }) => node));
    }
    built = trace;
    const steps = norms?.steps ?? [];
    const sparkWidth = width < 560 ? width - 8 : Math.floor(Math.min(width * 0.22, 240));
    table.classList.toggle("has-norms", steps.length > 0);
    table.style.setProperty("--spark", `${sparkWidth}px`);
    sparkHead.hidden = steps.length === 0;
    const isInside = steps.length > 0 && header.step >= steps[0] && header.step <= steps[steps.length - 1];
    const asked = steps.length > 0 && step !== null ? nearest(steps, step) : null;
    const x = steps.length ? sparkLayout(steps, steps, sparkWidth).x : null;
    drawn = x && { steps, at: asked === null ? header.step : steps[asked], stepAt: (px) => x.invert(px) };
    setText(normHead, asked === null ? "\u2016g\u2016" : `step ${whole(steps[asked])}`);
    setText(sparkHead, steps.length ? `steps ${whole(steps[0])} to ${whole(steps[steps.length - 1])}` : "");
    const frame = trace.frames[cursor];
    for (const row of rows) {
      const isAll = row.matrix < 0;
      const { grad_norm: norm, moved } = isAll ? header.moved : header.matrices[row.matrix];
      const isDone = isAll ? isUpdated(trace, cursor, matrices.length - 1) : isUpdated(trace, cursor, row.matrix);
      const info = isAll ? null : matrices[row.matrix];
      const past = isAll ? norms?.all : norms?.matrices[/** @type {{name: string}} */ (info).name];
      const now = hasGradients(trace, cursor) ? digits(norm) : "not yet";
      row.update({
        name: info?.name ?? "all",
        shape: info ? `${info.rows} \u00d7 ${info.columns}` : `${whole(trace.columns.adam_grad.length)} parameters`,
        isLit: !isAll && frame.phase === "adam" && frame.matrix === row.matrix,
        norm: asked === null || !past ? now : digits(past[asked]),
        moved: isDone ? moved : null,
        past: past?.length
          ? { steps, norms: past, asked, traced: isInside ? header.step : null, width: sparkWidth }
          : null,
      });
    }
    setText(says, captionOf(trace, cursor, norms));
  };
}

/** @param {Trace} trace @param {number} cursor @param {Norms | null} norms */
function captionOf(trace, cursor, norms) {
  const { against, adrift } = trace.header.moved.moved;
  const isDone = isUpdated(trace, cursor, trace.matrices.length - 1);
  const now = isDone
    ? `In this step ${percent(against)} of all parameters moved against this step\u2019s own gradient, and ${percent(adrift)} adrift. `
    : "";
  return (
    "\u2016g\u2016 is the norm of the gradient: the length of all of a matrix\u2019s gradients taken as one vector. With: moved the way that lowers the loss of this document. " +
    "Against: moved the other way, because m remembers the gradients of earlier documents and they outweigh this one. " +
    `Adrift: this document gave no gradient, m alone moves it. ${now}` +
    (norms
      ? "The lines are the gradient\u2019s norm over training; the upright mark is this trace\u2019s step."
      : "The norms over training come when Python has trained some steps.")
  );
}

/** @param {number} matrix @param {(chart: SVGElement) => void} ask */
function rowView(matrix, ask) {
  const [name, shape] = [element("code"), element("span", { class: "adam-shape figure" })];
  const norm = element("span", { role: "cell", class: "adam-norm figure" });
  const chart = svg("svg", { class: "chart" });
  empty(chart);
  const cell = element("span", { role: "cell", class: "adam-spark" });
  const bar = shareBar();
  const shares = SHARES.map((each) =>
    element("span", { role: "cell", class: "adam-share figure", "data-share": each }),
  );
  const node = element(
    "div",
    { role: "row", class: "adam-row" },
    element("span", { role: "rowheader", class: "adam-name" }, name, shape),
    norm,
    cell,
    element("span", { role: "cell", class: "adam-bar-cell" }, bar.node),
    ...shares,
  );
  cell.append(chart);
  ask(chart);
  /** @type {any[]} */
  let key = [];

  /**
   * @param {{name: string, shape: string, isLit: boolean, norm: string, moved: import("./shares.js").Moved | null,
   *   past: {steps: number[], norms: number[], asked: number | null, traced: number | null, width: number} | null}} props
   */
  function update({ name: text, shape: size, isLit, norm: number, moved, past }) {
    setText(name, text);
    setText(shape, size);
    node.classList.toggle("is-lit", isLit);
    setText(norm, number);
    bar.update(moved, null);
    shares.forEach((cell, i) => setText(cell, moved ? percent(moved[SHARES[i]]) : "\u2013"));
    const now = past ? [past.steps, past.norms, past.asked, past.traced, past.width, text] : [null];
    if (now.length === key.length && now.every((each, i) => each === key[i])) return;
    key = now;
    cell.hidden = past === null;
    if (past) chart.replaceChildren(...sparkOf(chart, text, past));
    else empty(chart);
  }
  return { matrix, node, update };
}

/** @param {SVGElement} chart @param {string} name @param {{steps: number[], norms: number[], asked: number | null, traced: number | null, width: number}} past */
function sparkOf(chart, name, { steps, norms, asked, traced, width }) {
  const { x, y, path } = sparkLayout(steps, norms, width);
  chart.setAttribute("width", String(width));
  chart.setAttribute("height", String(SPARK.height));
  const at = asked ?? (traced === null ? steps.length - 1 : nearest(steps, traced));
  const [label, text] = [`gradient norm of ${name} over training`, `step ${steps[at]}: ${digits(norms[at])}`];
  if (name === "all")
    sliderSays(chart, label, steps, steps[at], text); // the steps are those of all rows
  else {
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", `${label}; ${text}`);
  }
  const mark =
    traced === null
      ? []
      : [svg("line", { class: "adam-traced", x1: round(x(traced)), x2: round(x(traced)), y1: 0, y2: SPARK.height })];
  return [
    ...mark,
    svg("path", { class: "adam-line adam-gradient", d: path }),
    svg("circle", { class: "adam-dot", cx: round(x(steps[at])), cy: round(y(norms[at])), r: 2.5 }),
  ];
}
