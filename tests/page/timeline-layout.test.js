import assert from "node:assert/strict";
import { test } from "node:test";
import { timelineLayout } from "../../web/figures/timeline/layout.js";
import { shapes, traceNamed } from "./traces.js";

const TRACE = traceNamed("bill");
const LAST = TRACE.frames.length - 1;

test("every place of the bar is a frame, and the caret stands at its own when the motion is over", () => {
  for (const cursor of [0, 1, 77, LAST]) {
    const { caret, frameAt } = timelineLayout(TRACE, cursor, 1, 800);
    assert.equal(frameAt(caret), cursor);
  }
  const { frameAt } = timelineLayout(TRACE, 0, 1, 800);
  assert.deepEqual([frameAt(-0.1), frameAt(0), frameAt(0.9999), frameAt(1.2)], [0, 0, LAST, LAST]);
});

test("the caret comes from the frame before as time goes by", () => {
  const caretAt = (/** @type {number} */ cursor, /** @type {number} */ t) =>
    timelineLayout(TRACE, cursor, t, 800).caret;
  assert.equal(caretAt(50, 0), caretAt(49, 1));
  assert.ok(caretAt(50, 0) < caretAt(50, 0.5) && caretAt(50, 0.5) < caretAt(50, 1));
  assert.ok(caretAt(0, 0) > 0);
});

test("segments stand one after the other from end to end", () => {
  const { segments } = timelineLayout(TRACE, 0, 1, 800);
  segments.forEach(({ x, width }, index) => {
    assert.ok(Math.abs(x + width - (segments[index + 1]?.x ?? 1)) < 1e-9);
  });
});

test("a narrow bar of a large model has all its segments", () => {
  for (const trace of shapes()) {
    const { segments } = timelineLayout(trace, 0, 1, 320);
    assert.ok(segments.every(({ x, width }) => x >= 0 && width > 0 && x + width <= 1 + 1e-9));
    assert.equal(segments.at(-1)?.phase, "adam");
  }
});

test("the phases are named under the bar, also the loss and Adam's, which are short", () => {
  for (const trace of [...shapes(), TRACE]) {
    for (const width of [374, 620, 1000]) {
      const { words } = timelineLayout(trace, 0, 1, width);
      assert.deepEqual(
        words.map(({ text }) => text),
        ["forward", "loss", "backward", "Adam"],
        `${trace.header.doc} ${width}`,
      );
    }
  }
});

test("no word under the bar runs into another", () => {
  for (const name of ["bill", "first", "target", "graph-long"]) {
    for (const width of [340, 620, 1000]) {
      const { words } = timelineLayout(traceNamed(name), 0, 1, width);
      let end = 0;
      for (const { x, text } of words) {
        const half = (text.length * 6) / 2;
        assert.ok(x * width - half >= end - 1e-9, `${name} ${width} ${text}`);
        end = x * width + half;
      }
      assert.ok(end <= width);
    }
  }
});
