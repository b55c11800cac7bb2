import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { equationText, namesText } from "../../web/figures/graph/equation.js";
import { cameraOf, numberCamera } from "../../web/figures/graph/follow.js";
import { graphLayout } from "../../web/figures/graph/layout.js";
import * as levels from "../../web/figures/graph/levels.js";
import { momentAt } from "../../web/figures/graph/moment.js";
import { elementPresence, nodePresence } from "../../web/figures/graph/presence.js";
import { stepsOf, stepText } from "../../web/figures/graph/sums.js";
import { nodesOfStage, operandsOf, opOf } from "../../web/trace/graph.js";
import { stageNamed } from "../../web/trace/read.js";
import { stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const bill = traceNamed("bill");
const query = stageNamed(bill, "layer0.attn_q", 1);
const SIZE = { width: 1110, height: 666 };
const TIMES = Array.from({ length: 101 }, (_, i) => i / 100);

/**
 * @param {number} cursor
 * @param {number} t
 */
const moving = (cursor, t) => momentAt(bill, { cursor, operation: null, t, selection: stageRef(query, 3) });

test("zoomed slowly from the whole to a single node, no level of detail pops", () => {
  const { ramp: _, treeStrength, captionStrength, ...others } = levels;
  /** @type {Record<string, (px: number) => number>} */
  const strengths = {
    ...others,
    tree: (px) => treeStrength(px, px / 12),
    caption: (px) => captionStrength(px, px / 7),
  };
  for (const [name, strength] of Object.entries(strengths)) {
    let before = strength(0.5);
    for (let px = 0.5; px < 8000; px *= 1.005) {
      const now = strength(px);
      assert.ok(now >= 0 && now <= 1, name);
      assert.ok(Math.abs(now - before) < 0.08, `${name} jumps at ${px} px`);
      before = now;
    }
    assert.deepEqual([strength(0), strength(8000)], [0, 1], `${name} goes from nothing to all`);
  }
});

test("forward the number in focus comes before the others, and its operations in the order they are made in", () => {
  const cursor = bill.forwardFrame[query];
  const own = nodesOfStage(bill, query).filter((node) => bill.columns.node_element[node] === 3);
  for (const t of TIMES) {
    const moment = moving(cursor, t);
    const there = own.map((node) => nodePresence(moment, node));
    assert.deepEqual(
      there,
      there.toSorted((a, b) => b - a),
      `at ${t}`,
    );
    for (let element = 0; element < 16; element++) {
      if (element !== 3 && t > 0.4 && t < 0.7) assert.equal(elementPresence(moment, element), 0);
    }
  }
  assert.equal(elementPresence(moving(cursor, 0.3), 3), 0);
  assert.ok(elementPresence(moving(cursor, 0.75), 3) > 0.9);
});

test("backward the result of the number in focus gets its gradient first, and its first product last", () => {
  const cursor = bill.backwardFrame[0][query];
  const own = nodesOfStage(bill, query).filter((node) => bill.columns.node_element[node] === 3);
  for (const t of TIMES) {
    const there = own.map((node) => nodePresence(moving(cursor, t), node));
    assert.deepEqual(
      there,
      there.toSorted((a, b) => a - b),
      `at ${t}`,
    );
  }
});

for (const phase of /** @type {const} */ (["forward", "backward"])) {
  test(`${phase} all that comes begins at nothing, ends at all and never goes back`, () => {
    const cursor = phase === "forward" ? bill.forwardFrame[query] : bill.backwardFrame[0][query];
    for (const node of nodesOfStage(bill, query).filter((_, i) => i % 7 === 0)) {
      const presences = TIMES.map((t) => nodePresence(moving(cursor, t), node));
      assert.equal(presences[0], 0);
      assert.equal(presences[100], 1);
      for (const [i, each] of presences.entries()) assert.ok(each >= (presences[i - 1] ?? 0));
      for (const [i, each] of presences.entries()) assert.ok(each - (presences[i - 1] ?? 0) < 0.75, "it fades in");
    }
  });
}

for (const name of ["bill", "first", "layers"]) {
  describe(`in the trace ${name}`, () => {
    const trace = traceNamed(name);
    const { node_data: data, stage_nodes: nodes } = trace.columns;
    const stage = stageNamed(trace, "layer0.attn_q", 1);

    test("a sum is told term by term as Python added it up: every number of it is a node's", () => {
      const steps = stepsOf(trace, nodes[trace.stages[stage].first + 2]);
      assert.equal(steps.length, trace.header.config.n_embd);
      for (const [i, { term, sum, before }] of steps.entries()) {
        assert.equal(opOf(trace, term), "*");
        const added = i === 0 ? data[term] : data[steps[i - 1].sum] + data[term];
        assert.equal(data[sum], added);
        if (before !== null) assert.equal(data[before], data[steps[i - 1].sum]);
        assert.match(stepText(trace, steps[i]), i === 0 ? /^\S+ × \S+ = \S+$/ : /^\S+ \+ \S+ × \S+ = \S+$/);
      }
      assert.equal(steps.at(-1)?.sum, nodes[trace.stages[stage].first + 2]);
    });

    test("what is done with a sum is told after it, and of what is only read nothing but its number", () => {
      const told = (/** @type {string} */ name) => {
        const at = stageNamed(trace, name, 1);
        const steps = stepsOf(trace, nodes[trace.stages[at].first]);
        return steps.map((step) => stepText(trace, step).replace(/−?[\d.]+(e−?\d+)?/g, "n"));
      };
      const { n_embd: size, n_head: heads } = trace.header.config;
      const logits = ["n × n = n", ...Array(size / heads - 1).fill("n + n × n = n"), "n × n = n"];
      assert.deepEqual(told("layer0.head0.attn_logits"), logits);
      assert.deepEqual(told("layer0.attn_residual"), ["n + n = n"]);
      assert.deepEqual(told("loss").slice(0, 2), ["log(n) = n", "n × n = n"]);
    });

    test("an operation is told in full, with the names of its operands", () => {
      const [product] = nodesOfStage(trace, stage).filter((node) => opOf(trace, node) === "*");
      assert.match(equationText(trace, product), /^[−\d.e]+ × [−\d.e]+ = [−\d.e]+$/);
      assert.equal(namesText(trace, product), "wq[0][0] × x[0]");
      const sum = nodesOfStage(trace, stage).find((node) => {
        return opOf(trace, node) === "+" && operandsOf(trace, node).every((each) => opOf(trace, each.node) !== "");
      });
      assert.equal(namesText(trace, sum ?? -1), "sum so far + product");
    });
  });
}

test("the camera that follows goes from frame to frame without a jump, and stands while sums add up", () => {
  const layout = graphLayout(bill);
  for (const near of ["block", "number"]) {
    const settings = { follow: true, near, camera: null };
    for (const cursor of [bill.forwardFrame[query], bill.backwardFrame[0][query], bill.frames.length - 3]) {
      const camera = (/** @type {number} */ at, /** @type {number} */ t) =>
        cameraOf(
          { trace: bill, look: /** @type {any} */ ({ cursor: at, operation: null, t, selection: null }), settings },
          SIZE,
        );
      const [start, before] = [camera(cursor, 0), camera(cursor - 1, 1)];
      assert.deepEqual(start, before);
      assert.deepEqual(camera(cursor, 0.5), camera(cursor, 1));
      let last = start;
      for (const t of TIMES) {
        const now = camera(cursor, t);
        const moved = Math.hypot(now.x - last.x, now.y - last.y) * Math.min(now.k, last.k);
        assert.ok(moved < SIZE.width / 3, `${moved} px at ${t}`);
        assert.ok(Math.abs(Math.log(now.k / last.k)) < 0.5, `from ${last.k} to ${now.k} at ${t}`);
        last = now;
      }
    }
  }
  assert.equal(numberCamera(layout, bill, { cursor: 0, operation: null }, SIZE), null, "no number is in focus");
});
