/**
 * What happened to one parameter over the kept steps, and what would have with other settings of Adam.
 *
 * @import {Past, Replay} from "../../wire/protocol.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { html, nothing, svg } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { extentOf, nearest, pathOf, round, stepSlider } from "../../draw/chart.js";
import { digits } from "../../draw/format.js";
import { linearScale } from "../../draw/scale.js";
import { style } from "../../draw/style.js";

/** @type {{name: keyof Past, label: string, hasZero: boolean}[]} */
const TRACKS = [
  { name: "value", label: "value", hasZero: false },
  { name: "grad", label: "gradient", hasZero: true },
  { name: "m", label: "m", hasZero: true },
  { name: "sqrt_v", label: "√v", hasZero: true },
  { name: "update", label: "update", hasZero: true },
];
const TRACK = 38; // px, the least height of a line's room
const TALLEST = 72;
const HEADING = 32; // px of what stands above
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
 * @param {number} [track]  px, the height of a line's room
 */
export function historyLayout({ steps, true: past, what_if: other }, traced, step, width, track = TRACK) {
  const [left, numberWidth] = width < NARROW ? [54, 68] : [64, 80];
  const right = width - numberWidth * (other ? 2 : 1) - 4;
  const [first, last] = [steps[0], steps[steps.length - 1]];
  const x = linearScale([first, first === last ? first + 1 : last], [left, right]);
  const isInside = traced >= first && traced <= last;
  const told = nearest(steps, step ?? (isInside ? traced : last));
  const tracks = TRACKS.map(({ name, label, hasZero }, i) => {
    const top = TOP + i * (track + BETWEEN);
    const lines = other ? [past[name], other[name]] : [past[name]];
    const [low, high] = extentOf(lines.flat(), hasZero);
    const y = linearScale([low, high], [top + track, top]);
    return {
      label,
      isGradient: name === "grad",
      middle: top + track / 2 + 4,
      zero: low <= 0 && high >= 0 ? round(y(0)) : null,
      lines: lines.map((numbers) => ({
        path: pathOf(steps, numbers, x, y),
        dot: round(y(numbers[told])),
        text: digits(numbers[told]),
      })),
    };
  });
  return {
    x,
    left,
    right,
    heads: other ? ["as it was", "what if"] : [`step ${steps[told]}`],
    columns: [right + numberWidth, right + 2 * numberWidth],
    height: heightOf(track),
    tracks,
    told: steps[told],
    toldX: round(x(steps[told])),
    tracedX: isInside ? round(x(traced)) : null,
  };
}

/** @param {number} track */
const heightOf = (track) => TOP + TRACKS.length * (track + BETWEEN) + BOTTOM;

/** The height of a line's room, where a parameter's past has so much. @param {number} height */
export const trackIn = (height) =>
  Math.min(Math.max(Math.floor((height - HEADING - heightOf(0)) / TRACKS.length), TRACK), TALLEST);

/**
 * @param {{trace: Trace, replay: Replay | null, step: number | null, width: number, track?: number,
 *   onStep: (step: number | null) => void}} props
 */
export function historyView({ trace, replay, step, width, track = TRACK, onStep }) {
  if (!replay?.steps.length) {
    return html`<p class="heading">Its past</p>
      <div class="adam-no-past" ${style({ height: `${heightOf(track)}px` })}>
        <p class="caption">Its past, step by step, comes when Python has trained some steps.</p>
      </div>`;
  }
  const { steps, matrix, row, column } = replay;
  const name = `${matrix}[${row}][${column}]`;
  const chart = () => {
    const layout = historyLayout(replay, trace.header.step, step, width, track);
    const told = layout.tracks.map(
      ({ label, lines: [past, other] }) => `${label} ${past.text}${other ? ` (what if: ${other.text})` : ""}`,
    );
    const slider = {
      label: `The past of ${name}`,
      text: `step ${layout.told}: ${told.join(", ")}`,
      steps,
      step,
      at: layout.told,
      stepAt: layout.x.invert,
      onStep,
      width,
      height: layout.height,
      kind: width < NARROW ? "is-small" : "",
    };
    return stepSlider(slider, drawing(layout, steps));
  };
  return html`<p class="heading">The past of ${name}, steps ${steps[0]} to ${steps[steps.length - 1]}</p>
    ${guard([replay, trace, step, width, track], chart)}`;
}

/**
 * @param {ReturnType<typeof historyLayout>} layout
 * @param {number[]} steps
 */
function drawing({ left, right, columns, heads, tracks, told, toldX, tracedX, height }, steps) {
  const bottom = height - BOTTOM;
  const isClear = toldX > left + 50 && toldX < right - 50; // of the ends of the axis
  /**
   * @param {string} kind
   * @param {number} x
   */
  const upright = (kind, x) => svg`<line class=${kind} x1=${x} x2=${x} y1=${TOP - 4} y2=${bottom} />`;
  return svg`
    ${tracedX === null ? nothing : upright("adam-traced", tracedX)}
    ${toldX === tracedX ? nothing : upright("adam-told", toldX)}
    ${heads.map((text, i) => svg`<text x=${columns[i]} y="10" text-anchor="end">${text}</text>`)}
    <text class="figure" x=${left} y=${height - 6} text-anchor="start">${steps[0]}</text>
    <text class="figure" x=${right} y=${height - 6} text-anchor="end">${steps[steps.length - 1]}</text>
    ${
      isClear
        ? svg`<text class="figure adam-strong" x=${toldX} y=${height - 6} text-anchor="middle">step ${told}</text>`
        : nothing
    }
    ${tracks.map(({ label, isGradient, middle, zero, lines }) => {
      const kind = isGradient ? "adam-gradient" : "";
      return svg`
        <text class=${kind} x="0" y=${middle}>${label}</text>
        ${zero === null ? nothing : svg`<line class="adam-zero" x1=${left} x2=${right} y1=${zero} y2=${zero} />`}
        ${lines.map(({ path, dot, text }, i) => {
          const own = i ? "adam-other" : "";
          return svg`
            <path class="adam-line ${kind} ${own}" d=${path} />
            <circle class="adam-dot ${own}" cx=${toldX} cy=${dot} r="2.5" />
            <text class="figure ${i ? "" : "adam-strong"}" x=${columns[i]} y=${middle} text-anchor="end"
            >${text}</text>`;
        })}`;
    })}`;
}
