import assert from "node:assert/strict";
import { test } from "node:test";
import { timelineLayout } from "../../web/figures/timeline/layout.js";
import { shapes, traceNamed } from "./traces.js";

const TRACE = traceNamed("bill");
const LAST = TRACE.frames.length - 1;

test("every place of the bar is a frame, and the caret stands at its own", () => {
  for (const cursor of [0, 1, 77, LAST]) {
    const { caret, frameAt } = timelineLayout(TRACE, cursor, 800);
    assert.equal(frameAt(caret), cursor);
  }
  const { frameAt } = timelineLayout(TRACE, 0, 800);
  assert.deepEqual([frameAt(-5), frameAt(0), frameAt(799.9), frameAt(900)], [0, 0, LAST, LAST]);
});

test("segments stand one after the other from end to end", () => {
  const { segments } = timelineLayout(TRACE, 0, 800);
  segments.forEach(({ x, width }, index) => {
    const next = segments[index + 1]?.x ?? 800;
    assert.ok(x + width <= next + 1e-9 && next - x - width <= 1 + 1e-9);
  });
});

test("a narrow bar of a large model has all its segments", () => {
  for (const trace of shapes()) {
    const { segments } = timelineLayout(trace, 0, 320);
    assert.ok(segments.every(({ x, width }) => x >= 0 && width >= 1 && x + width <= 321));
    assert.equal(segments.at(-1)?.phase, "adam");
  }
});
