/**
 * What went wrong, or has to be known, in a sentence, with the details folded and a way on.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

/** @type {Figure} */
export const problem = {
  name: "problem",
  title: "What went wrong",
  caption: "Nothing, as long as this place is empty.",
  settings: {},
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(problemView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function problemView({ host, run: { savedStep } }, dispatch) {
  if (host.problem === null) return html``;
  const { message, details, restart, isNotice } = host.problem;
  const saved = savedStep ? `step ${whole(savedStep)}, the last that was saved` : "the beginning";
  return html`<div class=${classes("problem", { "is-notice": isNotice === true })}>
    <p role=${isNotice ? "status" : "alert"}>${message}${restart ? ` Restarting goes on from ${saved}.` : ""}</p>
    <div class="buttons">
      ${
        restart
          ? button("Restart Python", () => dispatch({ type: "restart-asked" }), { kind: "main" })
          : button("Dismiss", () => dispatch({ type: "problem-dismissed" }))
      }
    </div>
    ${
      details
        ? html`<details>
            <summary>Details</summary>
            <pre tabindex="0">${details}</pre>
          </details>`
        : nothing
    }
  </div>`;
}
