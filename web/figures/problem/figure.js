/**
 * What went wrong, or has to be known, in a sentence, with the details folded and a way on.
 *
 * @import {Back, Figure, FigureAction, Props} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { fixed, whole } from "../../draw/format.js";
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
  const { message, details, restart, isNotice, back } = host.problem;
  const saved = savedStep ? `step ${whole(savedStep)}, the last that was saved` : "the beginning";
  return html`<div class=${classes("problem", { "is-notice": isNotice === true })}>
    <p role=${isNotice ? "status" : "alert"}>${message}${restart ? ` Restarting goes on from ${saved}.` : ""}</p>
    ${
      back
        ? backView(back, dispatch)
        : html`<div class="buttons">
            ${
              restart
                ? button("Restart Python", () => dispatch({ type: "restart-asked" }), { kind: "main" })
                : dismissal(dispatch)
            }
          </div>`
    }
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

/**
 * Where a run that has diverged can go on: with the same learning rate it would come to the same end.
 *
 * @param {Back} back
 * @param {(action: FigureAction) => void} dispatch
 */
function backView(back, dispatch) {
  const { run, after, loss, random_guess: guess, documents, learning_rate: rate } = back;
  /** @param {SubmitEvent} event */
  const go = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    dispatch({ type: "go-back-asked", run, back, learningRate: String(form.get("learning_rate")) });
  };
  const [what, its] = after === 0 ? ["parameters as they were drawn are", "their"] : ["model of then is", "its"];
  return html`<form class="back" @submit=${go}>
    <p>
      Training can go on from step ${whole(after)} at another learning rate: the ${what} still there, and ${its} loss on
      ${documents === 1 ? "1 document" : `${whole(documents)} documents`} is <span class="figure">${fixed(loss, 2)}</span>, that of guessing blindly
      <span class="figure">${fixed(guess, 2)}</span>.
    </p>
    <div class="buttons">
      <label
        >Learning rate
        <input class="figure" name="learning_rate" inputmode="decimal" size="8" autocomplete="off" value=${String(rate)}
      /></label>
      <button class="button main">Go back to step ${whole(after)}</button>
      ${dismissal(dispatch)}
    </div>
  </form>`;
}

/** @param {(action: FigureAction) => void} dispatch */
const dismissal = (dispatch) => button("Dismiss", () => dispatch({ type: "problem-dismissed" }));
