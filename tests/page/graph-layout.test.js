import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cellBox, nodeBox, paramBox, treeIn } from "../../web/figures/graph/cells.js";
import { refAt } from "../../web/figures/graph/hit.js";
import { graphLayout } from "../../web/figures/graph/layout.js";
import { positions } from "../../web/trace/read.js";
import { nodeOf, refOfNode } from "../../web/trace/refs.js";
import { shapes, traceNamed } from "./traces.js";

/**
 * @import {Box, Layout} from "../../web/figures/graph/layout.js"
 * @import {Trace} from "../../web/trace/read.js"
 */

const NAMES = ["bill", "first", "layers", "graph-heads", "graph-long", "graph-wide", "graph-deep"];
const SLACK = 1e-9;

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlap(one, other) {
  const isBeside = one.x >= other.x + other.width - SLACK || other.x >= one.x + one.width - SLACK;
  return !isBeside && one.y < other.y + other.height - SLACK && other.y < one.y + one.height - SLACK;
}

/**
 * @param {Box} outer
 * @param {Box} inner
 */
function holds(outer, inner) {
  return (
    inner.x >= outer.x - SLACK &&
    inner.y >= outer.y - SLACK &&
    inner.x + inner.width <= outer.x + outer.width + SLACK &&
    inner.y + inner.height <= outer.y + outer.height + SLACK
  );
}

/**
 * Every cell, and the matrices of parameters as wholes.
 *
 * @param {Trace} trace
 * @param {Layout} layout
 */
function boxesOf(trace, layout) {
  const boxes = layout.matrices.map((place) => ({ ...place, name: trace.matrices[place.matrix].name }));
  trace.stages.forEach(({ size, name, position }, stage) => {
    for (let element = 0; element < size + Number(layout.blocks[stage].hasShared); element++) {
      const named = { name: `${name} ${position} ${element}`, matrix: -1, cell: 0 };
      boxes.push({ ...cellBox(layout, trace, stage, element), ...named });
    }
  });
  return boxes.sort((a, b) => a.x - b.x);
}

/** @param {Trace} trace */
function standApart(trace) {
  const layout = graphLayout(trace);
  const boxes = boxesOf(trace, layout);
  boxes.forEach((box, i) => {
    assert.ok(holds(layout.bounds, box), `${box.name} is outside the bounds`);
    for (let j = i + 1; j < boxes.length && boxes[j].x < box.x + box.width; j++) {
      assert.ok(!overlap(box, boxes[j]), `${box.name} overlaps ${boxes[j].name}`);
    }
  });
}

test("cells and matrices stand apart within the bounds, in models from small to large", () => {
  for (const trace of shapes()) standApart(trace);
});

test("positions are columns: what belongs to one stands within its own", () => {
  for (const trace of shapes()) {
    const layout = graphLayout(trace);
    assert.equal(layout.columns, positions(trace));
    trace.stages.forEach(({ position }, stage) => {
      if (position === null) return;
      const { x, width } = layout.blocks[stage];
      const left = position * layout.columnPitch;
      assert.ok(x >= left - SLACK && x + width <= left + layout.columnPitch, `${stage} is in its column`);
    });
  }
});

for (const name of NAMES) {
  describe(`in the graph of ${name}`, () => {
    const trace = traceNamed(name);
    const layout = graphLayout(trace);
    const count = trace.columns.node_op.length;

    test("cells and matrices stand apart within the bounds", () => standApart(trace));

    test("every node has a place of its own", () => {
      const places = new Set();
      for (let node = 0; node < count; node++) {
        const { x, y, width, height } = nodeBox(layout, trace, node);
        assert.ok([x, y, width, height].every(Number.isFinite), `node ${node} has a place`);
        places.add(`${x.toFixed(7)} ${y.toFixed(7)}`);
      }
      assert.equal(places.size, count);
    });

    test("every tree is inside its cell, and its edges are the graph's", () => {
      const { node_first: firsts, node_operands: operands } = trace.columns;
      trace.stages.forEach(({ size }, stage) => {
        for (let element = 0; element <= size; element++) {
          const placed = treeIn(layout, trace, stage, element);
          if (!placed) continue;
          const { tree, x, y, scale } = placed;
          const box = { x, y, width: tree.width * scale, height: tree.height * scale };
          assert.ok(holds(cellBox(layout, trace, stage, element), box), `the tree of ${stage} ${element} is inside`);
          for (const { from, to, operand } of tree.edges) {
            assert.equal(operands[firsts[tree.nodes[to]] + operand], tree.nodes[from]);
          }
        }
      });
    });

    test("what is found at a place is what stands there", () => {
      for (let node = 0; node < count; node += 97) {
        const { x, y, width, height } = nodeBox(layout, trace, node);
        const found = refAt(layout, trace, x + width / 2, y + height / 2, 0);
        assert.ok(found, `something is at node ${node}`);
        assert.equal(nodeOf(trace, found), nodeOf(trace, refOfNode(trace, node)));
      }
      trace.matrices.forEach((_, matrix) => {
        const ref = /** @type {const} */ ({ kind: "param", matrix, row: 1, column: 2 });
        const { x, y, width, height } = paramBox(layout, ref);
        assert.deepEqual(refAt(layout, trace, x + width / 2, y + height / 2, 0), ref);
      });
    });

    test("the same structure gives the same layout, whatever the numbers", () => {
      const other = traceNamed(name);
      other.columns.stage_values = other.columns.stage_values.map(() => 1);
      assert.deepEqual(graphLayout(other), layout);
    });
  });
}
