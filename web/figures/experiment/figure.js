/**
 * Change it: a parameter is dragged to another number, and Python says at once what becomes of the loss and of the
 * predictions, beside what the gradient foretells; kept, it is an experiment with a trace of its own. A gradient is
 * checked by nudging it.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
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
import { passing, text } from "../settings.js";
import { checkView, madeView, withEdit } from "./made.js";
import { curveView } from "./curve.js";
import { handOn } from "./hand.js";
import { hintText } from "./hint.js";
import { holdOf, numberText, pressed, sweepOf } from "./held.js";
import { worthTrying } from "./pick.js";
import { outcomeView, predictionsView } from "./outcome.js";
import { complaintView, typedView } from "./typed.js";
import "./style.css";

const WIDEST = 480; // of the chart

/** @type {Figure} */
export const experiment = {
  name: "experiment",
  title: "Change it",
  caption: "Drag a parameter to another number: what the loss does, beside what its gradient said.",
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
    const focus = () => /** @type {HTMLElement | null} */ (root.querySelector("[role=slider], button"))?.focus();
    const hand = handOn(dispatch, focus);
    let isSeen = false; // what a held number does
    return {
      update(props) {
        hand.told(props.settings.held);
        const hadFocus = root.contains(document.activeElement);
        view.draw(experimentView(props, hand, dispatch));
        if (hadFocus && !root.contains(document.activeElement)) focus(); // what was pressed is not there any more
        if (root.querySelector(".experiment-curve") && hadFocus && !isSeen) bringIntoView(root);
        isSeen = root.querySelector(".experiment-curve") !== null;
      },
      destroy: view.remove,
    };
  },
};

/**
 * Have the whole seen of what a number does that has just been grabbed, and above all the number.
 *
 * @param {HTMLElement} root
 */
function bringIntoView(root) {
  for (const part of [".experiment-guesses", "[role=slider]"]) {
    root.querySelector(part)?.scrollIntoView({ block: "nearest" });
  }
}

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
    ${hold ? holdView(props, hold, hand, dispatch) : pickView(props, dispatch)}
    ${made ? madeView(made, look.changes, dispatch) : nothing}
  </section>`;
}

/**
 * Nothing is selected that could be changed. Which one is worth trying its gradient says, when that is there; it can be
 * tried when Python is up and makes no other trace.
 *
 * @param {Props} props
 * @param {Dispatch} dispatch
 */
const pickView = ({ trace, look: { cursor, isTracing }, canAsk }, dispatch) =>
  html`<p class="note experiment-pick">Select a parameter, in any picture, to give it another number.</p>
    ${button("Pick one worth trying", () => dispatch({ type: "selected", ref: worthTrying(trace, cursor) }), {
      kind: "small",
      isDisabled: !canAsk || isTracing || !trace.columns.adam_grad,
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
  const now = () => holdOf(trace, look, hand.newest()) ?? hold;
  const keep = () => {
    const { held, own } = now();
    hand.focus();
    if (held !== null && held !== own)
      dispatch({ type: "edits-asked", edits: withEdit(trace, { ...hold.place, value: held }) });
  };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const value = canTry ? pressed(now(), event) : null;
    if (value !== null) hand.put(trace, hold, value);
    else if (event.key === "Escape" && now().held !== null) hand.letGo();
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
        aria-valuetext=${newest?.most ? `${shown}, loss ${fixed(newest.loss[0], 4)}` : shown}
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
    <div class="buttons">
      ${button("Keep", keep, { kind: "small", isDisabled: !canTry || hold.held === null || hold.held === hold.own })}
      ${button("Put it back", hand.letGo, { kind: "small", isDisabled: hold.held === null })}
      ${button("Check its gradient", () => dispatch({ type: "check-asked", ...hold.place }), {
        kind: "small",
        isDisabled: !canTry,
      })}
    </div>
    ${checkView(trace, look.check, hold.place)}
    ${hold.held === null ? html`<p class="note">${hintText(look, host, canAsk)}</p>` : nothing}
    ${
      hold.held === null
        ? nothing
        : html`${curveView(hold, about(hold, answers.sweep), newest, across, (value, event) => {
            if (canTry) hand.point(trace, hold, value, event);
          })}
          ${outcomeView(trace, newest)} ${predictionsView(trace, newest)}`
    }`;
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
