/** The bar of the timeline: segments that fill it, a caret that stands in its frame, and the frame that a place means. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { timelineLayout } from "../../web/figures/timeline/layout.js";
import { frameName } from "../../web/trace/names.js";
import { shapes, traceNamed } from "./traces.js";

const TRACES = shapes();
const WIDTHS = [320, 700, 1400];

test("the segments fill the bar from left to right and do not overlap", () => {
  for (const trace of TRACES) {
    for (const width of WIDTHS) {
      const { segments } = timelineLayout(trace, 0, width);
      assert.equal(segments[0].x, 0);
      let end = 0;
      for (const { x, width: own } of segments) {
        assert.ok(x >= end - 1, `${x} begins before ${end}`);
        assert.ok(own >= 1);
        end = x + own;
      }
      assert.ok(end <= width && end > width - 3);
    }
  }
});

test("a place within a frame means that frame, and one outside the bar the nearest", () => {
  for (const trace of TRACES.slice(0, 4)) {
    for (let cursor = 0; cursor < trace.frames.length; cursor++) {
      const { caret, frameAt } = timelineLayout(trace, cursor, 700);
      assert.equal(frameAt(caret), cursor);
    }
    const { frameAt } = timelineLayout(trace, 0, 700);
    assert.equal(frameAt(-50), 0);
    assert.equal(frameAt(750), trace.frames.length - 1);
  }
});

test("just one segment is the current one, and it holds the caret", () => {
  for (const trace of TRACES) {
    for (let cursor = 0; cursor < trace.frames.length; cursor += 7) {
      const { segments, caret } = timelineLayout(trace, cursor, 1400);
      const current = segments.filter(({ isCurrent }) => isCurrent);
      assert.equal(current.length, 1);
      assert.ok(current[0].x <= caret && caret <= current[0].x + current[0].width + 1);
    }
  }
});

test("a label stands in its segment only where it has room", () => {
  const bill = traceNamed("bill");
  const labels = (/** @type {number} */ width) => timelineLayout(bill, 0, width).segments.map(({ text }) => text);
  assert.deepEqual(
    labels(1400).filter((text) => text.length === 1),
    [..."bill", ..."llib"],
  );
  assert.deepEqual(
    labels(60).filter((text) => text !== ""),
    [],
  );
});

test("every frame has a name that no other has", () => {
  const bill = traceNamed("bill");
  const names = bill.frames.map((_, cursor) => frameName(bill, cursor));
  assert.equal(new Set(names).size, names.length);
  assert.equal(names[0], "the document becomes tokens");
  assert.equal(names[1], "tok_emb at position 0");
  assert.ok(names.includes("gradient of layer0.head2.attn_weights at position 3"));
  assert.equal(names.at(-1), "Adam moves layer0.mlp_fc2");
});
