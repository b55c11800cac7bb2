import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brief, digits } from "../../web/draw/format.js";
import { askedBy } from "../../web/figures/transport/moves.js";
import { frameAt, framesOf, passageAt } from "../../web/trace/places.js";
import { gradientPass, stageGrads, stageNamed, stageValues } from "../../web/trace/read.js";
import { numbersText } from "../../web/trace/words-numbers.js";
import { shapes, traceNamed } from "./traces.js";

const BILL = traceNamed("bill");
const [FROM, TO] = ["forward:attn_q", "forward:attn_residual"];
const FIRST = frameAt(BILL, FROM);
const LAST = frameAt(BILL, TO);

const CACHE = { from: "forward:attn_k@0", to: "forward:attn_heads@99" };

/** @param {number} cursor @param {Record<string, unknown>} [look] */
const at = (cursor, look = {}) =>
  /** @type {any} */ ({ trace: BILL, look: { cursor, isPlaying: false, ...look }, settings: { from: FROM, to: TO } });

describe("a passage", () => {
  test("goes from its first place to its last", () => {
    assert.deepEqual(passageAt(BILL, { from: FROM, to: TO }), { first: FIRST, last: LAST });
    assert.ok(FIRST < LAST);
  });

  test("begins and ends with the step where a place is not named, or not there", () => {
    const all = { first: 0, last: BILL.frames.length - 1 };
    assert.deepEqual(passageAt(BILL, { from: "", to: "" }), all);
    assert.deepEqual(passageAt(BILL, { from: "forward:mlp_relu2", to: "forward:mlp_relu2" }), all);
  });

  test("goes through all its frames, or through those of the stages that are named and its last", () => {
    const all = framesOf(BILL, { from: FROM, to: TO });
    assert.deepEqual([all[0], all[all.length - 1], all.length], [FIRST, LAST, LAST - FIRST + 1]);
    const rows = framesOf(BILL, { ...CACHE, only: "attn_k attn_v" });
    const names = rows.map((frame) => BILL.stages[BILL.frames[frame].stage ?? -1].name.replace("layer0.", ""));
    assert.deepEqual(names, [...Array.from({ length: 5 }, () => ["attn_k", "attn_v"]).flat(), "attn_heads"]);
  });

  test("never begins after it has ended, in a model of any shape", () => {
    for (const trace of shapes()) {
      const { first, last } = passageAt(trace, { from: "backward:attn_k", to: "forward:tok_emb" });
      assert.ok(first >= 0 && first <= last && last < trace.frames.length);
    }
  });
});

describe("the moves of the transport", () => {
  test("lead a frame on and back, and not out of the passage", () => {
    assert.deepEqual(askedBy("next", at(FIRST)), { type: "go", cursor: FIRST + 1 });
    assert.deepEqual(askedBy("back", at(LAST)), { type: "go", cursor: LAST - 1 });
    assert.equal(askedBy("back", at(FIRST)), null);
    assert.equal(askedBy("next", at(LAST)), null);
    assert.deepEqual(askedBy("last", at(FIRST)), { type: "go", cursor: LAST });
    assert.deepEqual(askedBy("next-segment", at(FIRST)), { type: "go", cursor: LAST });
  });

  test("lead back into it from outside", () => {
    assert.deepEqual(askedBy("next", at(0)), { type: "go", cursor: FIRST });
    assert.deepEqual(askedBy("back", at(BILL.frames.length - 1)), { type: "go", cursor: LAST });
  });

  test("lead past the frames that it leaves out", () => {
    const settings = { ...CACHE, only: "attn_k attn_v" };
    const frames = framesOf(BILL, settings);
    const there = (/** @type {number} */ cursor) => ({ ...at(cursor), settings });
    assert.deepEqual(askedBy("next", there(frames[1])), { type: "go", cursor: frames[2] });
    assert.deepEqual(askedBy("back", there(frames[2])), { type: "go", cursor: frames[1] });
    assert.deepEqual(askedBy("next", there(frames[1] + 1)), { type: "go", cursor: frames[2] });
    const to = frames[frames.length - 1];
    assert.deepEqual(askedBy("play", there(frames[1])), { type: "passage-asked", from: frames[2], to, frames });
  });

  test("play on from within, and anew from its end or from outside", () => {
    assert.deepEqual(askedBy("play", at(FIRST)), { type: "passage-asked", from: FIRST + 1, to: LAST });
    for (const cursor of [LAST, 0, LAST + 5]) {
      assert.deepEqual(askedBy("play", at(cursor)), { type: "passage-asked", from: FIRST, to: LAST });
    }
    assert.deepEqual(askedBy("play", at(FIRST, { isPlaying: true })), { type: "stopped" });
  });

  test("leave alone what the page scrolls with", () => {
    for (const move of /** @type {const} */ (["into", "out", "next-phase"]))
      assert.equal(askedBy(move, at(FIRST)), null);
  });
});

describe("the numbers of a frame in words", () => {
  for (const name of ["bill", "first", "layers", "target", "graph-long"]) {
    test(`every frame has a sentence or nothing: ${name}`, () => {
      const trace = traceNamed(name);
      trace.frames.forEach((_, cursor) => {
        const text = numbersText(trace, cursor);
        assert.match(text, /^$|^[A-Za-z␣].*\.$/);
        assert.doesNotMatch(text, /undefined|null|NaN|\[object| {2}/, text);
      });
    });
  }

  test("a vector says the number that is furthest from 0", () => {
    const values = [...stageValues(BILL, stageNamed(BILL, "layer0.attn_q", 2))];
    const furthest = values.reduce((best, each, index) => (Math.abs(each) > Math.abs(values[best]) ? index : best), 0);
    const said = `Furthest from 0 of its 16 numbers: q[${furthest}] = ${digits(values[furthest])}.`;
    assert.equal(numbersText(BILL, frameAt(BILL, "forward:attn_q@2")), said);
  });

  test("a number that the reader chose is said in its place", () => {
    const stage = stageNamed(BILL, "layer0.attn_q", 2);
    const cursor = frameAt(BILL, "forward:attn_q@2");
    const text = numbersText(BILL, cursor, { kind: "stage", stage, element: 3 });
    assert.equal(text, `q[3] = ${digits(stageValues(BILL, stage)[3])}.`);
  });

  test("attention weights are all said, in the order of the positions", () => {
    const weights = stageValues(BILL, stageNamed(BILL, "layer0.head0.attn_weights", 2));
    const [bos, b, i] = [...weights].map(brief);
    assert.equal(numbersText(BILL, frameAt(BILL, "forward:attn_weights@2")), `BOS ${bos}, b ${b}, i ${i}.`);
  });

  test("of the probabilities the largest three are said, the largest first", () => {
    const probs = stageValues(BILL, stageNamed(BILL, "probs", 2));
    const said = numbersText(BILL, frameAt(BILL, "forward:probs@2"));
    const largest = [...probs].sort((a, b) => b - a).slice(0, 3);
    assert.deepEqual(
      [...said.matchAll(/” ([\d.e−]+)/g)].map((match) => match[1].replace(/\.$/, "")),
      largest.map(brief),
    );
  });

  test("on the way back it is the gradients that are said", () => {
    const cursor = frameAt(BILL, "backward:attn_q@2");
    const stage = stageNamed(BILL, "layer0.attn_q", 2);
    const grads = [...stageGrads(BILL, stage, gradientPass(BILL, stage, cursor))];
    const furthest = grads.reduce((best, each, index) => (Math.abs(each) > Math.abs(grads[best]) ? index : best), 0);
    assert.ok(numbersText(BILL, cursor).endsWith(`gradients: q[${furthest}].grad = ${digits(grads[furthest])}.`));
    assert.equal(numbersText(BILL, frameAt(BILL, "backward:attn_logits@0")), "attn_logits[0].grad = 0.");
  });

  test("Adam's frame says what is taken off the parameter that moves furthest", () => {
    const { adam_before: before, adam_update: update } = BILL.columns;
    const { first, rows, columns } = BILL.matrices.find(({ name }) => name === "wte") ?? assert.fail();
    const moved = Array.from({ length: rows * columns }, (_, index) => first + index);
    const most = moved.reduce((best, each) => (Math.abs(update[each]) > Math.abs(update[best]) ? each : best));
    const said = numbersText(BILL, frameAt(BILL, "adam:wte"));
    assert.ok(said.includes(`moves furthest: ${digits(update[most])} is taken off ${digits(before[most])}.`), said);
  });
});
