/**
 * Now: what happens at the cursor, in words and with the numbers of the element in focus put in; or all that is known
 * of the thing that is pointed at or selected.
 *
 * @import {Figure} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Topic} from "../../trace/words.js"
 * @import {Pane} from "./pane.js"
 *
 * @typedef {{trace: Trace, key: string, pane: Pane}} Said
 */

import { html } from "lit-html";
import { actsOf } from "../../draw/acts.js";
import { templateIn } from "../../draw/template.js";
import { moreView } from "./more.js";
import { paneOf } from "./pane.js";
import { settings } from "./settings.js";
import "./style.css";
import { TOPICS } from "./topics.js";
import { headView, paneView } from "./view.js";

/** @type {Figure} */
export const now = {
  name: "now",
  title: "Now",
  caption: "What happens at this moment, or of the number you point at, with the numbers put in.",
  settings,
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** @type {import("./view.js").Hands} */
    const hands = {
      select: (ref) => dispatch({ type: "selected", ref }),
      hover: (ref) => dispatch({ type: "hovered", ref }),
      open: (more) => dispatch({ type: "set", settings: { more } }),
    };
    /** @param {KeyboardEvent} event */
    function press(event) {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      hands.open("");
    }
    /** What was said last: as a frame is entered the words stay, and only the sum adds up. @type {Said | null} */
    let said = null;
    return {
      update({ trace, look, settings }) {
        const { cursor, operation, hovered, selection } = look;
        const key = JSON.stringify([cursor, operation, hovered, selection]);
        if (said?.trace !== trace || said.key !== key) said = { trace, key, pane: paneOf(trace, look) };
        const { pane } = said;
        const more = /** @type {Topic | ""} */ (settings.more);
        const hadFocus = root.contains(document.activeElement);
        view.draw(html`<div class="now" tabindex="-1" @keydown=${more ? press : null}>
          ${headView(pane, more, hands)} ${more ? moreView(TOPICS[more]) : paneView(pane, actsOf(look.t), hands)}
        </div>`);
        // what had it may be gone with the thing it was about
        if (hadFocus && !root.contains(document.activeElement)) {
          /** @type {HTMLElement} */ (root.querySelector(".now")).focus({ preventScroll: true });
        }
      },
      destroy: view.remove,
    };
  },
};
