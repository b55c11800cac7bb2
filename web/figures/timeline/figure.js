/**
 * The timeline: the whole trace in one bar, a caret in it, and the buttons that move it. It has the keys of the keymap
 * while the focus is in it.
 *
 * @import {Context, Figure, Look, Props} from "../figure.js"
 * @import {Move} from "../../draw/keymap.js"
 */

import { html, svg } from "lit-html";
import { whole } from "../../draw/format.js";
import { KEYMAP, moveOfKey } from "../../draw/keymap.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { operationCount, SPEEDS } from "../../trace/moves.js";
import { frameName } from "../../trace/names.js";
import { timelineLayout } from "./layout.js";
import "./style.css";

const HEIGHT = 44;
const BAR = { top: 4, height: 22 };
const FOOT = BAR.top + BAR.height + 4;

/** @type {readonly (readonly (readonly [move: Move, text: string, name: string])[])[]} */
const BUTTONS = [
  [
    ["first", "⇤", "first frame"],
    ["back", "←", "back"],
    ["play", "Play", "play"],
    ["next", "→", "next"],
    ["last", "⇥", "last frame"],
  ],
  [
    ["into", "Into", "into the scalar operations"],
    ["out", "Out", "out again"],
  ],
  [
    ["next-segment", "Next position", "next position"],
    ["next-phase", "Next phase", "next phase"],
  ],
];

/** @type {Figure} */
export const timeline = {
  name: "timeline",
  title: "Timeline",
  caption: "One training step from its tokens to Adam: drag the caret, or walk it frame by frame.",
  settings: {},
  needsTrace: true,

  mount(root, context) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(timelineView(props, context)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {Context} context
 */
function timelineView(props, { dispatch }) {
  const { trace, look } = props;
  const { cursor, operation, isPlaying, speed } = look;
  const [count, operations] = [trace.frames.length, operationCount(trace, cursor)];
  const inside = operation === null ? "" : `, operation ${whole(operation + 1)} of ${whole(operations)}`;
  const name = `${frameName(trace, cursor)}${inside}`;
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const move = moveOfKey(event);
    if (!move) return;
    event.preventDefault();
    dispatch({ type: "move", move });
  };
  /** @param {Event & {currentTarget: HTMLSelectElement}} event */
  const setSpeed = ({ currentTarget: { value } }) => dispatch({ type: "speed-set", speed: Number(value) });
  /** @param {readonly [Move, string, string]} button */
  const button = ([move, text, called]) =>
    html`<button
      type="button"
      class="button small"
      aria-label=${move === "play" && isPlaying ? "stop" : called}
      title="${called} (${KEYMAP.find((each) => each.move === move)?.shown})"
      .disabled=${isNowhere(move, look, count, operations)}
      @click=${() => dispatch({ type: "move", move })}
    >
      ${move === "play" && isPlaying ? "Stop" : text}
    </button>`;
  return html`<div @keydown=${press}>
    <div class="timeline-buttons row" role="group" aria-label="Move through the step">
      ${BUTTONS.map((group) => html`<span class="button-row">${group.map(button)}</span>`)}
      <label class="field"
        ><select aria-label="frames a second" @change=${setSpeed}>
          ${options(
            SPEEDS.map((each) => ({ value: String(each), text: String(each) })),
            String(speed),
          )}
        </select>
        frames a second</label
      >
    </div>
    <output class="where" aria-live="off">${`${whole(cursor + 1)} / ${whole(count)}  ${name}`}</output>
    ${barView(props, name, dispatch)}
  </div>`;
}

/**
 * Whether a move leads nowhere from here.
 *
 * @param {Move} move
 * @param {Look} look
 * @param {number} count  of frames
 * @param {number} operations
 */
function isNowhere(move, { cursor, operation }, count, operations) {
  if (move === "play") return false;
  if (move === "into") return operations === 0 || operation !== null;
  if (move === "out") return operation === null;
  if (move === "first" || move === "back") return cursor === 0 && !operation;
  return cursor === count - 1 && operation === null;
}

/**
 * @param {Props} props
 * @param {string} name  of the frame
 * @param {Context["dispatch"]} dispatch
 */
function barView({ trace, look: { cursor }, width }, name, dispatch) {
  const { segments, caret, frameAt } = timelineLayout(trace, cursor, width);
  /** @param {PointerEvent & {currentTarget: Element}} event */
  const follow = ({ clientX, currentTarget }) => {
    const to = frameAt(clientX - currentTarget.getBoundingClientRect().left);
    if (to !== cursor) dispatch({ type: "go", cursor: to });
  };
  /** @param {PointerEvent & {currentTarget: Element}} event */
  const take = (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    dispatch({ type: "stopped" });
    follow(event);
  };
  /** @param {PointerEvent & {currentTarget: Element}} event */
  const drag = (event) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
  };
  return html`<svg
    class="timeline-bar"
    role="slider"
    tabindex="0"
    aria-label="Frame of the step"
    aria-valuemin="1"
    aria-valuemax=${trace.frames.length}
    aria-valuenow=${cursor + 1}
    aria-valuetext=${name}
    width=${width}
    height=${HEIGHT}
    viewBox="0 0 ${width} ${HEIGHT}"
    @pointerdown=${take}
    @pointermove=${drag}
  >
    ${segments.map(
      ({ phase, x, width: own, text, isCurrent }) =>
        svg`<g transform="translate(${x},0)" data-phase=${phase} class=${isCurrent ? "current" : ""}>
          <rect y=${BAR.top} width=${own} height=${BAR.height}></rect>
          <text x=${own / 2} y=${BAR.top + BAR.height / 2} dy="0.35em" text-anchor="middle">${text}</text>
        </g>`,
    )}
    <g class="caret" transform="translate(${caret},0)">
      <line y1="0" y2=${FOOT}></line>
      <circle r="5" cy=${FOOT}></circle>
    </g>
  </svg>`;
}
