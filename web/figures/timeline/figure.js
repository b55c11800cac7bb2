/**
 * The timeline: the buttons that move through the trace, and the whole of it in one bar with a caret in it. It has the
 * keys of the keymap while the focus is in it.
 *
 * @import {Figure, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { moveOfKey } from "../../draw/keymap.js";
import { sliding } from "../../draw/sliding.js";
import { templateIn } from "../../draw/template.js";
import { flag, passing } from "../settings.js";
import { barView } from "./bar.js";
import { buttonsView, speedView } from "./buttons.js";
import { timelineLayout } from "./layout.js";
import "./style.css";

const STACKED_BELOW = 720;
const BESIDE = 460; // px that buttons and speed take beside the bar

/** @type {Figure} */
export const timeline = {
  name: "timeline",
  title: "Timeline",
  caption: "One training step from its tokens over the loss and back to the update. Drag, or use the arrow keys.",
  settings: { invites: passing(flag("whether it asks to be played", false)) },
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** What the last update was given: what the pointer is over. @type {Props | null} */
    let drawn = null;

    /** @param {number} share */
    function follow(share) {
      if (!drawn) return;
      const { trace, look, width } = drawn;
      const cursor = timelineLayout(trace, look.cursor, 1, width).frameAt(share);
      if (cursor !== look.cursor) dispatch({ type: "go", cursor });
    }
    /** @param {KeyboardEvent} event */
    function press(event) {
      const move = moveOfKey(event);
      if (!move) return;
      event.preventDefault(); // so that a page with keys of its own leaves it alone
      dispatch({ type: "move", move });
    }
    const pointer = sliding(".timeline-bar", follow, () => dispatch({ type: "stopped" }));

    return {
      update(props) {
        drawn = props;
        const isStacked = props.width < STACKED_BELOW;
        const room = props.width - (isStacked ? 0 : BESIDE);
        view.draw(html`<div class=${classes("timeline", { "is-stacked": isStacked })} @keydown=${press}
          >${buttonsView(props, dispatch)}${barView(props, room, pointer)}${speedView(props.look.speed, dispatch)}</div
        >`);
      },
      destroy: view.remove,
    };
  },
};
