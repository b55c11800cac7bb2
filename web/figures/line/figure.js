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
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { widthsOf } from "./code.js";
import { unfinishedText } from "./made.js";
import { stripOf } from "./strip.js";
import "./style.css";

/**
 * How the strip is set, by its width in px. noteSize: a note's letters beside the code's, as the style has them; null
 * where the line is broken, and a note can stand under its own name only.
 */
const SETTINGS = /** @type {const} */ ([
  { name: "phone", below: 560, noteSize: null },
  { name: "middle", below: 860, noteSize: 0.9 },
  { name: "wide", below: Number.POSITIVE_INFINITY, noteSize: 0.8 },
]);

/** @typedef {typeof SETTINGS[number]} Setting */

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
        const setting = /** @type {Setting} */ (SETTINGS.find(({ below }) => width < below));
        const unfinished = unfinishedText(trace, look);
        const now = [trace, cursor, operation, selection, hovered, host.sources, setting, unfinished];
        if (now.every((each, at) => each === drawn[at])) return; // as while other things move
        drawn = now;
        view.draw(stripView(stripOf({ trace, look, host }), setting, askForSource));
      },
      destroy: view.remove,
    };
  },
};

/**
 * @param {Strip} strip
 * @param {Setting} setting
 * @param {() => void} askForSource
 */
const stripView = ({ where, about, statements, isBackward }, { name, noteSize }, askForSource) =>
  html`<div class="line-strip ${isBackward ? "backward" : ""}" data-width=${name}>
    <p class="line-where figure">${where}</p>
    <p class="line-about">${about}</p>
    <div class="line-code listing" role="region" aria-label="The line that runs" tabindex="0">
      ${statements.map((each) => statementView(each, noteSize))}
    </div>
    ${button("the whole file", askForSource, { kind: "small" })}
  </div>`;

/**
 * @param {Strip["statements"][number]} statement
 * @param {number | null} noteSize
 */
function statementView({ pieces, result }, noteSize) {
  const widths = noteSize === null ? [] : widthsOf(pieces, noteSize).map((each) => `${each.toFixed(1)}ch`);
  return html`<code class="line-statement"
    >${pieces.map((piece, at) => pieceView(piece, widths[at] ?? null))}${
      result ? html`<span class="line-result">${result}</span>` : ""
    }</code
  >`;
}

/**
 * @param {Piece} piece
 * @param {string | null} width
 */
const pieceView = ({ runs, note }, width) =>
  note === null
    ? html`<span>${runs.map(runView)}</span>`
    : html`<span class="line-noted" ${style({ "--width": width })}
        ><span>${runs.map(runView)}</span><span class="line-note">${note}</span></span
      >`;

/** @param {Run} run */
const runView = ({ text, kind }) => html`<span class=${kind}>${text}</span>`;
