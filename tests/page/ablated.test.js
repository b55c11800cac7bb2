/** What is said of models that lack a part: of what they have, and of nothing else. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { actionText as headsText } from "../../web/figures/heads/sentences.js";
import { aboutThing } from "../../web/figures/now/about.js";
import { factsOf } from "../../web/figures/now/facts.js";
import { paneOf } from "../../web/figures/now/pane.js";
import { TOPICS } from "../../web/figures/now/topics.js";
import { timelineLayout } from "../../web/figures/timeline/layout.js";
import { stopsOf } from "../../web/figures/tour/stop.js";
import { say } from "../../web/trace/known.js";
import { frameText, stageText } from "../../web/trace/names.js";
import { operationCount, segmentsOf } from "../../web/trace/moves.js";
import { paramRef, stageRef } from "../../web/trace/refs.js";
import { forwardWords, frameWords } from "../../web/trace/words.js";
import { traceNamed } from "./traces.js";

/** @import {Trace} from "../../web/trace/read.js" */

const NAMES = ["residual", "norm", "attention", "mlp", "sgd", "both"].map((name) => `ablated-${name}`);
NAMES.push(...["plain", "replacing", "alone", "bare"].map((name) => `lacking-${name}`), "bill", "first", "layers");

/** What nobody may speak of, by what a model lacks. @type {[(config: any) => boolean, RegExp][]} */
const LACKS = [
  [({ optimizer }) => optimizer === "sgd", /\bAdam\b|\bm_hat|\bv_hat|\bmoments?\b|average/],
  [({ optimizer }) => optimizer === "adam", /\bSGD\b/],
  [
    ({ attention }) => !attention,
    /\bquer(y|ies)\b|\bkeys?\b|\bvalue vectors?\b|\bKV\b|\bheads?\b|\battn_|Attention|through attention/,
  ],
  [({ mlp }) => !mlp, /\bMLP\b|\bhidden\b|\bmlp_/],
  [
    ({ residual }) => !residual,
    /residual|\badds? (it|to it|to the stream)|added to (it|the stream|its)|was added|blocks add/,
  ],
  [({ norm }) => norm === "none", /\bnorm|\bNormed|root mean square|undefined/],
  [({ norm }) => norm !== "rmsnorm", /rmsnorm|root mean square/],
  [({ norm }) => norm !== "layernorm", /layernorm|standard deviation/],
  [({ position_embedding }) => !position_embedding, /\bwpe\b|[Pp]osition embedding|\bsum of the embeddings\b/],
  [({ tied_head }) => tied_head, /lm_head/],
  [({ activation }) => !activation.startsWith("relu"), /\brelu/],
  [({ activation }) => activation !== "gelu", /gelu/],
];

/** All that is said of a step where readers read it, each sentence once. @param {Trace} trace */
function allSaid(trace) {
  /** @type {Set<string>} */
  const said = new Set();
  const add = (/** @type {(string | null | undefined)[]} */ ...texts) => {
    for (const text of texts) if (text) said.add(text);
  };
  trace.frames.forEach(({ phase, stage }, cursor) => {
    const { headline, answer, why, formula, topic } = frameWords(trace, cursor);
    add(frameText(trace, cursor), headline, answer, why, formula);
    assert.ok(topic in TOPICS);
    if (phase === "adam") add(TOPICS[topic].title);
    if (trace.header.config.attention) add(headsText(trace, cursor));
    if (stage !== null) {
      const words = forwardWords(trace, stage);
      add(stageText(trace, stage), words.headline, words.why, say(trace, stageRef(stage, 0), cursor));
    }
  });
  const last = trace.frames.length - 1;
  trace.matrices.forEach((_, matrix) => {
    const ref = paramRef(trace, trace.matrices[matrix].first);
    const about = aboutThing(trace, ref);
    const { valueNote, adam } = factsOf(trace, ref, last);
    add(about?.headline, about?.why, say(trace, ref, last), valueNote, ...adam.flat());
    add(TOPICS[about?.topic ?? "adam"].title);
  });
  for (const { title, text, view } of stopsOf(trace)) add(title, text, view === "adam" ? "the figure of Adam" : "");
  for (const { label, phase } of segmentsOf(trace)) if (phase === "adam") add(label);
  for (const { text } of timelineLayout(trace, 0, 1, 1000).words) add(text);
  return said;
}

for (const name of NAMES) {
  const trace = traceNamed(name);
  const { config } = trace.header;

  describe(`of ${name}`, () => {
    test("nothing is said that it has not", () => {
      const banned = LACKS.filter(([lacks]) => lacks(config)).map(([, pattern]) => pattern);
      for (const text of allSaid(trace)) {
        assert.doesNotMatch(text, /undefined|null|NaN|\[object| {2}/, text);
        for (const pattern of banned) assert.doesNotMatch(text, pattern, text);
      }
    });

    test("each frame of the update can be gone through line by line, with its numbers", () => {
      const cursor = trace.frames.findIndex(({ phase, matrix }) => phase === "adam" && matrix === 0);
      const look = /** @type {any} */ ({ cursor, operation: null, t: 1, selection: paramRef(trace, 0), hovered: null });
      assert.equal(operationCount(trace, cursor), config.optimizer === "sgd" ? 1 : 5);
      assert.ok(paneOf(trace, look).facts?.adam.length);
    });
  });
}
