/**
 * A stop of the tour in the trace at hand: its frame, and its words with the facts put in.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Stop} from "./stops.js"
 */

import { digits, fixed, tokenText, whole } from "../../draw/format.js";
import { oncePer } from "../../trace/once.js";
import { followed } from "../../trace/places.js";
import { optimizerText, positions, stageNamed, stageValues, tokenAt } from "../../trace/read.js";
import { numParams } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";
import { STOPS } from "./stops.js";

/**
 * @typedef {{title: string, text: string, view: string, cursor: number, from: number}} Found
 *   from: the frame that is played from, up to the cursor
 */

/** What the MLP does with its hidden numbers. */
const BENT = {
  relu: "sets the negative ones to 0 and mixes the rest",
  relu2: "sets the negative ones to 0 and mixes the squares of the rest",
  gelu: "lets those far below 0 all but vanish and mixes them",
  none: "and mixes them",
};

/**
 * The stops that a trace has a frame for: without attention, say, there is no query.
 *
 * @type {(trace: Trace) => Found[]}
 */
export const stopsOf = oncePer((trace) => {
  const facts = factsOf(trace);
  return STOPS.flatMap((stop) => {
    const cursor = frameOf(trace, stop);
    if (cursor < 0) return [];
    const [title, text] = [stop.title, stop.text].map((each) => filled(each, facts));
    const hasView = stop.view !== "adam" || trace.header.config.optimizer === "adam";
    return [{ title, text, view: hasView ? stop.view : "map", cursor, from: Math.max(cursor - (stop.lead ?? 0), 0) }];
  });
});

/**
 * @param {Trace} trace
 * @param {Stop} stop
 */
function frameOf(trace, { phase, stages, position }) {
  const at = position === "before" ? followed(trace) - 1 : followed(trace);
  for (const base of stages ?? [null]) {
    const found = trace.frames.findLastIndex((frame) => {
      if (frame.phase !== phase) return false;
      if (base === null) return phase !== "adam" || frame.matrix === 0;
      const stage = frame.stage === null ? null : trace.stages[frame.stage];
      const isFirst = !stage?.layer && !stage?.head;
      return stage?.position === at && isFirst && kindOf(stage.name).base === base;
    });
    if (found >= 0) return found;
  }
  return -1;
}

/**
 * What the stops say of the trace.
 *
 * @param {Trace} trace
 * @returns {Record<string, string>}
 */
export function factsOf(trace) {
  const { header, stages } = trace;
  const at = followed(trace);
  const token = (/** @type {number} */ position) => tokenText(tokenAt(trace, position));
  const target = header.token_ids[at + 1];
  const hidden = stages.find(({ name }) => kindOf(name).base === "mlp_hidden");
  const loss = fixed(header.loss, 3);
  return {
    doc: header.doc,
    letter: token(at),
    before: token(Math.max(at - 1, 0)),
    id: String(header.token_ids[at]),
    size: String(header.config.n_embd),
    hidden: String(hidden?.size ?? ""),
    seen:
      at === 0 ? "the one key there is, its own" : `the ${at + 1} keys that are there, that of “${token(at)}” included`,
    vocabulary: String(header.vocabulary.length),
    next: tokenText(header.vocabulary[target]),
    probability: digits(stageValues(trace, stageNamed(trace, "probs", at))[target]),
    loss: fixed(header.losses[at], 3),
    random: fixed(header.random_guess, 2),
    root:
      header.passes > 1
        ? "the share that the last position has in the mean loss; backward went from each of the others before"
        : header.target === "document"
          ? `the mean of the losses at all ${positions(trace)} positions, ${loss}`
          : `the loss at position ${header.target}, ${loss}`,
    bent: BENT[header.config.activation],
    optimizer: optimizerText(trace),
    against:
      header.config.optimizer === "sgd"
        ? "against its gradient"
        : "against the average of its gradients, this one and those before",
    marks: marksOf(trace),
    moved: header.step > 1 ? " and moved since" : "",
    slope:
      header.passes > 1
        ? "what the backward passes left: their sum need not be a slope of the loss"
        : "which way and how steeply the loss goes if it grows",
    end: endOf(trace),
    parameters: whole(numParams(trace)),
  };
}

/** Where the tokens stand that are no letters. @param {Trace} trace */
function marksOf({ header: { doc, token_ids: ids, config } }) {
  const start = "a token called BOS stands at the start";
  if (ids.length < [...doc].length + 2) return start; // cut to what the model can hold
  return config.special_tokens === "bos" ? `${start} and the end` : `${start}, one called EOS at the end`;
}

/** Which step it was. @param {Trace} trace */
function endOf({ header: { step, num_steps: steps } }) {
  if (step > steps) return `But the ${whole(steps)} steps are over and the learning rate is 0, so nothing moves.`;
  return `That was one training step, number ${whole(step)} of ${whole(steps)}. Press Train to see the others.`;
}

/**
 * @param {string} text
 * @param {Record<string, string>} facts
 */
const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
