/**
 * Above the pictures of two runs that stand side by side: whose each is, what differs, which step it shows, and why
 * there is none. Where there is room for one of them only, which it is.
 *
 * @import {Run} from "../figures/figure.js"
 * @import {PageState} from "../state/page.js"
 *
 * @typedef {"A" | "B"} Side
 */

import { html, nothing } from "lit-html";
import { whole } from "../draw/format.js";
import { button } from "../draw/parts.js";
import { templateIn } from "../draw/template.js";
import { NAMES } from "../figures/comparison/layout.js";
import { differences } from "../figures/comparison/words.js";
import { OTHER, traceOfLook } from "../state/page.js";

const MOST = 3; // differences that there is room for

/**
 * @param {HTMLElement} root
 * @param {{look: string, choose: (side: Side) => void, end: () => void}} page  look: that the run's own picture is of
 * @returns {(state: PageState, side: Side | null) => void}  null: there are no two
 */
export function sidesIn(root, { look, choose, end }) {
  const view = templateIn(root);
  return (state, side) => view.draw(side === null ? html`${nothing}` : sidesView(state, side));

  /** @param {PageState} state @param {Side} side */
  function sidesView(state, side) {
    const runs = [state.runs[state.looks[look].run], state.runs[OTHER]];
    const changed = differences(runs[0].live.description, runs[1].live.description).slice(0, MOST);
    const shown = [shownText(state, look), [otherText(state), shownText(state, OTHER)].filter(Boolean).join(" ")];
    return html`<div class="lab-sides" role="radiogroup" aria-label="Whose picture">
      ${NAMES.map((name, index) => {
        const own = changed.map((row) => `${row.name} ${row.values[index]}`).join(", ");
        return html`<label data-run=${name}
          ><input type="radio" name="side" value=${name} .checked=${side === name} @change=${() => choose(name)} />
          <span><b>${name}</b> ${own} ${shown[index]}</span></label
        >`;
      })}
      ${button("A alone", end, { kind: "small" })}
    </div>`;
  }
}

/** Which step a picture is of. @param {PageState} state @param {string} look */
function shownText(state, look) {
  const trace = traceOfLook(state, look);
  return trace === null ? "" : `· “${trace.header.doc}”, step ${whole(trace.header.step)}`;
}

/** Why there is no picture of B, or not the one that is wanted; nothing if there is. @param {PageState} state */
function otherText(state) {
  const { lost, origin, activity } = state.runs[OTHER];
  const { complaint, isTracing } = state.looks[OTHER];
  if (complaint) return `· ${complaint}`;
  if (origin === null) return "· its Python is starting";
  if (isTracing) return "· its picture is being made";
  if (traceOfLook(state, OTHER)) return "";
  if (lost) return "· its Python has stopped: train it on, and its picture comes";
  return activity === "idle" ? "" : "· its picture comes when it stops";
}
