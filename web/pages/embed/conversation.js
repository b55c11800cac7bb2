/**
 * The frame's end of the conversation with the page that it stands in: what the page may ask of the figure, and what
 * it is told. The frame says that it is here and hands over one end of a channel, to the window around it and to no
 * other; whoever has that end, whatever its origin, is the only one that is heard and told anything.
 *
 *   page to frame   {type: "theme", theme}      of the page: light or dark; the rest once it is ready
 *                   {type: "link", link}        the parameters, as in the address -> taken, or anew
 *                   {type: "call", method, value?}
 *   frame to page   {type: "size", height}      in px, that the figure needs
 *                   {type: "taken"}             the link is what is shown now
 *                   {type: "anew"}              what it asks for takes another frame
 *                   {type: "ready" | "step" | "cursorchange" | "error", detail}
 *
 * What makes no sense is passed over, or told in an error, and never leads anywhere else.
 *
 * @import {Board} from "../../state/board.js"
 * @import {StepDone} from "../../wire/protocol.js"
 *
 * @typedef {object} Detail
 * @property {string} doc  that is looked at, or that was trained on
 * @property {number | null} loss  of that document
 * @property {number} step  of training: that the figure is about, or that was done
 * @property {number | null} cursor  the frame of a step that is gone through
 * @property {string} [message]
 *
 * @typedef {object} Embed  what the conversation is about
 * @property {string} run
 * @property {string | null} look
 * @property {() => void} play
 * @property {(link: string) => boolean} take  make the figure what a link says; whether it can where it stands
 * @property {(theme: "light" | "dark") => void} theme
 */

import { effect } from "@preact/signals-core";
import { traceOfLook } from "../../state/page.js";
import { stepsDone } from "../../state/run.js";
import { askedFrame, askedSteps } from "./asked.js";

const LONGEST_LINK = 100_000;

/**
 * Tell the page around that the frame is here; returns what to talk to it through, if there is one. Call it first of
 * all: what comes waits until it is listened to.
 */
export function greet() {
  if (parent === window) return null;
  const { port1, port2 } = new MessageChannel();
  parent.postMessage({ microgpt: "here" }, "*", [port2]);
  return port1;
}

/**
 * Listen to the page around; returns what tells it that the figure is there, from when on it can be asked for things.
 *
 * @param {MessagePort} port
 * @param {Board} board
 * @param {Embed} embed
 */
export function converse(port, { state, dispatch, onAction, signal }, { run, look, play, take, theme }) {
  let isThere = false;
  const tell = (/** @type {object} */ message) => port.postMessage(message);

  /** @type {Record<string, (value: unknown) => void>} */
  const methods = {
    play() {
      if (look === null) complain("Nothing in this figure can be played: it is not gone through in frames.");
      else play();
    },
    pause() {
      if (look !== null) dispatch({ type: "stopped", look });
      if (state.value.runs[run].activity !== "idle") dispatch({ type: "pause-asked", run });
    },
    seek(value) {
      const trace = look === null ? null : traceOfLook(state.value, look);
      if (look === null || !trace) return complain("Nothing in this figure can be gone to: it shows no frames.");
      const found = askedFrame(trace, value);
      if (typeof found === "string") return complain(found);
      dispatch({ type: "stopped", look });
      dispatch({ type: "go", look, cursor: found });
    },
    train(value) {
      const { activity, maxSteps } = state.value.runs[run];
      const steps = askedSteps(value, maxSteps);
      if (typeof steps === "string") complain(steps);
      else if (activity !== "idle") complain("Wanted to train, but it does already: pause() ends that.");
      else dispatch(steps === null ? { type: "train-asked", run } : { type: "step-asked", run, steps });
    },
    reset() {
      if (stepsDone(state.value.runs[run]) > 0) dispatch({ type: "reset-asked", run });
    },
  };

  /** @param {unknown} data  anything at all */
  function hear(data) {
    const said = /** @type {Record<string, unknown>} */ (Object(data));
    if (said.type === "theme") {
      if (said.theme !== "light" && said.theme !== "dark") return;
      document.documentElement.dataset.sized = ""; // by the page around
      theme(said.theme);
    } else if (isThere) obey(said);
  }

  /** @param {Record<string, unknown>} said */
  function obey({ type, link, method, value }) {
    if (type === "link" && typeof link === "string" && link.length <= LONGEST_LINK) {
      tell({ type: take(link) ? "taken" : "anew" });
    } else if (type === "call" && typeof method === "string" && Object.hasOwn(methods, method)) {
      methods[method](value);
    }
  }
  port.onmessage = ({ data }) => hear(data);
  signal.addEventListener("abort", () => port.close());

  /** @returns {Detail} */
  function detail() {
    const own = state.value.runs[run];
    const header = look === null ? undefined : traceOfLook(state.value, look)?.header;
    const cursor = look === null ? null : state.value.looks[look].cursor;
    if (header) return { doc: header.doc, loss: header.loss, step: header.step, cursor };
    return { ...detailOf(own.live.steps.at(-1)), step: stepsDone(own), cursor };
  }

  /**
   * @param {StepDone | undefined} done
   * @returns {Detail}
   */
  function detailOf(done) {
    const cursor = look === null ? null : state.value.looks[look].cursor;
    return { doc: done?.doc ?? "", loss: done?.loss ?? null, step: done?.step ?? 0, cursor };
  }

  /** @param {StepDone | undefined} done  none: the run has gone back to before its first */
  function tellStep(done) {
    trained = done?.step ?? 0;
    tell({ type: "step", detail: detailOf(done) });
  }

  /** Which frame is looked at, of which step. */
  function placeOf() {
    if (look === null) return null;
    const { trace, cursor } = state.value.looks[look];
    return `${cursor} of ${trace}`;
  }

  /** @param {string} message */
  function complain(message) {
    tell({ type: "error", detail: { ...detail(), message } });
  }

  const observer = new ResizeObserver(() => tell({ type: "size", height: document.documentElement.offsetHeight }));
  signal.addEventListener("abort", () => observer.disconnect());

  let trained = 0; // the last step that was told of
  let place = placeOf();
  const stop = effect(() => {
    const now = placeOf();
    if (now === place) return;
    place = now;
    if (isThere) tell({ type: "cursorchange", detail: detail() });
  });
  signal.addEventListener("abort", stop);
  onAction((action) => {
    if (action.type === "progress" && action.run === run) {
      for (const event of action.events) if ("loss" in event) tellStep(event);
    } else if (action.type === "run-started" && action.run === run && trained > 0) {
      tellStep(undefined);
    } else if (action.type === "failed" || action.type === "recording-missed") {
      complain(action.message);
    } else if (action.type === "problem-met" && !action.isNotice) {
      complain(action.message);
    } else if (action.type === "complained" && action.look === look) {
      complain(action.message);
    } else if (action.type === "python-stopped") {
      complain(action.error.message);
    }
  });

  return () => {
    isThere = true;
    document.body.classList.add("is-there"); // as high as it needs from now on, not as the frame is
    tell({ type: "ready", detail: detail() });
    // not before it is drawn, which a frame that is not in view yet is not: it would be low, and then jump
    requestAnimationFrame(() => observer.observe(document.body));
  };
}
