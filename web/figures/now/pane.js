/**
 * What the pane says at a moment, before it is drawn: words, arithmetic, numbers, and what leads on from there.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Use} from "./users.js"
 */

import { tokenText } from "../../draw/format.js";
import { wayBack } from "../../trace/chain.js";
import { opOf } from "../../trace/graph.js";
import { known } from "../../trace/known.js";
import { besideText, expressionOf, groupText, matrixText, stageText, thingText } from "../../trace/names.js";
import { optimizerText } from "../../trace/read.js";
import { nodeOf, stageRef } from "../../trace/refs.js";
import { frameWords } from "../../trace/words.js";
import { aboutThing } from "./about.js";
import { chainRows } from "./chain-rows.js";
import { factsOf, vectorOf } from "./facts.js";
import { subjectOf } from "./subject.js";
import { usesOf } from "./users.js";
import { workingOf } from "./working.js";

/** @typedef {ReturnType<typeof paneOf>} Pane */

/** @type {Record<string, string>} */
const PHASES = { tokens: "Tokens", forward: "Forward", loss: "Loss", backward: "Backward" };

/**
 * @param {Trace} trace
 * @param {Look} look
 */
export function paneOf(trace, look) {
  const { cursor } = look;
  const { phase, stage } = trace.frames[cursor];
  const subject = subjectOf(trace, look);
  const { ref } = subject;
  const words = frameWords(trace, cursor);
  const about = subject.isOther ? aboutThing(trace, /** @type {Ref} */ (ref)) : words;
  const isBackward = phase === "backward" || phase === "adam";
  const facts = ref && factsOf(trace, ref, cursor);
  const node = ref && facts?.isThere ? nodeOf(trace, ref) : null;
  const isConstant = ref?.kind === "node" && opOf(trace, ref.node) === "";
  const terms = ref && facts?.isThere && !isConstant ? wayBack(trace, ref, cursor) : null;
  const whole = ref?.kind === "stage" ? ref.stage : subject.isOther ? null : stage;
  return {
    trace,
    cursor,
    phase: (PHASES[phase] ?? optimizerText(trace)) + (stage === null ? "" : ` · ${groupText(trace, stage)}`),
    words,
    subject,
    about,
    isBackward,
    facts,
    name: ref ? thingText(trace, ref) : "",
    short: ref?.kind === "stage" ? besideText(trace, ref, trace.stages[ref.stage].position) : "",
    expression: ref ? expressionOf(trace, ref) : "",
    working: node === null ? null : workingOf(trace, node),
    chain: terms && chainRows(trace, terms, whole === null ? null : trace.stages[whole].position),
    noChain: terms?.terms.length || !ref || !isBackward || isConstant ? "" : noChainText(trace, ref, cursor),
    whole,
    vector: whole === null ? [] : vectorOf(trace, whole, cursor),
    reads: whole === null ? [] : readsOf(trace, whole),
    uses: ref && facts?.isThere ? usesOf(trace, ref) : /** @type {Use[]} */ ([]),
    tokens: phase === "tokens" ? tokensOf(trace) : [],
    refused: trace.header.refused,
  };
}

/**
 * What each position reads, and what comes next.
 *
 * @param {Trace} trace
 */
function tokensOf({ header }) {
  const ids = header.token_ids;
  const text = (/** @type {number} */ at) => tokenText(header.vocabulary[ids[at]]);
  return ids.slice(0, -1).map((id, at) => ({ at, token: text(at), id, next: text(at + 1) }));
}

/**
 * Why there is no chain rule to show of a gradient that is there.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 */
function noChainText(trace, ref, cursor) {
  const { state, grad } = known(trace, ref, cursor);
  if (state === "absent" || state === "computed") return "";
  if (trace.header.passes === 1 && trace.hasGraph && grad === 0)
    return "The loss was not made from it, so it does not matter: 0.";
  if (ref.kind === "stage" && trace.frames.some(({ phase, stage }) => phase === "loss" && stage === ref.stage)) {
    return "Nothing sends it a gradient: the way back begins here, with a 1.";
  }
  if (trace.header.passes > 1) {
    return `With ${trace.header.passes} backward passes, what each place added is not told apart.`;
  }
  if (ref.kind === "stage" && ref.element === null) return "";
  return "This step was kept without its graph: its parts are not known.";
}

/**
 * What a stage was made from, as a reader can select it.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @returns {{ref: Ref, text: string}[]}
 */
function readsOf(trace, stage) {
  const { reads, reads_rows: rows } = trace.stages[stage];
  return [
    ...reads.map((read) => ({ ref: stageRef(read), text: stageText(trace, read) })),
    ...rows.map(([matrix, row, count]) => ({
      ref: /** @type {Ref} */ ({ kind: "param", matrix, row, column: 0 }),
      text: count === 1 ? `row ${row} of the ${matrixText(trace, matrix)}` : `the ${matrixText(trace, matrix)}`,
    })),
  ];
}
