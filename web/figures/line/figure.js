/**
 * The line that runs: the statement of Python that does what the frame shows, whole, with the numbers of the element in
 * focus under their names.
 *
 * @import {Figure} from "../figure.js"
 * @import {Piece, Run} from "./code.js"
 * @import {Strip} from "./strip.js"
 */

import { html } from "lit-html";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { stripOf } from "./strip.js";
import "./style.css";

const NARROW = 800; // px: the code is set smaller, and the button stands above it

/** @type {Figure} */
export const line = {
  name: "line",
  title: "The line that runs",
  caption: "The line of Python that does what is shown, with its numbers under their names.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const askForSource = () => dispatch({ type: "source-asked" });
    /** What was drawn last depends on nothing else. @type {unknown[]} */
    let drawn = [];
    return {
      update({ trace, look, host, width }) {
        const { cursor, operation, selection, hovered } = look;
        const now = [trace, cursor, operation, selection, hovered, host.sources, width < NARROW];
        if (now.every((each, at) => each === drawn[at])) return; // as while the motion into a frame goes on
        drawn = now;
        view.draw(stripView(stripOf({ trace, look, host }), width < NARROW, askForSource));
      },
      destroy: view.remove,
    };
  },
};

/**
 * @param {Strip} strip
 * @param {boolean} isNarrow
 * @param {() => void} askForSource
 */
const stripView = ({ where, about, statements }, isNarrow, askForSource) =>
  html`<div class="line-strip" data-width=${isNarrow ? "narrow" : "wide"}>
    <p class="line-where"><span class="figure">${where}</span> <span class="line-about">${about}</span></p>
    <div class="line-code listing" role="region" aria-label="The line that runs" tabindex="0">
      ${statements.map(
        ({ pieces, result }) =>
          html`<code class="line-statement"
            >${pieces.map(pieceView)}${result ? html`<span class="line-result">${result}</span>` : ""}</code
          >`,
      )}
    </div>
    ${button("the whole file", askForSource, { kind: "small" })}
  </div>`;

/** @param {Piece} piece */
const pieceView = ({ runs, note }) =>
  note === null
    ? html`<span class="line-plain">${runs.map(runView)}</span>`
    : html`<span class="line-noted"><span>${runs.map(runView)}</span><span class="line-note">${note}</span></span>`;

/** @param {Run} run */
const runView = ({ text, kind }) => html`<span class=${kind}>${text}</span>`;
