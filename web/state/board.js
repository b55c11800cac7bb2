/**
 * What stands behind a page: its state, its Python, its clock, and the figures placed on it, drawn once a frame however
 * often the state changes before.
 *
 * @import {Look, Run} from "../figures/figure.js"
 * @import {Open} from "../wire/own.js"
 * @import {Kept} from "./held.js"
 * @import {Refusal, StartWorkers} from "./host.js"
 * @import {Place} from "./placement.js"
 */

import { effect } from "@preact/signals-core";
import { onThemeChange } from "../draw/palette.js";
import { workerUrl } from "../wire/assets.js";
import { isRecordedDocument, recordedDocument } from "./documents.js";
import { answersFiled, fromFilesOr } from "./filed.js";
import { createHost } from "./host.js";
import { newPage, reduce } from "./page.js";
import { placeFigure } from "./placement.js";
import { createPlayer } from "./player.js";
import { asking } from "./queries.js";
import { recordedStep } from "./recorded.js";
import { createStore } from "./store.js";
import { throughTraces } from "./through.js";
import { createTracing } from "./tracing.js";
import { idsOf, unique } from "./unique.js";

/** The recorded step, and that step on other documents. */
const RECORDED_FILES = { step: recordedStep, hasDocument: isRecordedDocument, document: recordedDocument };

/**
 * @typedef {ReturnType<typeof createBoard>} Board
 *
 * @typedef {object} Page
 * @property {Run[]} runs
 * @property {Look[]} [looks]
 * @property {Record<string, Kept>} [kept]
 * @property {Refusal} [refusal]
 * @property {{total: number}} [asleep]  if Python is not fetched before the reader wants it: the bytes that it takes
 * @property {StartWorkers} [workers]  how they are started, if there may be two
 * @property {Open} [open]  a worker that is not this page's alone
 */

/** @param {Page} page */
export function createBoard({ runs, looks = [], kept = {}, refusal = () => "", asleep, workers, open }) {
  const python = asleep && /** @type {const} */ ({ kind: "asleep", ...asleep });
  const store = createStore(reduce, newPage(runs, looks, python));
  const aborter = new AbortController();
  const newId = idsOf(open ? `${unique()}-` : "");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const stillness = () => still.matches;
  const host = createHost(store, workerUrl(), { kept, refusal, isAsleep: Boolean(asleep), newId, workers, open });
  const player = createPlayer(store, stillness);
  const ask = asking(store, fromFilesOr(host.request), host.tell, answersFiled);
  const tracing = createTracing(store, { ...host, newId }, { ...throughTraces(), ...RECORDED_FILES });
  /** @type {Set<ReturnType<typeof placeFigure>>} */
  const figures = new Set();
  /** What a page does before its figures are drawn. @type {(() => void)[]} */
  const before = [];

  let scheduled = 0;
  function schedule() {
    scheduled ||= requestAnimationFrame(() => {
      scheduled = 0;
      for (const each of before) each();
      for (const figure of figures) figure.measure();
      for (const figure of figures) figure.draw();
    });
  }
  const observer = new ResizeObserver(schedule);
  const stop = effect(() => {
    store.state.value;
    schedule();
  });
  onThemeChange(schedule, aborter.signal);

  return {
    state: store.state,
    dispatch: store.dispatch,
    onAction: store.onAction,
    keep: host.keep,
    takeUp: host.takeUp,
    tell: host.tell,
    /** Whether the reader wants no motion. */
    stillness,
    signal: aborter.signal,
    /** Have this done before figures are drawn: panes shown and hidden, say. @param {() => void} draw */
    beforeDrawing(draw) {
      before.push(draw);
    },
    /**
     * Put a figure somewhere; returns what takes it away.
     *
     * @param {Place} place
     */
    place(place) {
      const figure = placeFigure(store, place, { stillness, ask });
      figures.add(figure);
      observer.observe(place.root);
      schedule();
      return () => {
        figures.delete(figure);
        observer.unobserve(place.root);
        figure.destroy();
      };
    },
    /** Leave nothing of the page: no figure, no listener, no Python. */
    destroy() {
      for (const figure of figures) figure.destroy();
      figures.clear();
      cancelAnimationFrame(scheduled);
      observer.disconnect();
      stop();
      aborter.abort();
      player.destroy();
      tracing.destroy();
      host.destroy();
    },
  };
}
