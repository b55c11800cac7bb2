/**
 * The timeline: the whole trace in one bar, a caret in it, and the buttons that move it. It has the keys of the keymap
 * while the focus is in it.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { html, svg } from "lit-html";
import { tokenText, whole } from "../../draw/format.js";
import { KEYMAP, moveOfKey, SPEEDS } from "../../draw/keymap.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { operationCount, operationWord, segmentAt } from "../../trace/moves.js";
import { frameExpression, frameText } from "../../trace/names.js";
import { timelineLayout } from "./layout.js";
import "./style.css";

const HEIGHT = 44;
const BAR = { top: 4, height: 22 };
const SPEED_OPTIONS = SPEEDS.map((speed) => ({ value: String(speed), text: String(speed) }));

/** @type {Figure} */
export const timeline = {
  name: "timeline",
  title: "Timeline",
  caption: "One training step from its tokens over the loss and back to Adam. Drag, or use the arrow keys.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** What the last update was given: what the pointer is over. @type {Props | null} */
    let drawn = null;

    /** @param {PointerEvent & {currentTarget: Element}} event */
    function follow({ clientX, currentTarget }) {
      if (!drawn) return;
      const { trace, look, width } = drawn;
      const { frameAt } = timelineLayout(trace, look.cursor, width);
      const cursor = frameAt(clientX - currentTarget.getBoundingClientRect().left);
      if (cursor !== look.cursor) dispatch({ type: "go", cursor });
    }
    /** @param {KeyboardEvent} event */
    function press(event) {
      const move = moveOfKey(event);
      if (!move) return;
      event.preventDefault(); // so that a page with keys of its own leaves it alone
      dispatch({ type: "move", move });
    }
    const pointer = {
      /** @param {PointerEvent & {currentTarget: Element}} event */
      down: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dispatch({ type: "stopped" });
        follow(event);
      },
      /** @param {PointerEvent & {currentTarget: Element}} event */
      move: (event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
      },
    };

    return {
      update(props) {
        drawn = props;
        view.draw(html`<div @keydown=${press}>${buttonsView(props, dispatch)} ${barView(props, pointer)}</div>`);
      },
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function buttonsView({ trace, look }, dispatch) {
  const { cursor, operation, isPlaying, speed } = look;
  const operations = operationCount(trace, cursor);
  const [isFirst, isLast] = [cursor === 0 && !operation, cursor === trace.frames.length - 1 && operation === null];
  /**
   * @param {Move} move
   * @param {string} text
   * @param {string} name
   * @param {boolean} [isDisabled]
   */
  const button = (move, text, name, isDisabled = false) => {
    const key = KEYMAP.find((each) => each.move === move)?.shown ?? "";
    return html`<button
      type="button"
      class="button small"
      aria-label=${name}
      title="${name} (${key})"
      .disabled=${isDisabled}
      @click=${() => dispatch({ type: "move", move })}
      >${text}</button
    >`;
  };
  /** @param {Event & {currentTarget: HTMLSelectElement}} event */
  const setSpeed = ({ currentTarget }) => dispatch({ type: "speed-set", speed: Number(currentTarget.value) });
  return html`<div class="timeline-buttons row" role="group" aria-label="Move through the step">
    <span class="button-row"
      >${button("first", "⇤", "first frame", isFirst)}${button("back", "←", "back", isFirst)}${
        isPlaying ? button("play", "Stop", "stop") : button("play", "Play", "play")
      }${button("next", "→", "next", isLast)}${button("last", "⇥", "last frame", isLast)}</span
    >
    <span class="button-row"
      >${button("into", "Into", "into this frame", operations === 0 || operation !== null)}${button(
        "out",
        "Out",
        "out again",
        operation === null,
      )}</span
    >
    <span class="button-row"
      >${button("next-segment", "Next position", "next position", isLast)}${button(
        "next-phase",
        "Next phase",
        "next phase",
        isLast,
      )}</span
    >
    <label class="field"
      ><select aria-label="frames a second" @change=${setSpeed}>${options(SPEED_OPTIONS, String(speed))}</select>
      frames a second</label
    >
  </div>`;
}

/**
 * @param {Props} props
 * @param {Record<"down" | "move", (event: any) => void>} pointer
 */
function barView({ trace, look, width }, { down, move }) {
  const { cursor, operation } = look;
  const { segments, caret } = timelineLayout(trace, cursor, width);
  const at = segmentAt(trace, cursor);
  const count = trace.frames.length;
  const inside =
    operation === null ? "" : `, ${operationWord(trace, cursor)} ${whole(operation + 1)} of ${whole(operationCount(trace, cursor))}`;
  const name = `${frameText(trace, cursor)}${inside}`;
  const expression = frameExpression(trace, cursor);
  return html`<output class="where" aria-live="off"
      >${`${whole(cursor + 1)} / ${whole(count)}  ${name}`} ${expression ? html`<code>${expression}</code>` : ""}</output
    >
    <svg
      class="timeline-bar"
      role="slider"
      tabindex="0"
      aria-label="Frame of the step"
      aria-valuemin="1"
      aria-valuemax=${count}
      aria-valuenow=${cursor + 1}
      aria-valuetext=${name}
      width=${width}
      height=${HEIGHT}
      viewBox="0 0 ${width} ${HEIGHT}"
      @pointerdown=${down}
      @pointermove=${move}
    >
      ${segments.map(({ x, width: wide, phase, label }, index) => {
        const text = tokenText(label);
        return svg`<g transform="translate(${x},0)" data-phase=${phase} class=${index === at ? "current" : ""}
          ><rect y=${BAR.top} width=${wide} height=${BAR.height} /><text x=${wide / 2} y=${BAR.top + BAR.height / 2}
            dy="0.35em" text-anchor="middle">${text.length * 7.5 + 4 < wide ? text : ""}</text></g>`;
      })}
      <g class="caret" transform="translate(${caret},0)">
        <line y1="0" y2=${BAR.top + BAR.height + 4} />
        <circle r="5" cy=${BAR.top + BAR.height + 4} />
      </g>
    </svg>`;
}
