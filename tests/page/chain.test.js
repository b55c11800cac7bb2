import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { termIndex } from "../../web/trace/attention.js";
import { chainOf, wayBack } from "../../web/trace/chain.js";
import { additionsOf } from "../../web/trace/graph.js";
import { known } from "../../web/trace/known.js";
import { stageNamed, stageValues } from "../../web/trace/read.js";
import { paramIndex, stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const bill = traceNamed("bill");

/**
 * @param {number} a
 * @param {number} b
 * @param {string} [message]
 */
function close(a, b, message) {
  assert.ok(Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b)) + 1e-9, `${message ?? ""} ${a} and ${b}`);
}

describe("the chain rule with its terms", () => {
  for (const name of ["bill", "layers", "target"]) {
    test(`a complete gradient is the sum of what its uses brought: ${name}`, () => {
      const trace = traceNamed(name);
      trace.stages.forEach(({ size }, stage) => {
        for (const element of [0, size - 1]) {
          const ref = stageRef(stage, element);
          for (const cursor of [trace.backwardFrame[0][stage], trace.frames.length - 1]) {
            if (cursor >= trace.frames.length) continue;
            const { grad, state } = known(trace, ref, cursor);
            const terms = chainOf(trace, ref, cursor);
            const isLoss = cursor === trace.frames.findIndex(({ phase }) => phase === "backward");
            if (state !== "complete" || isLoss || terms === null) continue;
            if (terms.length === 0) assert.ok(grad === 0 || grad === 1, trace.stages[stage].name);
            else close(terms[terms.length - 1].sum, Number(grad), `${trace.stages[stage].name}[${element}]`);
          }
        }
      });
    });
  }

  test("each term adds its share to what was there", () => {
    const ref = stageRef(stageNamed(bill, "layer0.attn_norm", 2), 3);
    const terms = chainOf(bill, ref, bill.frames.length - 1) ?? [];
    assert.equal(terms.length, 48); // for 16 numbers each of the query, the key and the value vector
  });

  test("a key is given gradient by each position that has read it and been gone back through", () => {
    const key = stageNamed(bill, "layer0.attn_k", 1);
    const at = (/** @type {number} */ t) => bill.backwardFrame[0][stageNamed(bill, "layer0.head0.attn_logits", t)];
    const terms = chainOf(bill, stageRef(key, 3), at(3)) ?? [];
    assert.deepEqual(
      terms.map(({ ref }) => bill.stages[ref.stage].position),
      [4, 3],
    );
    terms.forEach(({ share, sum, local, factor }, index) => {
      const place = termIndex(bill, 4 - index, 0, 1, 3);
      close(share, bill.columns.cache_key_sent[place]);
      close(sum, bill.columns.cache_key_grads[place]);
      const query = stageNamed(bill, "layer0.attn_q", 4 - index);
      assert.deepEqual(factor, stageRef(query, 3));
      assert.equal(local, stageValues(bill, query)[3]);
    });
  });

  test("a weight is given gradient at every position", () => {
    const matrix = bill.matrices.findIndex(({ name }) => name === "layer0.attn_wq");
    const ref = { kind: /** @type {const} */ ("param"), matrix, row: 2, column: 5 };
    const terms = chainOf(bill, ref, bill.frames.length - 1) ?? [];
    assert.equal(terms.length, 5);
    close(terms[4].sum, bill.columns.adam_grad[paramIndex(bill, ref)]);
  });

  test("within a softmax the way back is told from where it parts", () => {
    const ref = stageRef(stageNamed(bill, "layer0.head1.attn_logits", 2), 1);
    const cursor = bill.backwardFrame[0][ref.stage];
    const { terms, way } = wayBack(bill, ref, cursor) ?? { terms: [], way: [] };
    assert.equal(terms.length, 2); // exp is used for its own weight, and in the sum that all are divided by
    assert.equal(way.length, 2); // exp, and the largest taken off
    close(way[0].share, Number(way[0].local) * terms[1].sum);
    close(way[1].share, Number(known(bill, ref, cursor).grad));
  });

  test("nothing has come back before the backward pass, and after several passes the trace does not say", () => {
    const ref = stageRef(stageNamed(bill, "layer0.attn_k", 1), 3);
    assert.deepEqual(chainOf(bill, ref, bill.forwardFrame[stageNamed(bill, "logits", 4)]), []);
    assert.equal(chainOf(bill, stageRef(ref.stage), bill.frames.length - 1), null);
    const first = traceNamed("first");
    assert.equal(chainOf(first, stageRef(5, 1), first.frames.length - 1), null);
  });
});

test("a sum is told term by term, with what it is by then, and nothing of it is left out", () => {
  const node = bill.columns.stage_nodes[bill.stages[stageNamed(bill, "layer0.attn_q", 2)].first + 3];
  const additions = additionsOf(bill, node);
  const { node_data: data } = bill.columns;
  assert.equal(additions.length, 16);
  additions.forEach(({ term, sum }, index) => {
    const before = index === 0 ? 0 : data[additions[index - 1].sum];
    assert.equal(data[sum], before + data[term]);
  });
  assert.equal(additions[15].sum, node);
});
