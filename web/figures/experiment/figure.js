/**
 * Change it: a parameter is dragged to another number, and Python says at once what becomes of the loss and of the
 * predictions, beside what the gradient foretells; kept, it is an experiment with a trace of its own. A gradient is
 * checked by nudging it.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Edit} from "../../wire/protocol.js"
 * @import {Param} from "../../wire/trace-format.js"
 * @import {Answer} from "./curve-layout.js"
 * @import {Hand} from "./hand.js"
 * @import {Hold} from "./held.js"
 *
 * @typedef {(action: FigureAction) => void} Dispatch
 */

import { html, nothing } from "lit-html";
import { fixed } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { isOtherMoment } from "../../trace/read.js";
import { passing, text } from "../settings.js";
import { checkView, madeView } from "./made.js";
import { curveView } from "./curve.js";
import { handOn } from "./hand.js";
import { holdOf, numberText, pressed, sweepOf } from "./held.js";
import { worthTrying } from "./pick.js";
import { outcomeView, predictionsView } from "./outcome.js";
import { complaintView, typedView } from "./typed.js";
import "./style.css";

const WIDEST = 480; // of the chart
const ELSEWHERE =
  "This moment is a recording. At the recorded step, or at a step of a run of your own, numbers can be changed.";

/** @type {Figure} */
export const experiment = {
  name: "experiment",
  title: "Change it",
  caption: "Drag a parameter to another number: what the loss does, beside what its gradient foretold.",
  settings: {
    held: passing(text("which parameter of which trace is held at which number: trace-1 wte[0][0]=0.25", "")),
    refused: passing(text("what was typed that is no number, and for which parameter: wte[0][0]=much", "")),
  },
  needsTrace: true,

  asks({ trace, look, settings }) {
    const hold = holdOf(trace, look, settings.held);
    if (!hold || hold.held === null) return [];
    const args = { trace: trace.header.id, ...hold.place };
    return [
      { name: "grab", command: "grab", args: { ...args, values: [hold.held] } },
      { name: "sweep", command: "grab", args: { ...args, values: sweepOf(hold) } },
    ];
  },

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const hand = handOn(dispatch);
    return {
      update: (props) => view.draw(experimentView(props, hand, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {Hand} hand
 * @param {Dispatch} dispatch
 */
function experimentView(props, hand, dispatch) {
  const { trace, look, settings } = props;
  const hold = holdOf(trace, look, settings.held);
  const { experiment: made } = trace.header;
  return html`<section class="experiment" aria-label="Change it">
    ${hold ? holdView(props, hold, hand, dispatch) : pickView(trace, look.cursor, dispatch)}
    ${made ? madeView(made, look.changes, dispatch) : nothing}
  </section>`;
}

/**
 * Nothing is selected that could be changed.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Dispatch} dispatch
 */
const pickView = (trace, cursor, dispatch) =>
  html`<p class="note experiment-pick">Select a parameter, in any picture, to give it another number.</p>
    ${button("Pick one worth trying", () => dispatch({ type: "selected", ref: worthTrying(trace, cursor) }), {
      kind: "small",
    })}`;

/**
 * A parameter, what can be done with it, and what that does.
 *
 * @param {Props} props
 * @param {Hold} hold
 * @param {Hand} hand
 * @param {Dispatch} dispatch
 */
function holdView(props, hold, hand, dispatch) {
  const { trace, look, host, canAsk, answers, width } = props;
  const canTry = canAsk && !look.isTracing;
  const newest = about(hold, answers.grab);
  const across = Math.min(width, WIDEST);
  const letGo = () => dispatch({ type: "set", settings: { held: "" } });
  const keep = () => {
    if (hold.held === null || hold.held === hold.own) return;
    dispatch({ type: "edits-asked", edits: withEdit(trace, { ...hold.place, value: hold.held }) });
  };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const value = canTry ? pressed(hold, event) : null;
    if (value !== null) hand.put(trace, hold, value);
    else if (event.key === "Escape" && hold.held !== null) letGo();
    else if (event.key === "Enter" && canTry) keep();
    else return;
    event.preventDefault(); // the page has these keys too
  };
  /** @param {PointerEvent & {currentTarget: Element}} event */
  const drag = (event) => {
    if (canTry && event.button <= 0) hand.drag(trace, hold, across, event);
  };
  const shown = numberText(hold.held ?? hold.own);
  return html`<p class="title">Change <span class="figure">${hold.name}</span></p>
    <div class="experiment-hold row">
      <span
        class="experiment-number figure"
        role="slider"
        tabindex="0"
        aria-label=${hold.name}
        aria-valuemin=${hold.own - hold.reach}
        aria-valuemax=${hold.own + hold.reach}
        aria-valuenow=${hold.held ?? hold.own}
        aria-valuetext=${newest ? `${shown}, loss ${fixed(newest.loss[0], 4)}` : shown}
        aria-disabled=${String(!canTry)}
        title="Drag, or arrow keys; with Shift in small steps. Enter keeps it, Escape puts it back"
        @pointerdown=${drag}
        @pointermove=${drag}
        @keydown=${press}
        >${shown}</span
      >
      ${typedView(props, hold, canTry, dispatch)}
    </div>
    ${complaintView(props, hold)}
    ${hold.held === null ? html`<p class="note">${hintText(look, host, canAsk)}</p>` : nothing}
    ${
      hold.held === null
        ? nothing
        : html`${curveView(hold, about(hold, answers.sweep), newest, across, (value, event) => {
            if (canTry) hand.point(trace, hold, value, event);
          })}
          ${outcomeView(trace, newest)} ${predictionsView(trace, newest)}`
    }
    <div class="buttons">
      ${
        hold.held === null
          ? nothing
          : html`${button("Keep", keep, {
              kind: "small",
              isDisabled: !canTry || hold.held === hold.own,
            })}
            ${button("Put it back", letGo, { kind: "small" })}`
      }
      ${button("Check its gradient", () => dispatch({ type: "check-asked", ...hold.place }), {
        kind: "small",
        isDisabled: !canTry,
      })}
    </div>
    ${checkView(trace, look.check, hold.place)}`;
}

/**
 * What can be done now, or why nothing can.
 *
 * @param {Props["look"]} look
 * @param {Props["host"]} host
 * @param {boolean} canAsk
 */
function hintText({ trace }, { python }, canAsk) {
  if (canAsk) return "Drag the number, or use the arrow keys: Python computes the loss as it moves.";
  if (trace !== null && isOtherMoment(trace)) return ELSEWHERE;
  if (python.kind === "loading") return "As soon as Python is up, this number can be dragged.";
  if (python.kind === "stopped") return "Python has stopped: once it is restarted, other numbers can be tried.";
  return "Python does not have this step any more: look into it again to try other numbers.";
}

/**
 * An answer, if it is about the parameter that is held.
 *
 * @param {Hold} hold
 * @param {Answer | null | undefined} answer
 */
function about({ place, held }, answer) {
  if (!answer || held === null) return null;
  const isIt = answer.matrix === place.matrix && answer.row === place.row && answer.column === place.column;
  return isIt ? answer : null;
}

/**
 * The edits that are there, and one more.
 *
 * @param {Trace} trace
 * @param {Edit} edit
 * @returns {Edit[]}
 */
function withEdit(trace, edit) {
  const isSame = (/** @type {Param} */ other) =>
    other.matrix === edit.matrix && other.row === edit.row && other.column === edit.column;
  const others = (trace.header.experiment?.edits ?? []).filter((each) => !isSame(each));
  return [...others.map(({ matrix, row, column, after: value }) => ({ matrix, row, column, value })), edit];
}
