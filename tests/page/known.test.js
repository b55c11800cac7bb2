import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digits } from "../../web/draw/format.js";
import { headDim, headOf, layerStages, termIndex } from "../../web/trace/attention.js";
import {
  gradientNote,
  hasAllGradients,
  isUpdated,
  known,
  knownVector,
  lastPass,
  lastSender,
  rowState,
  say,
  sharedWith,
} from "../../web/trace/known.js";
import {
  changesOf,
  gradientPass,
  isComputed,
  positions,
  stageGrads,
  stageNamed,
  stagesNamed,
  stageValues,
} from "../../web/trace/read.js";
import { numParams, paramIndex, paramRef, refOfNode, rowOfStage, sameRef, stageRef } from "../../web/trace/refs.js";
import { kindOf } from "../../web/trace/stages.js";
import { shapes, traceNamed } from "./traces.js";

/** @import {Ref} from "../../web/trace/refs.js" */
/** @import {Trace} from "../../web/trace/read.js" */

const NAMES = ["bill", "first", "layers", "target"];
const ORDER = ["absent", "computed", "partial", "complete", "updated"];

/** Every so manyth thing there is, of every kind: some 200. @param {Trace} trace @returns {Ref[]} */
function someRefs(trace) {
  /** @type {Ref[]} */
  const refs = [];
  trace.stages.forEach(({ size }, stage) => {
    refs.push(stageRef(stage, (stage * 7) % size));
  });
  const count = numParams(trace);
  for (let index = 0; index < count; index += Math.floor(count / 40)) refs.push(paramRef(trace, index));
  for (const id of new Set(trace.header.token_ids)) refs.push({ kind: "param", matrix: 0, row: id, column: 3 });
  const nodes = trace.columns.node_stage.length;
  for (let node = count + 1; node < nodes; node += Math.floor(nodes / 30)) refs.push(refOfNode(trace, node));
  return refs;
}

/** @param {Trace} trace */
const cursorsOf = (trace) => trace.frames.map((_, cursor) => cursor);

/** @param {Trace} trace @param {string} phase */
const firstOf = (trace, phase) => trace.frames.findIndex((frame) => frame.phase === phase);

for (const name of NAMES) {
  describe(`in the trace ${name}`, () => {
    const trace = traceNamed(name);
    const refs = someRefs(trace);
    const last = trace.frames.length - 1;

    test("there are enough things to ask about", () => {
      assert.ok(refs.length >= 150, `${refs.length}`);
    });

    test("what is known of a thing only ever grows", () => {
      for (const ref of refs) {
        let before = 0;
        for (const cursor of cursorsOf(trace)) {
          const { state } = known(trace, ref, cursor);
          const now = ORDER.indexOf(state);
          assert.ok(now >= before, `${JSON.stringify(ref)} was ${ORDER[before]}, is ${state} at ${cursor}`);
          before = now;
        }
      }
    });

    test("there is a value from the frame that computes it on, and no gradient before there is a share", () => {
      for (const ref of refs) {
        for (const cursor of cursorsOf(trace)) {
          const { value, grad, state } = known(trace, ref, cursor);
          assert.equal(value === null, state === "absent");
          if (state === "absent" || state === "computed") assert.equal(grad, null);
          if (state === "complete" || state === "updated") assert.equal(typeof grad, "number");
          if (cursor < firstOf(trace, "backward")) assert.ok(state === "absent" || state === "computed");
        }
      }
    });

    test("the value of a stage is what the trace has, and a complete gradient what the last pass left", () => {
      for (const ref of refs) {
        if (ref.kind !== "stage" || rowOfStage(trace, ref.stage)) continue;
        const { stage } = ref;
        const element = /** @type {number} */ (ref.element);
        for (const cursor of cursorsOf(trace)) {
          const { value, grad, state } = known(trace, ref, cursor);
          if (state !== "absent") assert.equal(value, stageValues(trace, stage)[element]);
          if (state === "complete") assert.equal(grad, stageGrads(trace, stage, trace.header.passes - 1)[element]);
        }
        assert.equal(known(trace, ref, last).state, lastPass(trace, stage) < 0 ? "computed" : "complete");
      }
    });

    test("a parameter ends with what Adam made of it, and the gradient that it took", () => {
      const { adam_before, adam_after, adam_grad } = trace.columns;
      for (const ref of refs) {
        if (ref.kind !== "param") continue;
        const index = paramIndex(trace, ref);
        for (const cursor of cursorsOf(trace)) {
          const { value, grad, state } = known(trace, ref, cursor);
          assert.equal(value, state === "updated" ? adam_after[index] : adam_before[index]);
          if (state === "complete" || state === "updated") assert.equal(grad, adam_grad[index]);
        }
        assert.equal(known(trace, ref, last).state, "updated");
      }
    });

    test("a matrix is updated in its own frame of Adam and not before", () => {
      trace.matrices.forEach((_, matrix) => {
        const frame = trace.frames.findIndex((each) => each.phase === "adam" && each.matrix === matrix);
        assert.deepEqual([isUpdated(trace, matrix, frame - 1), isUpdated(trace, matrix, frame)], [false, true]);
      });
    });

    test("every gradient of a parameter is there when Adam begins, and not before", () => {
      const adam = firstOf(trace, "adam");
      assert.deepEqual([hasAllGradients(trace, adam - 1), hasAllGradients(trace, adam)], [false, true]);
      trace.matrices.forEach(({ rows }, matrix) => {
        for (let row = 0; row < rows; row++) assert.equal(rowState(trace, matrix, row, adam), "complete");
      });
    });

    test("a token's embedding says the same as its row of wte, at every frame", () => {
      for (const stage of stagesNamed(trace, "tok_emb")) {
        const row = rowOfStage(trace, stage);
        assert.ok(row && trace.matrices[row.matrix].name === "wte");
        for (const cursor of cursorsOf(trace)) {
          for (const column of [0, 5]) {
            const said = known(trace, stageRef(stage, column), cursor);
            if (isComputed(trace, stage, cursor)) {
              assert.deepEqual(said, known(trace, { kind: "param", ...row, column }, cursor));
            } else assert.equal(said.state, "absent");
          }
        }
      }
    });

    test("where the same letter stands twice both embeddings are one, and each says where the other is", () => {
      const ids = trace.header.token_ids.slice(0, -1);
      const stages = stagesNamed(trace, "tok_emb");
      const at = ids.findIndex((id, position) => ids.indexOf(id, position + 1) > 0);
      const away = ids.indexOf(ids[at], at + 1);
      const [one, other] = [stages[at], stages[away]];
      for (const cursor of cursorsOf(trace)) {
        if (!isComputed(trace, other, cursor)) continue;
        assert.deepEqual(known(trace, stageRef(one, 2), cursor), known(trace, stageRef(other, 2), cursor));
      }
      assert.deepEqual(sharedWith(trace, stageRef(one, 2)), [away]);
      assert.deepEqual(sharedWith(trace, stageRef(other, 2)), [at]);
      assert.match(say(trace, stageRef(one, 2), last), new RegExp(`the same numbers as at position ${away} `));
    });

    test("a whole vector is known as its elements are", () => {
      for (let stage = 0; stage < trace.stages.length; stage += 5) {
        const elements = Array.from({ length: trace.stages[stage].size }, (_, element) => stageRef(stage, element));
        for (const cursor of cursorsOf(trace)) {
          const vector = knownVector(trace, stage, cursor);
          const each = elements.map((ref) => known(trace, ref, cursor));
          if (!vector) {
            assert.ok(each.every(({ state }) => state === "absent"));
            continue;
          }
          assert.deepEqual(
            [...Array.from(vector.values)],
            each.map(({ value }) => value),
          );
          if (vector.grads)
            assert.deepEqual(
              Array.from(vector.grads),
              each.map(({ grad }) => grad),
            );
          else assert.ok(gradientPass(trace, stage, cursor) < 0 || each.some(({ grad }) => grad === null));
        }
      }
    });

    test("a sentence can be said of everything at every frame, and none has a number that is not known", () => {
      for (const ref of refs) {
        for (const cursor of cursorsOf(trace)) {
          const { value, grad, state } = known(trace, ref, cursor);
          const text = say(trace, ref, cursor);
          assert.doesNotMatch(text, /null|undefined|NaN/);
          assert.equal(text.endsWith(": not computed yet"), state === "absent");
          if (value !== null) assert.ok(text.includes(` = ${digits(value)}`), text);
          if (grad !== null) assert.ok(text.includes(`gradient ${digits(grad, true)}`), text);
          else assert.doesNotMatch(text, /gradient [+−0-9]/);
        }
      }
    });

    test("an operation is known as the stage that it was made for", () => {
      for (const ref of refs) {
        if (ref.kind !== "node") continue;
        const stage = trace.columns.node_stage[ref.node];
        for (const cursor of cursorsOf(trace)) {
          const { value, grad, state } = known(trace, ref, cursor);
          assert.equal(state !== "absent", isComputed(trace, stage, cursor));
          if (state !== "absent") assert.equal(value, trace.columns.node_data[ref.node]);
          if (grad !== null) assert.equal(grad, trace.columns.node_grad[ref.node]);
        }
        assert.equal(known(trace, ref, last).state, lastPass(trace, stage) < 0 ? "computed" : "complete");
      }
    });
  });
}

describe("what gathers", () => {
  for (const name of ["bill", "layers", "target"]) {
    for (const role of /** @type {const} */ (["key", "value"])) {
      test(`a ${role} vector has what the cache counts while positions still send, in ${name}`, () => {
        const trace = traceNamed(name);
        const column = trace.columns[`cache_${role}_grads`];
        const base = { key: "attn_k", value: "attn_v" }[role];
        let partial = 0;
        trace.stages.forEach(({ name: of, layer, position }, stage) => {
          if (kindOf(of).base !== base || layer === null || position === null) return;
          const element = headDim(trace) + 1; // of head 1
          const head = headOf(trace, element);
          const senders = layerStages(trace, layer)[role === "key" ? "logits" : "out"][head];
          for (const cursor of cursorsOf(trace)) {
            const { state, grad } = known(trace, stageRef(stage, element), cursor);
            const sent = senders.map((sender) => trace.passAt[cursor] >= 0 && trace.backwardFrame[0][sender] <= cursor);
            const earliest = sent.findIndex((each, t) => each && t >= position);
            assert.equal(lastSender(trace, cursor, layer, role, position, head) ?? -1, earliest);
            if (state === "computed") assert.equal(earliest, -1);
            if (state !== "partial") continue;
            partial += 1;
            assert.equal(grad, column[termIndex(trace, earliest, layer, position, element)]);
            assert.equal(gradientNote(trace, stageRef(stage, element), cursor), "so far");
          }
        });
        assert.ok(partial > 0);
      });

      test(`a ${role} vector is complete with what its own position sends last, in ${name}`, () => {
        const trace = traceNamed(name);
        const base = { key: "attn_k", value: "attn_v" }[role];
        trace.header.token_ids.slice(1).forEach((_, position) => {
          const stage = stageNamed(trace, `layer0.${base}`, position);
          if (lastPass(trace, stage) < 0) return;
          const own = trace.columns[`cache_${role}_grads`][termIndex(trace, position, 0, position, 1)];
          assert.ok(Math.abs(own - stageGrads(trace, stage, 0)[1]) < 1e-12);
        });
      });
    }
  }

  test("a row of wte gathers a share from each position of its letter, and says how much it has", () => {
    const trace = traceNamed("bill");
    const ids = trace.header.token_ids;
    const id = ids[3]; // an l, as the next
    assert.equal(ids[4], id);
    const frames = [4, 3].map((position) => trace.backwardFrame[0][stageNamed(trace, "tok_emb", position)]);
    const ref = /** @type {const} */ ({ kind: "param", matrix: 0, row: id, column: 4 });
    const at = (/** @type {number} */ cursor) => known(trace, ref, cursor);
    assert.equal(at(frames[0] - 1).state, "computed");
    assert.equal(gradientNote(trace, ref, frames[0] - 1), "no gradient yet");
    assert.equal(at(frames[0]).state, "partial");
    assert.equal(at(frames[1] - 1).state, "partial");
    assert.equal(at(frames[1]).state, "complete");
    const shares = [4, 3].map((position) => stageGrads(trace, stageNamed(trace, "embedding", position), 0)[4]);
    assert.ok(Math.abs(/** @type {number} */ (at(frames[0]).grad) - shares[0]) < 1e-15);
    assert.ok(Math.abs(/** @type {number} */ (at(frames[1]).grad) - shares[0] - shares[1]) < 1e-15);
    assert.match(say(trace, ref, frames[0]), /^wte\[\d+\]\[4\] = \S+, gradient \S+ so far$/);
  });

  test("where the trace does not count what a row has gathered, it says that part is there and no number", () => {
    const trace = traceNamed("bill");
    const { token_grads: _, ...columns } = trace.columns;
    const without = { ...trace, columns };
    const ref = /** @type {const} */ ({ kind: "param", matrix: 0, row: trace.header.token_ids[3], column: 4 });
    const cursor = trace.backwardFrame[0][stageNamed(trace, "tok_emb", 4)];
    assert.deepEqual([known(without, ref, cursor).grad, known(without, ref, cursor).state], [null, "partial"]);
    assert.match(say(without, ref, cursor), /gradient not whole yet$/);
  });

  test("a weight that every position uses is complete when the first position has sent its share", () => {
    const trace = traceNamed("bill");
    const matrix = trace.matrices.findIndex(({ name }) => name === "layer0.attn_wq");
    const ref = /** @type {const} */ ({ kind: "param", matrix, row: 1, column: 5 });
    const frames = stagesNamed(trace, "layer0.attn_q").map((stage) => trace.backwardFrame[0][stage]);
    const states = frames.map((frame) => known(trace, ref, frame).state);
    assert.deepEqual(states, ["complete", ...frames.slice(1).map(() => "partial")]);
    const before = Math.min(...frames) - 1;
    assert.ok(trace.passAt[before] >= 0); // in the midst of the backward pass
    assert.deepEqual(known(trace, ref, before), {
      value: trace.columns.adam_before[paramIndex(trace, ref)],
      grad: null,
      state: "computed",
    });
    assert.match(say(trace, ref, before), /no gradient yet$/);
  });

  test("a letter that is not in the document has no gradient until Adam comes to it with 0", () => {
    const trace = traceNamed("bill");
    const row = trace.header.vocabulary.indexOf("z");
    const ref = /** @type {const} */ ({ kind: "param", matrix: 0, row, column: 0 });
    const adam = firstOf(trace, "adam");
    assert.deepEqual(
      [adam - 1, adam].map((cursor) => known(trace, ref, cursor)).map(({ grad, state }) => [grad, state]),
      [
        [null, "computed"],
        [0, isUpdated(trace, 0, adam) ? "updated" : "complete"],
      ],
    );
  });

  test("the residual stream has part of its gradient when what was added to it has been through, but no number", () => {
    const trace = traceNamed("bill");
    const stage = stageNamed(trace, "layer0.attn_residual", 0);
    const user = trace.backwardFrame[0][stageNamed(trace, "layer0.mlp_residual", 0)];
    assert.deepEqual(known(trace, stageRef(stage, 3), user - 1).state, "computed");
    const { grad, state } = known(trace, stageRef(stage, 3), user);
    assert.deepEqual([grad, state], [null, "partial"]);
    assert.match(say(trace, stageRef(stage, 3), user), /, gradient not whole yet$/);
  });

  test("with a backward pass at each position a key says after how many of them its gradient is", () => {
    const trace = traceNamed("first");
    const { passes } = trace.header;
    const stage = stageNamed(trace, "layer0.attn_k", 0);
    const notes = [];
    for (let pass = 0; pass < passes; pass++) {
      const frame = trace.backwardFrame[pass][stage];
      const { grad, state } = known(trace, stageRef(stage, 2), frame);
      assert.equal(grad, stageGrads(trace, stage, pass)[2]);
      assert.equal(state, pass === passes - 1 ? "complete" : "partial");
      notes.push(gradientNote(trace, stageRef(stage, 2), frame));
    }
    assert.deepEqual(notes, [
      ...notes.slice(0, -1).map((_, pass) => `after ${pass + 1} of ${passes} backward passes`),
      "",
    ]);
  });

  test("with the loss of one position what comes after it never gets a gradient, and says why", () => {
    const trace = traceNamed("target");
    const last = trace.frames.length - 1;
    const ref = stageRef(stageNamed(trace, "layer0.attn_q", 3), 1);
    assert.equal(gradientNote(trace, ref, last), "no gradient: this loss was not made from it");
    assert.equal(gradientNote(trace, ref, firstOf(trace, "backward") - 1), "");
    assert.equal(known(trace, stageRef(stageNamed(trace, "layer0.attn_q", 2), 1), last).state, "complete");
  });
});

test("a vector as a whole has no one value, and a loss is one though it is asked for as a whole", () => {
  const trace = traceNamed("bill");
  const last = trace.frames.length - 1;
  const whole = known(trace, stageRef(stageNamed(trace, "layer0.attn_q", 1)), last);
  assert.deepEqual(whole, { value: null, grad: null, state: "complete" });
  const loss = stageNamed(trace, "mean_loss", null);
  assert.deepEqual(known(trace, stageRef(loss), last), { value: trace.header.loss, grad: 1, state: "complete" });
  assert.match(say(trace, stageRef(loss), last), /^loss = \S+, gradient \+1\.000$/);
});

test("of an experiment the changes are what is known, also of an embedding", () => {
  const trace = traceNamed("edited");
  const changes = changesOf(trace);
  const last = trace.frames.length - 1;
  for (const stage of [stageNamed(trace, "tok_emb", 0), stageNamed(trace, "logits", 1)]) {
    const { first } = trace.stages[stage];
    assert.equal(known(changes, stageRef(stage, 5), last).value, trace.columns.stage_changes[first + 5]);
    assert.deepEqual(Array.from(knownVector(changes, stage, last)?.values ?? []).length, trace.stages[stage].size);
    assert.match(say(changes, stageRef(stage, 5), last), /^change of /);
  }
  assert.deepEqual(sharedWith(changes, stageRef(stageNamed(trace, "tok_emb", 1), 5)), []);
});

test("in models from small to large the frames of a trace tell when everything is computed", () => {
  for (const trace of shapes()) {
    const last = trace.frames.length - 1;
    assert.ok(positions(trace) > 0);
    trace.stages.forEach((_, stage) => {
      assert.ok(isComputed(trace, stage, last));
      assert.ok(!isComputed(trace, stage, 0));
      assert.equal(lastPass(trace, stage), 0);
    });
  }
});

test("refs that point at the same thing are the same", () => {
  assert.ok(sameRef(stageRef(3, 1), { kind: "stage", stage: 3, element: 1 }));
  assert.ok(!sameRef(stageRef(3, 1), stageRef(3)));
  assert.ok(!sameRef(null, stageRef(3)));
  assert.ok(sameRef(null, null));
});
