/**
 * What the pictures need to know beside the trace: questions to Python that follow from the state, and their answers.
 *
 * Nobody asks on purpose. A question has a key that differs when its answer would; as long as the answer that is there
 * has another key, and a picture that needs it is shown, it is asked.
 *
 * @import {Figures, LabState} from "./lab-store.js"
 * @import {Trace} from "../trace/read.js"
 *
 * @typedef {"heads" | "over_training" | "temper" | "norms" | "replay"} What
 * @typedef {{what: What, args: Record<string, any>, key: string}} Question
 * @typedef {{key: string, result: any}} Answer
 */

import { positions, stageNamed, stageValues } from "../trace/read.js";
import { lensParam } from "../figures/adam/known.js";

const SAMPLED_HEADS = 200; // what the recorded summary is over

/**
 * What the shown pictures want to know.
 *
 * @param {LabState} state @param {Trace} trace @returns {Question[]}
 */
export function questionsOf(state, trace) {
  const { figures, live, python } = state;
  if (python.kind !== "ready" || !live.description) return [];
  const shown = [state.view, state.beside];
  const { base: of, experiment } = trace.header; // none of the recorded trace
  const isLive = trace === state.liveTrace;
  const done = state.activity === "training" ? "training" : (live.steps.at(-1)?.step ?? 0);
  /** @type {Question[]} */
  const questions = [];
  /** @param {What} what @param {Record<string, any>} args @param {...any} key */
  const ask = (what, args, ...key) => questions.push({ what, args, key: JSON.stringify(key) });
  if (shown.includes("heads") && isLive) {
    ask("heads", { count: figures.sampleCount }, of, figures.sampleCount);
    ask("over_training", {}, of, done);
  }
  if (shown.includes("predictions")) {
    ask("temper", { logits: logitsOf(trace), temperature: figures.temperature }, of, experiment, figures.temperature);
  }
  if (shown.includes("adam") && isLive && done !== "training") {
    ask("norms", {}, of, done);
    const { matrix, row, column } = lensParam(trace, null, state.selection);
    const args = { matrix: trace.matrices[matrix].name, row, column, what_if: figures.whatIf };
    if (done > 0) ask("replay", args, done, args);
  }
  return questions;
}

/**
 * The newest answers that fit the trace that is shown, by what was asked; what was recorded with the recorded one.
 *
 * @param {LabState} state @param {Trace} trace @returns {Record<What, any>}
 */
export function answersOf(state, trace) {
  const { answers, recordedAnswers: recorded, figures } = state;
  if (trace !== state.liveTrace) {
    const tempered = recorded?.tempered.find((/** @type {any} */ each) => each.temperature === figures.temperature);
    return {
      heads: figures.sampleCount === SAMPLED_HEADS ? (recorded?.heads ?? null) : null,
      over_training: recorded?.over_training ?? null,
      temper: tempered ?? null,
      norms: recorded?.norms ?? null,
      replay: null,
    };
  }
  const { heads, over_training, temper, norms, replay } = answers;
  return {
    heads: heads?.result ?? null,
    over_training: over_training?.result ?? null,
    temper: temper?.result ?? null,
    norms: norms?.result ?? null,
    replay: replay?.result ?? null,
  };
}

/** The logits of every position. @param {Trace} trace */
function logitsOf(trace) {
  return Array.from({ length: positions(trace) }, (_, t) => [...stageValues(trace, stageNamed(trace, "logits", t))]);
}
