/**
 * What the figures have to know beside the trace. Nobody asks on purpose: a figure's questions follow from its props,
 * each has a key that differs when its answer would, and it is asked as long as the answer that is there has another
 * key. Of each of a figure's questions one is under way at a time, and then the newest.
 *
 * Questions about the recorded trace or run, and those about neither, are answered from what was recorded, as far as
 * that goes; what was recorded of a command is fetched when it is first asked.
 *
 * @import {Question} from "../figures/figure.js"
 * @import {Commands, RecordedAnswer} from "../wire/protocol.js"
 * @import {Action, Answer, PageState} from "./page.js"
 */

import { isOtherDocument, isOtherMoment, RECORDED } from "../trace/read.js";
import { fileOf, hasAnswers } from "./filed.js";

/**
 * @typedef {Pick<PageState, "recordedAnswers" | "traces">} Recording
 * @typedef {<K extends keyof Commands>(command: K, args: Commands[K]["args"]) => Promise<Commands[K]["result"]>} Ask
 * @typedef {(command: keyof Commands) => Promise<RecordedAnswer[]>} Fetch  what was recorded of a command
 */

/**
 * What a question is about: a trace, or a run; "" for one of arithmetic alone.
 *
 * @param {Question} question
 */
export function aboutOf({ args }) {
  return String(("trace" in args && args.trace) || ("run" in args && args.run) || "");
}

/** @param {Question} question */
export function keyOf({ command, args, after }) {
  return JSON.stringify([command, args, after ?? null]);
}

/**
 * Whether a question is about what was recorded, or about no run at all. What the heads read on average is the same
 * whichever document is looked at; the weights over training are those of the run, whatever was edited in its trace.
 *
 * @param {Pick<PageState, "traces">} recording
 * @param {Question} question
 */
function isOfRecorded({ traces }, question) {
  const about = aboutOf(question);
  if (about === "" || about === RECORDED) return true;
  if (question.command === "heads" && isOtherDocument(about)) return true;
  return question.command === "over_training" && (traces[about]?.header.of === RECORDED || isOtherMoment(about));
}

/**
 * The recorded answer to a question, if it was asked then and the answers to its command are there.
 *
 * @param {Recording} recording
 * @param {Question} question
 */
export function recordedAnswer(recording, question) {
  const { command, args } = question;
  if (!isOfRecorded(recording, question)) return null;
  const { trace: _, run: __, ...rest } = /** @type {Record<string, unknown>} */ (args);
  const wanted = JSON.stringify(rest);
  const answers = recording.recordedAnswers[command] ?? [];
  return answers.find((each) => JSON.stringify(each.args) === wanted)?.result ?? null;
}

/**
 * The answers to a figure's questions, as far as they are there: an older one stands in for the newest only if it is
 * about the same trace or run, and the question lets it.
 *
 * @param {Question[]} questions
 * @param {Record<string, Answer>} answers
 * @param {Recording} recording
 */
export function answersTo(questions, answers, recording) {
  /** @type {Record<string, unknown>} */
  const found = {};
  for (const question of questions) {
    const about = aboutOf(question);
    const answer = answers[question.name];
    const isIts = question.isExact ? answer?.key === keyOf(question) : answer?.about === about;
    found[question.name] = recordedAnswer(recording, question) ?? (isIts ? answer.result : null);
  }
  return found;
}

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {Ask} request
 * @param {(error: unknown) => void} onError
 * @param {Fetch} fetchAnswers
 * @returns {(placed: string, questions: Question[], canAsk?: boolean) => void}  call it whenever a figure's questions
 *   may have changed, or whether Python can be asked
 */
export function asking({ state, dispatch }, request, onError, fetchAnswers) {
  /** By figure and question. @type {Set<string>} */
  const underWay = new Set();
  /** Commands whose recorded answers were asked for. @type {Set<keyof Commands>} */
  const fetched = new Set();
  /** The key of the question that last failed: not asked again. @type {Map<string, string>} */
  const failed = new Map();

  /**
   * @param {string} placed
   * @param {string} slot
   * @param {Question} question
   */
  async function ask(placed, slot, question) {
    const key = keyOf(question);
    underWay.add(slot);
    try {
      const answer = /** @type {any} */ (await request(question.command, question.args));
      underWay.delete(slot);
      if (!state.value.placed[placed]) return; // taken away meanwhile
      const result = answer?.columns ? { ...answer.header, ...answer.columns } : answer;
      dispatch({ type: "answered", placed, name: question.name, answer: { key, about: aboutOf(question), result } });
    } catch (error) {
      underWay.delete(slot);
      failed.set(slot, key);
      onError(error);
    }
  }

  /**
   * Have what was recorded of a command; without it Python answers.
   *
   * @param {keyof Commands} command
   */
  async function fetchRecorded(command) {
    if (fetched.has(command)) return;
    fetched.add(command);
    try {
      dispatch({ type: "answers-recorded", command, answers: await fetchAnswers(command) });
    } catch (error) {
      dispatch({ type: "answers-recorded", command, answers: [] });
      onError(error);
    }
  }

  return (placed, questions, canAsk = true) => {
    for (const question of questions) {
      const slot = `${placed} ${question.name}`;
      const key = keyOf(question);
      const isThere = state.value.placed[placed]?.answers[question.name]?.key === key;
      if (isThere || underWay.has(slot) || failed.get(slot) === key) continue;
      const { command } = question;
      const isToCome =
        hasAnswers(command) && isOfRecorded(state.value, question) && !state.value.recordedAnswers[command];
      if (isToCome) void fetchRecorded(command);
      else if (recordedAnswer(state.value, question) !== null) continue;
      else if (canAsk || fileOf(question) !== null) void ask(placed, slot, question);
    }
  };
}
