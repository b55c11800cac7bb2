/**
 * The source pane: the file that is running, the line that made the current frame lit, values in the margin.
 *
 * @import {Figure, FigureAction, Host} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { templateIn } from "../../draw/template.js";
import { nextFrameOfLine } from "../../trace/moves.js";
import { linesOfFrames, marginOf } from "./margin.js";
import "./style.css";

/** @typedef {{trace: Trace, cursor: number, sources: Host["sources"]}} Drawn */

/** @type {Figure} */
export const source = {
  name: "source",
  title: "Source",
  caption: "The line that made the current frame is lit; what a line made stands beside it. Click one to go there.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** @type {Drawn | null} */
    let drawn = null;
    let seen = ""; // the line that was scrolled to
    return {
      update({ trace, look: { cursor }, host: { sources } }) {
        if (drawn?.trace === trace && drawn.cursor === cursor && drawn.sources === sources) return;
        drawn = { trace, cursor, sources };
        const { file, line } = placeOf(trace, cursor);
        view.draw(sourceView(drawn, file, line, dispatch));
        if (seen !== `${file}:${line}` && scrollToLit(root)) seen = `${file}:${line}`;
      },
      destroy: view.remove,
    };
  },
};

/**
 * The line that made a frame; of a frame without a stage, that of the function that does its whole phase.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
function placeOf({ frames, stages, header }, cursor) {
  const { stage, phase } = frames[cursor];
  return stage === null ? header.functions[/** @type {"tokens" | "backward" | "adam"} */ (phase)] : stages[stage];
}

/**
 * @param {Drawn} drawn
 * @param {string} file
 * @param {number} lit
 * @param {(action: FigureAction) => void} dispatch
 */
function sourceView({ trace, cursor, sources }, file, lit, dispatch) {
  const margin = marginOf(trace, cursor, file);
  const clickable = linesOfFrames(trace).get(file);
  const isBack = trace.frames[cursor].phase === "backward";
  /** @param {Event} event */
  const choose = ({ target }) => {
    const line = Number(/** @type {Element} */ (target).closest("li")?.dataset.line);
    const next = nextFrameOfLine(trace, cursor, file, line);
    if (next !== null) dispatch({ type: "go", cursor: next });
  };
  return html`<div class="source-pane">
    <p class="title figure">${file}</p>
    <div class="source listing" tabindex="0" role="region" aria-label="Lines of the source">
      <ol class="list" @click=${choose}>
        ${(sources[file] ?? []).map((code, index) => {
          const line = index + 1;
          const isLit = line === lit;
          const flags = { lit: isLit, backward: isLit && isBack, clickable: Boolean(clickable?.has(line)) };
          return html`<li data-line=${line} class=${classes("", flags)} aria-current=${isLit ? "true" : nothing}>
            <span class="linenos">${line}</span><code .innerHTML=${code || " "}></code
            ><span class="margin figure">${margin.get(line) ?? ""}</span>
          </li>`;
        })}
      </ol>
    </div>
  </div>`;
}

/**
 * Bring the lit line to the middle; whether there is one.
 *
 * @param {HTMLElement} root
 */
function scrollToLit(root) {
  const [scroller, lit] = [root.querySelector(".source"), root.querySelector(".lit")];
  if (!scroller || !lit) return false;
  const [frame, line] = [scroller.getBoundingClientRect(), lit.getBoundingClientRect()];
  scroller.scrollTop += line.top + line.height / 2 - (frame.top + frame.height / 2);
  return true;
}
