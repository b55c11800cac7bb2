/**
 * The source: a file that runs, the statements that do what the frame shows lit, numbers in the margin.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 * @import {Place} from "../../wire/trace-format.js"
 */

import { html, nothing } from "lit-html";
import { markup } from "../../draw/markup.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { runningAt } from "../../trace/lines.js";
import { nextFrameOfLine } from "../../trace/moves.js";
import { marginOf } from "./margin.js";
import { settings } from "./settings.js";
import "./style.css";

const HEIGHT = 420; // px: of a file that is longer than anything is high
const ROOM = 980; // px that the longest lines and the margin beside them take

/** @type {Figure} */
export const source = {
  name: "source",
  title: "Source",
  caption: "The lines that do what is shown, in the file that runs. A click on a line goes to the next frame it makes.",
  settings,
  needsTrace: true,
  height: () => HEIGHT,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** What was drawn last depends on nothing else. @type {unknown[]} */
    let drawn = [];
    let scrolledTo = ""; // the line that was last brought to the middle
    return {
      update(props) {
        const { trace, look, host, settings, width } = props;
        const { cursor, operation, selection, hovered } = look;
        const now = [trace, cursor, operation, selection, hovered, host.sources, settings.file, width >= ROOM];
        if (now.every((each, at) => each === drawn[at])) return; // as while the motion into a frame goes on
        drawn = now;
        const page = pageOf(props);
        view.draw(sourceView(props, page, dispatch));
        const lit = /** @type {HTMLElement | null} */ (root.querySelector(".lit"));
        const place = `${page.file}:${page.lit[0]?.line}`;
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
 * The file that is shown, and which of its statements are lit: those that run, and backwards the forward one whose
 * gradients they add up.
 *
 * @param {Props} props
 * @returns {{file: string, running: string, lit: Place[], around: Place[]}}
 */
function pageOf({ trace, look, host, settings }) {
  const { places, around } = runningAt(trace, look);
  const running = places[0].file;
  const file = settings.file in host.sources ? settings.file : running;
  const { stage } = trace.frames[look.cursor];
  const made = stage === null ? [] : [trace.stages[stage]];
  const isHere = (/** @type {Place} */ place) => place.file === file;
  return { file, running, lit: (file === running ? places : made).filter(isHere), around: around.filter(isHere) };
}

/**
 * @param {Props} props
 * @param {ReturnType<typeof pageOf>} page
 * @param {(action: FigureAction) => void} dispatch
 */
function sourceView(props, { file, running, lit, around }, dispatch) {
  const { trace, look, host, width } = props;
  const isBackward = trace.frames[look.cursor].phase === "backward";
  const margin = width >= ROOM ? marginOf(trace, look.cursor, file) : new Map();
  const clickable = new Set(trace.stages.filter((stage) => stage.file === file).map((stage) => stage.line));
  const lines = (host.sources[file] ?? []).map((code, index) => ({ code, number: index + 1 }));
  const names = file in host.sources ? Object.keys(host.sources) : [file]; // while none have come
  const files = names.map((each) => ({ value: each, text: each }));

  /** @param {number} at */
  function go(at) {
    const cursor = clickable.has(at) ? nextFrameOfLine(trace, look.cursor, file, at) : null;
    if (cursor !== null) dispatch({ type: "go", cursor });
  }
  /** @param {Event} event */
  function choose({ target }) {
    const { value } = /** @type {HTMLSelectElement} */ (target);
    dispatch({ type: "set", settings: { file: value === running ? "" : value } });
  }
  return html`<div class="source-pane">
    <p class="source-head row"
      ><label class="field"
        ><span class="visually-hidden">File</span
        ><select class="figure" @change=${choose}>${options(files, file)}</select></label
      ><span class="note">${headText(file, running, lit)}</span
    ></p>
    <div class="source listing" tabindex="0" role="region" aria-label="Lines of the source">
      <ol class="list">
        ${lines.map(({ code, number }) => {
          const isLit = isWithin(lit, number);
          const classes = [
            isLit ? "lit" : isWithin(around, number) && "around",
            isBackward && "backward",
            clickable.has(number) && "clickable",
          ];
          return html`<li
            data-line=${number}
            class=${classes.filter(Boolean).join(" ")}
            aria-current=${isLit ? "true" : nothing}
            @click=${() => go(number)}
            ><span class="linenos">${number}</span><code .innerHTML=${markup(code || " ")}></code
            >${width >= ROOM ? html`<span class="margin figure">${margin.get(number) ?? ""}</span>` : ""}</li
          >`;
        })}
      </ol>
    </div>
  </div>`;
}

/**
 * @param {Place[]} places
 * @param {number} line
 */
const isWithin = (places, line) => places.some(({ line: first, last }) => first <= line && line <= last);

/**
 * @param {string} file
 * @param {string} running
 * @param {Place[]} lit
 */
function headText(file, running, lit) {
  if (file === running) return "the file that runs";
  return `${running} runs now${lit.length ? "; the lit line made the numbers that now get gradients" : ""}`;
}
