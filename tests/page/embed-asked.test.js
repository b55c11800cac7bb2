/** What a page around asks an embedded figure for: read for what it is, or told in a sentence. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { askedFrame, askedSteps } from "../../web/pages/embed/asked.js";
import { readParameters } from "../../web/pages/embed/reading.js";
import { canTake, differing, isAtHand } from "../../web/pages/embed/taking.js";
import { traceNamed } from "./traces.js";

const trace = traceNamed("bill");
const last = trace.frames.length - 1;

test("a frame is meant by its number or by the name of its place", () => {
  assert.equal(askedFrame(trace, 0), 0);
  assert.equal(askedFrame(trace, last), last);
  assert.equal(askedFrame(trace, "12"), 12);
  const frame = trace.frames[/** @type {number} */ (askedFrame(trace, "forward:attn_q@2"))];
  assert.equal(trace.stages[/** @type {number} */ (frame.stage)].position, 2);
  assert.equal(frame.phase, "forward");
});

const NO_FRAMES = [
  [last + 1, String(last + 1)],
  [-1, "-1"],
  [1.5, "1.5"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [1e300, "1e+300"],
  ["constructor", '"constructor"'],
  ["__proto__", '"__proto__"'],
  ["forward:nothing@2", '"forward:nothing@2"'],
  ["", '""'],
  ["x".repeat(1000), `"${"x".repeat(40)}"`],
  [undefined, "undefined"],
  [null, "a value of type object"],
  [{ valueOf: () => 3 }, "a value of type object"],
  [[3], "a value of type object"],
  [true, "true"],
  [3n, "3"],
];
for (const [value, said] of NO_FRAMES) {
  test(`no frame is meant by ${said}`, () => {
    const wanted = `Wanted a frame, from 0 to ${last} or by name such as forward:attn_q@2, but got ${said}.`;
    assert.equal(askedFrame(trace, value), wanted);
  });
}

test("so many steps are meant, or all that are left", () => {
  assert.equal(askedSteps(5, 1000), 5);
  assert.equal(askedSteps("5", 1000), 5);
  assert.equal(askedSteps(undefined, 1000), null);
  assert.equal(askedSteps(null, 1000), null);
  for (const value of [0, -1, 0.5, 1001, Number.NaN, 1e300, "five", {}, [], false, ""]) {
    assert.match(String(askedSteps(value, 1000)), /^Wanted a number of training steps, from 1 to 1000, but got .+\.$/);
  }
});

/** What two links say differently. @param {string} before @param {string} after */
function differences(before, after) {
  const [old, now] = [before, after].map(readParameters);
  const names = differing(old, now);
  return { names: Object.values(names).flat(), isTaken: canTake(old, now, names) };
}

test("two links differ in the parameters that one of them has otherwise, or has not", () => {
  assert.deepEqual(differences("figure=map&doc=emma", "doc=emma&figure=map").names, []);
  assert.deepEqual(differences("figure=heads&sample-count=3", "sampleCount=3&figure=heads").names, []);
  const { names } = differences("figure=map&doc=emma&cursor=3", "figure=map&doc=mia&title=A&large=MLP");
  assert.deepEqual(names.sort(), ["cursor", "doc", "large", "title"]);
});

test("what is set of the figure or looked at is taken over in place, anything else takes another frame", () => {
  const before = "figure=predictions&title=A";
  for (const given of [
    "theme=dark",
    "title=B",
    "order=likely",
    "doc=emma",
    "step=4",
    "cursor=3",
    "phase=loss",
    "op=1",
    "changes",
  ]) {
    assert.ok(differences(before, `figure=predictions&${given}`).isTaken, given);
  }
  assert.ok(differences(before, before).isTaken);
  for (const given of ["n_layer=2", "seed=7", "done=3", "edits=wte:0:0:1", "preset=first", "text=ada", "trace=a"]) {
    assert.ok(!differences(before, `${before}&${given}`).isTaken, given);
  }
  assert.ok(!differences(before, "figure=map&title=A").isTaken);
});

test("a step is at hand that was recorded, or that the Python that is up can make", () => {
  globalThis.RECORDED_SIZES = { "document-emma.bin": 1 };
  const through = { after: [0, 100, 500], traced: 500 };
  const state = (/** @type {string} */ kind) =>
    /** @type {any} */ ({
      host: { python: { kind } },
      runs: { main: { recorded: { through } } },
      looks: { main: { run: "main" } },
      traces: { recorded: { header: { doc: "bill" } } },
    });
  const isThere = (/** @type {any} */ place, kind = "asleep", names = ["doc"], isWhole = false) =>
    isAtHand(state(kind), "main", names, { doc: "", step: null, ...place }, isWhole);
  assert.ok(isThere({}));
  assert.ok(isThere({ doc: "bill", step: 501 }));
  assert.ok(isThere({ doc: "emma", step: 501 }));
  assert.ok(isThere({ step: 101 }));
  assert.ok(!isThere({ doc: "emma" }, "asleep", ["doc"], true), "it has no graph");
  assert.ok(!isThere({ doc: "xaxa" }));
  assert.ok(!isThere({ doc: "constructor" }));
  assert.ok(isThere({ doc: "xaxa" }, "ready"));
  assert.ok(!isThere({ doc: "xaxa", step: 101 }, "ready"), "the recorded run has only its own document there");
  assert.ok(!isThere({ step: 102 }, "ready"));
  assert.ok(isThere({ doc: "xaxa" }, "asleep", ["cursor"]), "nothing of it is asked for");
});
