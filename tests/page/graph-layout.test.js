import assert from "node:assert/strict";
import { test } from "node:test";
import { cellBox, paramBox } from "../../web/figures/graph/cells.js";
import { graphLayout } from "../../web/figures/graph/layout.js";
import { refAt } from "../../web/figures/graph/pick.js";
import { nodeBox, treeIn } from "../../web/figures/graph/trees.js";
import { nodeOf, refOfNode } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const NAMES = ["bill", "first", "layers", "graphs/heads", "graphs/long", "graphs/wide", "graphs/deep"];

/**
 * @typedef {import("../../web/figures/graph/layout.js").Box} Box
 */

/**
 * @param {Box} a
 * @param {Box} b
 */
const overlap = (a, b) =>
  a.x < b.x + b.width - 1e-9 &&
  b.x < a.x + a.width - 1e-9 &&
  a.y < b.y + b.height - 1e-9 &&
  b.y < a.y + a.height - 1e-9;

/**
 * @param {Box} box
 * @param {Box} around
 */
const isInside = ({ x, y, width, height }, around) =>
  x >= around.x &&
  y >= around.y &&
  x + width <= around.x + around.width + 1e-9 &&
  y + height <= around.y + around.height + 1e-9;

/**
 * @param {Box} box
 * @returns {[x: number, y: number]}
 */
const middleOf = ({ x, y, width, height }) => [x + width / 2, y + height / 2];

for (const name of NAMES) {
  const trace = traceNamed(name);
  const layout = graphLayout(trace);
  const { node_first, node_operands, node_op } = trace.columns;
  const nodes = node_op.length;

  test(`every cell and every matrix has a place of its own within the bounds: ${name}`, () => {
    const boxes = layout.matrices.map((place) => ({ ...place, of: trace.matrices[place.matrix].name }));
    trace.stages.forEach(({ size, name: of, position }, stage) => {
      for (let element = 0; element < size + Number(layout.blocks[stage].hasShared); element++) {
        boxes.push({
          .../** @type {any} */ (cellBox(layout, trace, stage, element)),
          of: `${of} ${position} ${element}`,
        });
      }
    });
    boxes.sort((a, b) => a.x - b.x);
    boxes.forEach((box, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].x < box.x + box.width; j++) {
        assert.ok(!overlap(box, boxes[j]), `${box.of} overlaps ${boxes[j].of}`);
      }
      assert.ok(isInside(box, layout.bounds), `${box.of} is outside the bounds`);
    });
  });

  test(`every node has a place of its own, in a tree within its cell: ${name}`, () => {
    const places = new Set();
    for (let node = 0; node < nodes; node++) {
      const { x, y, width, height } = nodeBox(layout, trace, node);
      assert.ok([x, y, width, height].every(Number.isFinite), `node ${node} has no place`);
      places.add(`${x.toFixed(7)} ${y.toFixed(7)}`);
    }
    assert.equal(places.size, nodes);
    trace.stages.forEach(({ size, name: of }, stage) => {
      for (let element = 0; element <= size; element++) {
        const placed = treeIn(layout, trace, stage, element);
        if (!placed) continue;
        const { x, y, scale, tree } = placed;
        const box = { x, y, width: tree.width * scale, height: tree.height * scale };
        assert.ok(
          isInside(box, cellBox(layout, trace, stage, element)),
          `the tree of ${of} ${element} leaves its cell`,
        );
        for (const { from, to, operand } of tree.edges) {
          assert.equal(node_operands[node_first[tree.nodes[to]] + operand], tree.nodes[from], `${of} ${element}`);
        }
      }
    });
  });

  test(`what is found at a place is what stands there: ${name}`, () => {
    for (let node = 0; node < nodes; node += 97) {
      const found = refAt(layout, trace, ...middleOf(nodeBox(layout, trace, node)), 0);
      const wanted = nodeOf(trace, refOfNode(trace, node));
      assert.equal(found && nodeOf(trace, found), wanted, `at node ${node} is ${JSON.stringify(found)}`);
    }
    for (const matrix of trace.matrices.keys()) {
      const ref = { kind: /** @type {const} */ ("param"), matrix, row: 1, column: 2 };
      assert.deepEqual(refAt(layout, trace, ...middleOf(paramBox(layout, ref)), 0), ref);
    }
  });
}

test("the same structure gives the same layout, whatever the numbers", () => {
  const [trace, other] = [traceNamed("bill"), traceNamed("bill")];
  other.columns.stage_values = other.columns.stage_values.map(() => 1);
  assert.deepEqual(graphLayout(other), graphLayout(trace));
});
