import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cursorFor, momentAt, nodeAt, nodeLook, rowLook, rowParts, stageLook } from "../../web/figures/graph/moment.js";
import { refText } from "../../web/figures/graph/text.js";
import { nodesOfStage, opOf } from "../../web/trace/graph.js";
import { known, say } from "../../web/trace/known.js";
import { operationCount, operationNodes } from "../../web/trace/moves.js";
import { stageGrads, stageNamed } from "../../web/trace/read.js";
import { numParams, stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

/** @import {Trace} from "../../web/trace/read.js" */

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} [operation]
 * @param {number} [t]
 */
const at = (trace, cursor, operation = null, t = 1) => momentAt(trace, { cursor, operation, t });

for (const name of ["bill", "first", "layers", "target"]) {
  describe(`in the trace ${name}`, () => {
    const trace = traceNamed(name);
    const cursors = trace.frames.map((_, cursor) => cursor);

    test("a stage shows a number if that is known, and never another", () => {
      for (const cursor of cursors) {
        const moment = at(trace, cursor);
        trace.stages.forEach(({ size }, stage) => {
          const element = (stage * 7) % size;
          const { value, grad, state } = known(trace, stageRef(stage, element), cursor);
          const { look, pass, parts } = stageLook(moment, stage);
          assert.equal(look === "empty", value === null);
          if (look === "gradient") assert.equal(stageGrads(trace, stage, pass)[element], grad);
          else if (moment.isBackward && value !== null) {
            assert.notEqual(state, "complete");
            assert.equal(parts ? parts[element] : null, grad, "what has been gathered so far");
          }
        });
      }
    });

    test("a row of parameters shows its gradients once all shares have come, and before that what is known", () => {
      for (const cursor of cursors) {
        const moment = at(trace, cursor);
        trace.matrices.forEach(({ rows }, matrix) => {
          for (let row = 0; row < rows; row += 5) {
            const { state, grad } = known(trace, { kind: "param", matrix, row, column: 0 }, cursor);
            const isComplete = state === "complete" || state === "updated";
            const wanted = !moment.isBackward ? "value" : isComplete ? "gradient" : "waiting";
            assert.equal(rowLook(moment, matrix, row), wanted);
            if (wanted === "waiting") assert.equal(rowParts(moment, matrix, row)?.[0] ?? null, grad);
          }
        });
      }
    });

    test("a node shows its gradient when the one there is of it is all of it", () => {
      const nodes = trace.columns.node_stage.length;
      for (const cursor of cursors) {
        const moment = at(trace, cursor);
        for (let node = numParams(trace); node < nodes; node += 601) {
          const { grad, value } = known(trace, { kind: "node", node }, cursor);
          const wanted =
            value === null ? "empty" : !moment.isBackward ? "value" : grad === null ? "waiting" : "gradient";
          assert.equal(nodeLook(moment, node), wanted);
        }
      }
    });

    test("operation by operation a stage comes to be, and its gradients go", () => {
      for (const phase of ["forward", "backward"]) {
        const cursor = trace.frames.findIndex((frame) => {
          return (
            frame.phase === phase && frame.stage !== null && trace.stages[frame.stage].name.endsWith("attn_weights")
          );
        });
        const nodes = operationNodes(trace, cursor);
        const steps = operationCount(trace, cursor);
        for (let operation = 0; operation < steps; operation++) {
          const moment = at(trace, cursor, operation);
          const done = nodes.filter((node) => ["value", "gradient"].includes(nodeLook(moment, node)));
          const isLast = trace.passAt[cursor] === trace.header.passes - 1;
          if (phase === "forward" || isLast) assert.equal(done.length, operation + 1);
          assert.equal(moment.opNode, nodes[operation]);
        }
      }
    });
  });
}

const bill = traceNamed("bill");
const query = stageNamed(bill, "layer0.attn_q", 1);

test("there is no node for an operation that a frame has not, nor without a graph", () => {
  const cursor = bill.forwardFrame[query];
  assert.equal(nodeAt(bill, cursor, operationCount(bill, cursor)), null);
  assert.equal(nodeAt(bill, cursor, -1), null);
  assert.equal(nodeAt(bill, 0, 0), null);
  assert.equal(nodeAt({ ...bill, hasGraph: false }, cursor, 0), null);
});

test("while a stage is computed the number in focus adds up, then the others are told one after the other", () => {
  const cursor = bill.forwardFrame[query];
  const told = (/** @type {number} */ t) => {
    const moment = momentAt(bill, { cursor, operation: null, t, selection: stageRef(query, 9) });
    return Array.from({ length: 16 }, (_, i) => i).filter((i) => / = /.test(refText(moment, stageRef(query, i))));
  };
  assert.deepEqual(told(0.3), []);
  assert.deepEqual(told(0.72), [0, 9]);
  assert.ok(told(0.85).length > 5 && told(0.85).length < 16);
  assert.equal(told(1).length, 16);
  assert.equal(cursorFor(at(bill, cursor), stageRef(query, 15)), cursor);
});

test("a constant is called one", () => {
  const node = nodesOfStage(bill, query).find((each) => opOf(bill, each) === "");
  const ref = { kind: /** @type {const} */ ("node"), node: node ?? -1 };
  assert.equal(refText(at(bill, bill.forwardFrame[query]), ref), "a constant: 0 = 0");
});

test("a thing is told as everywhere; a whole block with its name and place too", () => {
  for (const cursor of [0, bill.forwardFrame[query], bill.backwardFrame[0][query], bill.frames.length - 1]) {
    const moment = at(bill, cursor);
    for (const ref of [stageRef(query, 3), { kind: /** @type {const} */ ("param"), matrix: 2, row: 1, column: 5 }]) {
      assert.equal(refText(moment, ref), say(bill, ref, cursor));
    }
  }
  const whole = (/** @type {number} */ cursor) => refText(at(bill, cursor), stageRef(query));
  const name = "query, position 1 “b”: q, 16 numbers";
  assert.equal(whole(0), `${name}: not computed yet`);
  assert.equal(whole(bill.forwardFrame[query]), name);
  assert.equal(whole(bill.backwardFrame[0][query] - 20), `${name}, no gradient yet`);
});
