/**
 * The transport: it goes through a passage of a trace, a frame at a time, and says in a sentence what each does, with
 * its numbers. It has the keys of the keymap that lead through a passage while the focus is in it.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {Figure, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { moveOfKey } from "../../draw/keymap.js";
import { sliding } from "../../draw/sliding.js";
import { templateIn } from "../../draw/template.js";
import { framesOf } from "../../trace/places.js";
import { askedBy } from "./moves.js";
import { settings } from "./settings.js";
import "./style.css";
import { barView, buttonsView, sentenceView } from "./view.js";

const STACKED_BELOW = 600;

/** @type {Figure} */
export const transport = {
  name: "transport",
  title: "Transport",
  caption: "What happens in each frame of a passage. Play it, or go through it with the arrow keys.",
  settings,
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** What the last update was given: what the pointer is over. @type {Props | null} */
    let drawn = null;

    /** @param {number} share */
    function follow(share) {
      if (!drawn) return;
      const frames = framesOf(drawn.trace, /** @type {any} */ (drawn.settings));
      const cursor = frames[Math.round(Math.min(Math.max(share, 0), 1) * (frames.length - 1))];
      if (cursor !== drawn.look.cursor) dispatch({ type: "go", cursor });
    }
    /** @param {Move} move */
    function make(move) {
      const action = drawn && askedBy(move, drawn);
      if (drawn?.look.isPlaying && action?.type === "go") dispatch({ type: "stopped" });
      if (action) dispatch(action);
      return action !== null;
    }
    /** @param {KeyboardEvent} event */
    function press(event) {
      const move = moveOfKey(event);
      if (move && make(move)) event.preventDefault(); // so that a page with keys of its own leaves it alone
    }
    const pointer = sliding(".transport-bar", follow, () => dispatch({ type: "stopped" }));

    return {
      update(props) {
        drawn = props;
        const isStacked = props.width < STACKED_BELOW;
        view.draw(html`<div class=${classes("transport", { "is-stacked": isStacked })} @keydown=${press}
          >${buttonsView(props, make)}${barView(props, pointer)}${sentenceView(props)}</div
        >`);
      },
      destroy: view.remove,
    };
  },
};
