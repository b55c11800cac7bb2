/** What a page around asks an embedded figure for: read for what it is, or told in a sentence. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { askedFrame, askedSteps } from "../../web/pages/embed/asked.js";
import { canTake, differing } from "../../web/pages/embed/taking.js";
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

test("two links differ in the parameters that one of them has otherwise, or has not", () => {
  assert.deepEqual(differing("figure=map&doc=emma", "doc=emma&figure=map"), []);
  assert.deepEqual(differing("figure=map&doc=emma&cursor=3", "figure=map&doc=mia&title=A"), ["doc", "cursor", "title"]);
});

test("what is set of the figure or looked at is taken over in place, anything else takes another frame", () => {
  const settings = new Set(["figure", "theme", "title", "order"]);
  const same = { before: [], after: [] };
  assert.ok(canTake([], settings, same));
  assert.ok(canTake(["theme", "title", "order", "doc", "cursor", "op", "select", "changes"], settings, same));
  for (const name of ["figure", "n_layer", "seed", "done", "step", "edits", "preset", "text", "constructor"]) {
    assert.ok(!canTake(["title", name], settings, same), name);
  }
  assert.ok(
    !canTake(["title"], settings, { before: [], after: ["title=x"] }),
    "what makes no sense is told on loading",
  );
});
