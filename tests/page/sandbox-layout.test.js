import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../../web/figures/sandbox/columns.js";
import { layoutOf, pathOf, pointAlong } from "../../web/figures/sandbox/layout.js";
import { leavesOf, sliders, textOf } from "../../web/figures/sandbox/leaves.js";
import { momentOf, placeOf } from "../../web/figures/sandbox/moment.js";

/** @import {Walk, WalkNode} from "../../web/wire/protocol.js" */

/**
 * @param {number[][]} operands  of each node
 * @returns {WalkNode[]}
 */
const graph = (operands) =>
  operands.map((of, node) => ({
    op: of.length ? "+" : "",
    operands: of,
    locals: of.map(() => 1),
    written_locals: of.map(() => "1.0"),
    data: node,
    grad: 1,
    name: of.length ? "" : `n${node}`,
    text: `n${node}`,
    written: true,
    of: "",
    lines: [],
  }));

const SOFTMAX = graph([[], [], [0], [1], [2, 3], [4], [2, 5]]);

/** A graph of many nodes, made at random but always alike. @param {number} seed */
function some(seed) {
  let state = seed;
  const next = (/** @type {number} */ below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  /** @type {number[][]} */
  const operands = [[], [], [], []];
  while (operands.length < 20) operands.push([operands.length - 1 - next(3), next(operands.length)]);
  return graph(operands);
}

test("a node stands to the right of its operands, and a leaf beside the first that uses it", () => {
  assert.deepEqual(columnsOf(SOFTMAX), [0, 0, 1, 1, 2, 3, 4]);
  assert.deepEqual(columnsOf(graph([[], [], [0], [2, 1]])), [0, 1, 1, 2]);
  for (let seed = 1; seed < 20; seed++) {
    const nodes = some(seed);
    const column = columnsOf(nodes);
    nodes.forEach(({ operands }, node) => {
      for (const operand of operands) assert.ok(column[operand] < column[node]);
    });
  }
});

test("no two nodes stand on one another, and all stand in the picture", () => {
  for (const nodes of [SOFTMAX, graph([[]]), ...Array.from({ length: 30 }, (_, seed) => some(seed + 1))]) {
    for (const room of [320, 672, 1040]) {
      const { nodes: places, box, width, height } = layoutOf(nodes, room);
      places.forEach((one, at) => {
        assert.ok(one.x >= 0 && one.y >= 0 && one.x + box.width <= width && one.y + box.height <= height);
        for (const other of places.slice(at + 1)) {
          assert.ok(Math.abs(one.x - other.x) >= box.width || Math.abs(one.y - other.y) >= box.height);
        }
      });
    }
  }
});

test("a wire goes through no node that it does not join", () => {
  for (const nodes of [SOFTMAX, ...Array.from({ length: 30 }, (_, seed) => some(seed + 1))]) {
    const { nodes: places, box, wires } = layoutOf(nodes, 1040);
    for (const { node, operand, points } of wires) {
      for (let share = 0; share <= 1; share += 0.01) {
        const { x, y } = pointAlong(points, share);
        places.forEach((place, at) => {
          if (at === node || at === operand) return;
          const isIn = x > place.x && x < place.x + box.width && y > place.y && y < place.y + box.height;
          assert.ok(!isIn, `${operand} to ${node} through ${at} at ${x}, ${y}`);
        });
      }
    }
  }
});

test("both wires of a number that is used twice are seen", () => {
  const { wires } = layoutOf(graph([[], [0, 0]]), 672);
  assert.equal(wires.length, 2);
  assert.notEqual(pathOf(wires[0].points), pathOf(wires[1].points));
});

test("what travels begins at one end of its wire and arrives at the other", () => {
  const { wires } = layoutOf(SOFTMAX, 672);
  for (const { points } of wires) {
    assert.deepEqual(pointAlong(points, 0), points[0]);
    assert.deepEqual(pointAlong(points, 1), points.at(-1));
  }
});

test("the numbers of leaves are read from a link as they are written there", () => {
  assert.deepEqual(leavesOf("a=2,b=-3.5"), { a: 2, b: -3.5 });
  assert.deepEqual(leavesOf(""), {});
  assert.deepEqual(leavesOf("a=x,=3,b,c=,d=1"), { d: 1 });
  assert.equal(textOf({ a: 2, b: -3.5 }), "a=2,b=-3.5");
});

test("a leaf is shown as it was set before Python has answered, on a slider that holds it", () => {
  const leaves = [
    { name: "a", value: 2 },
    { name: "b", value: 7.5 },
  ];
  assert.deepEqual(sliders(leaves, { a: 2.5 }), [
    { name: "a", value: 2.5, min: -4, max: 4 },
    { name: "b", value: 7.5, min: -8, max: 8 },
  ]);
});

/** a + b, made and walked back. @type {Walk} */
const SUM = {
  text: "a + b",
  refused: null,
  leaves: [],
  root: 2,
  nodes: graph([[], [], [0, 1]]),
  steps: [
    { phase: "forward", node: 2, shares: [], lines: [] },
    { phase: "start", node: 2, shares: [], lines: [] },
    {
      phase: "backward",
      node: 2,
      shares: [0, 1].map((operand) => ({ operand, local: 1, share: 1, before: 0, after: 1 })),
      lines: [],
    },
  ],
};

test("a number is there when it has arrived, and not before", () => {
  const made = (/** @type {number} */ at) => momentOf(SUM, at, false).isMade[2];
  const grads = (/** @type {number} */ at) => momentOf(SUM, at, false).grads;
  assert.deepEqual([0, 0.1, 1].map(made), [false, false, true]);
  assert.deepEqual([1, 2, 2.1, 3].map(grads), [
    [null, null, null],
    [0, 0, 1],
    [0, 0, 1],
    [1, 1, 1],
  ]);
});

test("without motion a step is whole at once", () => {
  assert.equal(momentOf(SUM, 0.1, true).t, 1);
  assert.deepEqual(momentOf(SUM, 0.1, true).isMade, [true, true, true]);
});

test("it opens at the first step backward, and never after the last", () => {
  assert.equal(placeOf(SUM, null), 3);
  assert.equal(placeOf(SUM, 7), 3);
  assert.equal(placeOf({ ...SUM, steps: [] }, null), 0);
});
