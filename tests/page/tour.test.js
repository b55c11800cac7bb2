import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { fixed } from "../../web/draw/format.js";
import { factsOf, stopsOf } from "../../web/figures/tour/stop.js";
import { STOPS } from "../../web/figures/tour/stops.js";
import { stageNamed, stageValues } from "../../web/trace/read.js";
import { kindOf } from "../../web/trace/stages.js";
import { traceNamed } from "./traces.js";

const FIGURES = readdirSync(new URL("../../web/figures/", import.meta.url));

for (const name of ["bill", "first", "layers", "target"]) {
  describe(`the tour through ${name}`, () => {
    const trace = traceNamed(name);
    const stops = stopsOf(trace);

    test("begins with tokens, ends with Adam and only goes on", () => {
      assert.equal(trace.frames[stops[0].cursor].phase, "tokens");
      assert.equal(trace.frames[stops[stops.length - 1].cursor].phase, "adam");
      const forward = stops.filter(({ cursor }) => trace.frames[cursor].phase === "forward");
      assert.deepEqual(
        forward.map(({ cursor }) => cursor),
        forward.map(({ cursor }) => cursor).sort((a, b) => a - b),
      );
      for (const { from, cursor } of stops) assert.ok(0 <= from && from <= cursor && cursor - from <= 2);
    });

    test("says nothing that is left open, and shows figures there are", () => {
      for (const { title, text, view } of stops) {
        assert.doesNotMatch(title + text, /[{}]|undefined|NaN/);
        assert.ok(FIGURES.includes(view), view);
      }
    });
  });
}

test("a document of the published program has every stop", () => {
  assert.equal(stopsOf(traceNamed("bill")).length, STOPS.length);
});

test("each stop is at a frame of what it speaks of", () => {
  const trace = traceNamed("bill");
  stopsOf(trace).forEach(({ cursor }, index) => {
    const { stages, phase } = STOPS[index];
    const { stage, phase: found } = trace.frames[cursor];
    assert.equal(found, phase);
    if (stages) assert.ok(stages.includes(kindOf(trace.stages[/** @type {number} */ (stage)].name).base));
  });
});

test("the numbers of the tour are those of the trace", () => {
  const trace = traceNamed("bill");
  const { probability, loss, next, letter } = factsOf(trace);
  assert.equal(letter, "i");
  assert.equal(next, "l");
  const probs = stageValues(trace, stageNamed(trace, "probs", 2));
  const target = trace.header.token_ids[3];
  assert.ok(Math.abs(Number(probability) - probs[target]) < 1e-4);
  assert.equal(loss, fixed(-Math.log(probs[target]), 3));
});
