/**
 * What happened to one parameter over the kept steps, and what would have with other settings of Adam.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Replay} from "../../wire/protocol.js"
 *
 * @typedef {{beta1: number, beta2: number, learning_rate: number}} Settings
 */

import { scaleLinear } from "d3-scale";
import { html, svg } from "lit-html";
import { extentOf, nearest, pathOf, round, stepsChart } from "../../draw/chart.js";
import { digits } from "../../draw/format.js";
import { expressionOf } from "../../trace/names.js";

const TRACKS = /** @type {const} */ ([
  { name: "value", label: "value", hasZero: false },
  { name: "grad", label: "gradient", hasZero: true },
  { name: "m", label: "m", hasZero: true },
  { name: "sqrt_v", label: "\u221av", hasZero: true },
  { name: "update", label: "update", hasZero: true },
]);
const TRACK = 38;
const BETWEEN = 10;
const TOP = 18;
const BOTTOM = 20;
const NARROW = 460;

/**
 * Where the lines of a parameter's past are, in px, and which numbers stand beside them.
 *
 * @param {Replay} replay
 * @param {number} traced  the step that the trace is of
 * @param {number | null} step  the one that is pointed at
 * @param {number} width
 */
function historyLayout({ steps, true: past, what_if: other }, traced, step, width) {
  const isNarrow = width < NARROW;
  const numberWidth = isNarrow ? 68 : 80;
  const left = isNarrow ? 54 : 64;
  const right = width - numberWidth * (other ? 2 : 1) - 4;
  const [first, last] = [steps[0], steps[steps.length - 1]];
  const x = scaleLinear([first, first === last ? first + 1 : last], [left, right]);
  const isInside = traced >= first && traced <= last;
  const told = nearest(steps, step ?? (isInside ? traced : last));
  const tracks = TRACKS.map(({ name, label, hasZero }, i) => {
    const top = TOP + i * (TRACK + BETWEEN);
    const replayed = other && name !== "grad" ? other[name] : null; // the gradient is the same
    const [low, high] = extentOf(replayed ? [...past[name], ...replayed] : past[name], hasZero);
    const y = scaleLinear([low, high], [top + TRACK, top]);
    return {
      name,
      label,
      middle: top + TRACK / 2 + 4,
      zero: low <= 0 && high >= 0 ? round(y(0)) : null,
      lines: [past[name], replayed].flatMap((numbers, which) =>
        numbers
          ? [{ which, path: pathOf(steps, numbers, x, y), dot: round(y(numbers[told])), text: digits(numbers[told]) }]
          : [],
      ),
    };
  });
  return {
    x,
    left,
    right,
    columns: [right + numberWidth, right + 2 * numberWidth],
    height: TOP + TRACKS.length * (TRACK + BETWEEN) + BOTTOM,
    tracks,
    told: steps[told],
    toldX: round(x(steps[told])),
    tracedX: isInside ? round(x(traced)) : null,
  };
}

/**
 * @param {{trace: Trace, replay: Replay | null, step: number | null, width: number}} props
 * @param {(step: number | null) => void} onStep
 */
export function historyView({ trace, replay, step, width }, onStep) {
  if (!replay || replay.steps.length === 0) {
    return html`<p class="heading">Its past</p>
      <p class="caption">Its past, step by step, comes when Python has trained some steps.</p>`;
  }
  const { steps, row, column } = replay;
  const layout = historyLayout(replay, trace.header.step, step, width);
  const matrix = trace.matrices.findIndex(({ name }) => name === replay.matrix);
  const name = expressionOf(trace, { kind: "param", matrix, row, column });
  const told = layout.tracks.map(({ label, lines: [past, other] }) => {
    return `${label} ${past.text}${other ? ` (what if: ${other.text})` : ""}`;
  });
  const props = {
    kind: width < NARROW ? "is-small" : "",
    width,
    height: layout.height,
    label: `The past of ${name}`,
    says: `step ${layout.told}: ${told.join(", ")}`,
    steps,
    at: layout.told,
    stepAt: (/** @type {number} */ px) => layout.x.invert(px),
    onStep,
  };
  return html`<p class="heading">The past of ${name}, steps ${steps[0]} to ${steps[steps.length - 1]}</p>
    ${stepsChart(props, drawing(layout, steps, replay.what_if !== null))}`;
}

/**
 * @param {ReturnType<typeof historyLayout>} layout
 * @param {number[]} steps
 * @param {boolean} hasOther
 */
function drawing({ left, right, columns, tracks, told, toldX, tracedX, height }, steps, hasOther) {
  const bottom = height - BOTTOM;
  const isClear = toldX > left + 50 && toldX < right - 50;
  /**
   * @param {string} kind
   * @param {number} x
   */
  const upright = (kind, x) => svg`<line class=${kind} x1=${x} x2=${x} y1=${TOP - 4} y2=${bottom}></line>`;
  /**
   * @param {string} kind
   * @param {number} x
   * @param {number} y
   * @param {string} anchor
   * @param {string} text
   */
  const words = (kind, x, y, anchor, text) =>
    svg`<text class=${kind} x=${x} y=${y} text-anchor=${anchor}>${text}</text>`;
  return [
    tracedX === null ? "" : upright("adam-traced", tracedX),
    toldX === tracedX ? "" : upright("adam-told", toldX),
    words("", columns[0], 10, "end", hasOther ? "as it was" : `step ${told}`),
    hasOther ? words("", columns[1], 10, "end", "what if") : "",
    words("figure", left, height - 6, "start", String(steps[0])),
    words("figure", right, height - 6, "end", String(steps[steps.length - 1])),
    isClear ? words("figure adam-strong", toldX, height - 6, "middle", `step ${told}`) : "",
    tracks.map(({ name, label, middle, zero, lines }) => {
      const colour = name === "grad" ? "adam-gradient" : "";
      const last = lines.toReversed(); // what was lies over what would have been
      return [
        words(colour, 0, middle, "start", label),
        zero === null ? "" : svg`<line class="adam-zero" x1=${left} x2=${right} y1=${zero} y2=${zero}></line>`,
        last.map(({ which, path }) => svg`<path class="adam-line ${which ? "adam-other" : colour}" d=${path}></path>`),
        lines.map(
          ({ which, dot }) =>
            svg`<circle class="adam-dot ${which ? "adam-other" : ""}" cx=${toldX} cy=${dot} r="2.5"></circle>`,
        ),
        lines.map(({ which, text }) =>
          words(which ? "figure" : "figure adam-strong", columns[which], middle, "end", text),
        ),
      ];
    }),
  ];
}
