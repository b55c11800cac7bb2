/**
 * The source: the file that is running, the line that made the current frame lit, numbers in the margin.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { templateIn } from "../../draw/template.js";
import { nextFrameOfLine } from "../../trace/moves.js";
import { marginOf } from "./margin.js";
import "./style.css";

/** @type {Figure} */
export const source = {
  name: "source",
  title: "Source",
  caption: "The line that made what is lit, in the file that runs. A click on a line goes to the next frame it makes.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** @type {Props | null} */
    let drawn = null;
    let scrolledTo = ""; // the line that was last brought to the middle
    return {
      update(props) {
        const { trace, look, host } = props;
        const isSame = drawn?.trace === trace && drawn.look.cursor === look.cursor;
        if (isSame && drawn?.host.sources === host.sources) return; // as while the motion into a frame goes on
        drawn = props;
        const { file, line } = placeOf(props);
        view.draw(sourceView(props, dispatch));
        const lit = /** @type {HTMLElement | null} */ (root.querySelector(".lit"));
        const place = `${file}:${line}`;
        if (!lit || place === scrolledTo) return;
        const scroller = /** @type {HTMLElement} */ (lit.closest(".source"));
        scroller.scrollTop = lit.offsetTop - scroller.offsetTop - scroller.clientHeight / 2 + lit.offsetHeight / 2;
        scrolledTo = place;
      },
      destroy: view.remove,
    };
  },
};

/**
 * The line that did what the frame shows.
 *
 * @param {Props} props
 */
function placeOf({ trace, look }) {
  const { stage, phase } = trace.frames[look.cursor];
  if (stage !== null) return trace.stages[stage];
  return trace.header.functions[/** @type {"tokens" | "backward" | "adam"} */ (phase)];
}

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function sourceView(props, dispatch) {
  const { trace, look, host } = props;
  const { file, line } = placeOf(props);
  const isBackward = trace.frames[look.cursor].phase === "backward";
  const margin = marginOf(trace, look.cursor, file);
  const clickable = new Set(trace.stages.filter((stage) => stage.file === file).map((stage) => stage.line));
  const lines = (host.sources[file] ?? []).map((code, index) => ({ code, number: index + 1 }));

  /** @param {number} at */
  function go(at) {
    const cursor = clickable.has(at) ? nextFrameOfLine(trace, look.cursor, file, at) : null;
    if (cursor !== null) dispatch({ type: "go", cursor });
  }
  return html`<div class="source-pane">
    <p class="title figure">${file}</p>
    <div class="source listing" tabindex="0" role="region" aria-label="Lines of the source">
      <ol class="list">
        ${lines.map(({ code, number }) => {
          const isLit = number === line;
          const classes = [isLit && "lit", isLit && isBackward && "backward", clickable.has(number) && "clickable"];
          return html`<li
            data-line=${number}
            class=${classes.filter(Boolean).join(" ")}
            aria-current=${isLit ? "true" : nothing}
            @click=${() => go(number)}
            ><span class="linenos">${number}</span><code .innerHTML=${code || " "}></code
            ><span class="margin figure">${margin.get(number) ?? ""}</span></li
          >`;
        })}
      </ol>
    </div>
  </div>`;
}
