/**
 * The frame's end of the conversation with the page that it stands in: what the page may ask of the figure, and what
 * it is told. It begins with the page's hello, from the window around and from nobody else; from then on only that
 * origin is heard, and only it is told anything.
 *
 * @import {Board} from "../../state/board.js"
 *
 * @typedef {object} Detail
 * @property {string} doc
 * @property {number | null} loss  of the document that is looked at, or of the newest step
 * @property {number} step
 * @property {number | null} cursor
 * @property {string} [message]
 */

import { effect } from "@preact/signals-core";
import { frameAt } from "../../trace/places.js";
import { traceOfLook } from "../../state/page.js";
import { stepsDone } from "../../state/run.js";

/**
 * @param {Board} board
 * @param {{run: string, look: string | null, play: () => void, set: (link: string) => void,
 *   theme: (theme: string) => void}} embed
 */
export function converse({ state, dispatch, onAction, signal }, { run, look, play, set, theme }) {
  /** Of the page around, once it has said hello. */
  let host = "";

  /** @type {Record<string, (value: any) => void>} */
  const methods = {
    play,
    pause() {
      if (look !== null) dispatch({ type: "stopped", look });
      if (state.value.runs[run].activity !== "idle") dispatch({ type: "pause-asked", run });
    },
    seek(cursor) {
      const trace = look === null ? null : traceOfLook(state.value, look);
      const found = trace && (typeof cursor === "string" ? frameAt(trace, cursor) : Number(cursor));
      if (look === null || found === null || !Number.isSafeInteger(found) || found < 0) return;
      dispatch({ type: "go", look, cursor: found });
    },
    train: (steps) => dispatch(steps > 0 ? { type: "step-asked", run, steps } : { type: "train-asked", run }),
    reset: () => dispatch({ type: "reset-asked", run }),
  };

  /** @param {MessageEvent} event */
  function hear({ source, origin, data }) {
    if (source !== parent || parent === window || data?.microgpt !== 1) return;
    if (data.type === "hello" && host === "") {
      host = origin;
      document.documentElement.dataset.sized = ""; // by the page around
      tell({ type: "ready", detail: detail() });
      tellSize();
    } else if (origin !== host) return;
    if (data.type === "hello" || data.type === "theme") theme(String(data.theme));
    else if (data.type === "link") set(String(data.link));
    else if (data.type === "call" && Object.hasOwn(methods, data.method)) methods[data.method](data.value);
  }
  addEventListener("message", hear, { signal });
  if (parent !== window) parent.postMessage({ microgpt: 1, type: "here" }, "*");

  /** @param {object} message */
  function tell(message) {
    if (host !== "") parent.postMessage({ microgpt: 1, ...message }, host);
  }

  /** @returns {Detail} */
  function detail() {
    const own = state.value.runs[run];
    const trace = look === null ? null : traceOfLook(state.value, look);
    const newest = own.live.steps.at(-1);
    return {
      doc: trace?.header.doc ?? newest?.doc ?? "",
      loss: trace?.header.loss ?? newest?.loss ?? null,
      step: stepsDone(own),
      cursor: look === null ? null : state.value.looks[look].cursor,
    };
  }

  function tellSize() {
    tell({ type: "size", height: document.documentElement.offsetHeight });
  }
  const observer = new ResizeObserver(tellSize);
  observer.observe(document.body);
  signal.addEventListener("abort", () => observer.disconnect());

  let cursor = detail().cursor;
  const stop = effect(() => {
    state.value;
    const now = detail();
    if (now.cursor === cursor) return;
    cursor = now.cursor;
    tell({ type: "cursorchange", detail: now });
  });
  signal.addEventListener("abort", stop);
  onAction((action) => {
    if (action.type === "progress" && action.run === run) tell({ type: "step", detail: detail() });
    else if (action.type === "failed" || action.type === "problem-met") {
      tell({ type: "error", detail: { ...detail(), message: action.message } });
    } else if (action.type === "python-stopped") {
      tell({ type: "error", detail: { ...detail(), message: action.error.message } });
    }
  });
}
