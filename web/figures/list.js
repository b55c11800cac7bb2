/**
 * The pictures of the lab: what each is called, what makes it, and what of the state it is given.
 *
 * @import {LabState, View} from "../state/lab-store.js"
 * @import {Trace} from "../trace/read.js"
 */

import { answersOf } from "../state/questions.js";
import { operationIndex } from "../trace/moves.js";
import { changesOf } from "../trace/read.js";
import { adamView } from "./adam/figure.js";
import { cacheView } from "./cache/figure.js";
import { graphView } from "./graph/figure.js";
import { headsView } from "./heads/figure.js";
import { modelMap } from "./map/figure.js";
import { mapLayout } from "./map/layout.js";
import { predictionsView } from "./predictions/figure.js";

/**
 * @typedef {(root: HTMLElement, context: {dispatch: (action: any) => void}) => (props: any) => void} MakeView
 *
 * @typedef {object} Figure
 * @property {string} title
 * @property {MakeView} make
 * @property {(state: LabState, trace: Trace, pane: HTMLElement) => Record<string, any>} props  beside those that all get
 * @property {(pane: HTMLElement, state: LabState, trace: Trace) => void} [drawn]  after it was drawn
 */

/** @type {Record<View, Figure>} */
export const FIGURES = {
  map: {
    title: "Model map",
    make: modelMap,
    props(state, trace) {
      const isChanged = state.figures.changes && trace.header.experiment;
      return { ...withOperation(state, trace), trace: isChanged ? changesOf(trace) : trace };
    },
    drawn: keepInView,
  },
  graph: {
    title: "Graph",
    make: graphView,
    props(state, trace, pane) {
      const beneath = pane.scrollHeight - (pane.querySelector("canvas")?.offsetHeight ?? 0);
      const height = Math.max(240, pane.clientHeight - (beneath > 0 ? beneath : 0));
      return { ...withOperation(state, trace), follow: state.follow, camera: state.camera, height };
    },
  },
  cache: { title: "KV cache", make: cacheView, props: () => ({}) },
  heads: {
    title: "Attention",
    make: headsView,
    props(state, trace) {
      const { sampleCount, trainingMoment, focus } = state.figures;
      const { heads, over_training: overTraining } = answersOf(state, trace);
      return { heads, sampleCount, overTraining, trainingMoment, focus };
    },
  },
  predictions: {
    title: "Predictions",
    make: predictionsView,
    props(state, trace) {
      const { order, position, temperature } = state.figures;
      return { order, position, temperature, tempered: answersOf(state, trace).temper };
    },
  },
  adam: {
    title: "Adam",
    make: adamView,
    props(state, trace) {
      const { quantity, scale, whatIf, step } = state.figures;
      const { norms, replay } = answersOf(state, trace);
      return { quantity, scale, whatIf, step, norms, replay, kept: keptOf(state) };
    },
  },
};

/** @param {LabState} state @param {Trace} trace */
function withOperation({ cursor, op }, trace) {
  return { op: operationIndex(trace, cursor, op) };
}

/** What the trainer keeps of the past. @param {LabState} state */
function keptOf({ live, moments }) {
  const kept = live.description?.kept;
  return kept
    ? { steps: kept.steps, bytes: kept.bytes, moments: moments.length, moment_bytes: kept.moment_bytes }
    : null;
}

/** What every picture is given. @param {LabState} state @param {Trace} trace @param {HTMLElement} pane */
export function commonProps({ cursor, t, selection, hovered, python }, trace, pane) {
  return { trace, cursor, t, selection, hovered, canAsk: python.kind === "ready", width: pane.clientWidth };
}

/** The cursor that a pane was last scrolled for. @type {WeakMap<HTMLElement, number>} */
const kept = new WeakMap();

/** Scroll the map so far that the row of the current frame is seen, once for each cursor. @param {HTMLElement} pane @param {LabState} state @param {Trace} trace */
function keepInView(pane, { cursor }, trace) {
  const { stage } = trace.frames[cursor];
  if (stage === null || kept.get(pane) === cursor) return;
  kept.set(pane, cursor);
  const { y, height } = mapLayout(trace, pane.clientWidth).strips[stage];
  const room = pane.clientHeight - (pane.querySelector(".foot")?.clientHeight ?? 0);
  const margin = Math.min(48, room / 4);
  if (y - margin < pane.scrollTop || y + height + margin > pane.scrollTop + room) pane.scrollTop = y - room / 2;
}
