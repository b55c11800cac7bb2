/**
 * What happened to one parameter over the kept steps, and what would have with other settings of Adam.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{beta1: number, beta2: number, learning_rate: number}} Settings
 * @typedef {"value" | "grad" | "m" | "sqrt_v" | "update"} Track
 *
 * @typedef {object} Replay
 * @property {string} matrix
 * @property {number} row
 * @property {number} column
 * @property {number[]} steps
 * @property {Record<Track, number[]>} true
 * @property {Partial<Record<Track, number[]>> | null} what_if
 * @property {Settings} settings  those of what_if
 */

import { digits } from "../../draw/format.js";
import { scaleLinear } from "d3-scale";
import { element, setText } from "../../draw/element.js";
import { askSteps, empty, extentOf, nearest, pathOf, round, sliderSays, svg } from "./chart.js";

/** @type {{name: Track, label: string, hasZero: boolean}[]} */
const TRACKS = [
  { name: "value", label: "value", hasZero: false },
  { name: "grad", label: "gradient", hasZero: true },
  { name: "m", label: "m", hasZero: true },
  { name: "sqrt_v", label: "\u221av", hasZero: true },
  { name: "update", label: "update", hasZero: true },
];
const TRACK = 38;
const BETWEEN = 10;
const TOP = 18;
const BOTTOM = 20;

/**
 * Where the lines of a parameter's past are, in px, and which numbers stand beside them.
 *
 * @param {Replay} replay @param {number} traced  the step that the trace is of
 * @param {number | null} step  the one that is pointed at @param {number} width
 */
export function historyLayout({ steps, true: past, what_if: other }, traced, step, width) {
  const isNarrow = width < 460;
  const numberWidth = isNarrow ? 68 : 80;
  const left = isNarrow ? 54 : 64;
  const right = width - numberWidth * (other ? 2 : 1) - 4;
  const first = steps[0];
  const last = steps[steps.length - 1];
  const x = scaleLinear([first, first === last ? first + 1 : last], [left, right]);
  const isInside = traced >= first && traced <= last;
  const told = nearest(steps, step ?? (isInside ? traced : last));
  const tracks = TRACKS.map(({ name, label, hasZero }, i) => {
    const top = TOP + i * (TRACK + BETWEEN);
    const replayed = other?.[name] ?? null;
    const [low, high] = extentOf(replayed ? [...past[name], ...replayed] : past[name], hasZero);
    const y = scaleLinear([low, high], [top + TRACK, top]);
    return {
      name,
      label,
      top,
      zero: low <= 0 && high >= 0 ? round(y(0)) : null,
      path: pathOf(steps, past[name], x, y),
      other: replayed && pathOf(steps, replayed, x, y),
      dots: [past[name], replayed].map((numbers) => numbers && round(y(numbers[told]))),
      texts: [past[name], replayed].map((numbers) => numbers && digits(numbers[told])),
    };
  });
  return {
    x,
    left,
    right,
    numberWidth,
    width,
    height: TOP + TRACKS.length * (TRACK + BETWEEN) + BOTTOM,
    tracks,
    told: steps[told],
    toldX: round(x(steps[told])),
    traced: isInside ? { step: traced, x: round(x(traced)) } : null,
  };
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function historyView(root, { dispatch }) {
  const heading = element("p", { class: "heading" }, "Its past");
  const none = element("p", { class: "caption" }, "Its past, step by step, comes when Python has trained some steps.");
  const chart = svg("svg", { class: "chart" });
  empty(chart);
  root.append(heading, none, chart);
  /** @type {{replay: Replay, layout: ReturnType<typeof historyLayout>} | null} */
  let drawn = null;
  /** @type {any[]} */
  let key = []; // what was drawn: drawn again only when it differs
  askSteps(
    chart,
    dispatch,
    () =>
      drawn && {
        steps: drawn.replay.steps,
        at: drawn.layout.told,
        stepAt: (px) => /** @type {any} */ (drawn).layout.x.invert(px),
      },
  );

  /** @param {{trace: Trace, replay: Replay | null, step: number | null, width: number}} props */
  return function update({ trace, replay, step, width }) {
    const isThere = replay !== null && replay.steps.length > 0;
    none.hidden = isThere;
    if (!isThere) {
      setText(heading, "Its past");
      drawn = null;
      key = [];
      empty(chart);
      return;
    }
    const now = [replay, trace.header.step, step, width];
    if (now.every((each, i) => each === key[i])) return;
    key = now;
    const layout = historyLayout(replay, trace.header.step, step, width);
    drawn = { replay, layout };
    const { steps, matrix, row, column } = replay;
    const name = `${matrix}[${row}][${column}]`;
    setText(heading, `The past of ${name}, steps ${steps[0]} to ${steps[steps.length - 1]}`);
    chart.classList.toggle("is-small", width < 460);
    chart.setAttribute("width", String(width));
    chart.setAttribute("height", String(layout.height));
    chart.replaceChildren(...drawing(layout, steps));
    const told = layout.tracks.map(
      ({ label, texts: [past, other] }) => `${label} ${past}${other ? ` (what if: ${other})` : ""}`,
    );
    sliderSays(chart, `The past of ${name}`, steps, layout.told, `step ${layout.told}: ${told.join(", ")}`);
  };
}

/** @param {ReturnType<typeof historyLayout>} layout @param {number[]} steps */
function drawing({ left, right, numberWidth, tracks, told, toldX, traced, height }, steps) {
  const bottom = height - BOTTOM;
  const columns = [right + numberWidth, right + 2 * numberWidth];
  const hasOther = tracks.some(({ other }) => other !== null);
  /** @type {SVGElement[]} */
  const nodes = [];
  if (traced) nodes.push(svg("line", { class: "adam-traced", x1: traced.x, x2: traced.x, y1: TOP - 4, y2: bottom }));
  if (toldX !== traced?.x)
    nodes.push(svg("line", { class: "adam-told", x1: toldX, x2: toldX, y1: TOP - 4, y2: bottom }));
  nodes.push(
    svg("text", { x: columns[0], y: 10, "text-anchor": "end" }, hasOther ? "as it was" : `step ${told}`),
    ...(hasOther ? [svg("text", { x: columns[1], y: 10, "text-anchor": "end" }, "what if")] : []),
    ...[steps[0], steps[steps.length - 1]].map((step, i) =>
      svg(
        "text",
        { class: "figure", x: i ? right : left, y: height - 6, "text-anchor": i ? "end" : "start" },
        String(step),
      ),
    ),
  );
  const isClear = toldX > left + 50 && toldX < right - 50;
  if (isClear)
    nodes.push(
      svg("text", { class: "figure adam-strong", x: toldX, y: height - 6, "text-anchor": "middle" }, `step ${told}`),
    );
  for (const { label, top, zero, path, other, dots, texts, name } of tracks) {
    const middle = top + TRACK / 2 + 4;
    nodes.push(svg("text", { x: 0, y: middle, class: name === "grad" ? "adam-gradient" : null }, label));
    if (zero !== null) nodes.push(svg("line", { class: "adam-zero", x1: left, x2: right, y1: zero, y2: zero }));
    if (other) nodes.push(svg("path", { class: "adam-line adam-other", d: other }));
    nodes.push(svg("path", { class: `adam-line${name === "grad" ? " adam-gradient" : ""}`, d: path }));
    dots.forEach(
      (dot, i) =>
        dot !== null &&
        nodes.push(svg("circle", { class: i ? "adam-dot adam-other" : "adam-dot", cx: toldX, cy: dot, r: 2.5 })),
    );
    texts.forEach(
      (text, i) =>
        text !== null &&
        nodes.push(
          svg(
            "text",
            { class: i ? "figure" : "figure adam-strong", x: columns[i], y: middle, "text-anchor": "end" },
            text,
          ),
        ),
    );
  }
  return nodes;
}
