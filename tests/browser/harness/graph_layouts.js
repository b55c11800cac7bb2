// Checks of the graph's layout that need no browser: prints what is wrong, and "fine" if nothing is.

import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { nodeOf, readTrace, refOfNode } from "../../../web/trace/read.js";
import { cellBox, graphLayout, nodeBox, paramBox, refAt, treeIn } from "../../../web/figures/graph/layout.js";

const [headerPath, bytesPath] = process.argv.slice(2);
const header = JSON.parse(readFileSync(headerPath, "utf8"));
const bytes = new Uint8Array(readFileSync(bytesPath)).buffer;
const read = () => readTrace(header, bytes);
const trace = read();
const layout = graphLayout(trace);
const complaints = [];
const complain = (text) => complaints.length < 20 && complaints.push(text);
const overlap = (a, b) =>
  a.x < b.x + b.width - 1e-9 &&
  b.x < a.x + a.width - 1e-9 &&
  a.y < b.y + b.height - 1e-9 &&
  b.y < a.y + a.height - 1e-9;

// every cell, and the parameters' matrices as wholes
const boxes = layout.matrices.map((place) => ({ ...place, name: trace.matrices[place.matrix].name }));
trace.stages.forEach(({ size, name, position }, stage) => {
  for (let element = 0; element < size + Number(layout.blocks[stage].hasShared); element++) {
    boxes.push({ ...cellBox(layout, trace, stage, element), name: `${name} ${position} ${element}` });
  }
});
boxes.sort((a, b) => a.x - b.x);
for (let i = 0; i < boxes.length; i++) {
  for (let j = i + 1; j < boxes.length && boxes[j].x < boxes[i].x + boxes[i].width; j++) {
    if (overlap(boxes[i], boxes[j])) complain(`${boxes[i].name} overlaps ${boxes[j].name}`);
  }
  const { x, y, width, height } = boxes[i];
  const { bounds } = layout;
  const isInside =
    x >= bounds.x && y >= bounds.y && x + width <= bounds.x + bounds.width && y + height <= bounds.y + bounds.height;
  if (!isInside) complain(`${boxes[i].name} is outside the bounds`);
}

// every node has a place of its own, inside its cell
const count = trace.columns.node_op.length;
const places = new Set();
for (let node = 0; node < count; node++) {
  const box = nodeBox(layout, trace, node);
  if (![box.x, box.y, box.width, box.height].every(Number.isFinite)) complain(`node ${node} has no place`);
  places.add(`${box.x.toFixed(7)} ${box.y.toFixed(7)}`);
}
if (places.size !== count) complain(`${count} nodes have only ${places.size} places`);
trace.stages.forEach(({ size, name }, stage) => {
  for (let element = 0; element <= size; element++) {
    const placed = treeIn(layout, trace, stage, element);
    if (!placed) continue;
    const cell = cellBox(layout, trace, stage, element);
    const { tree } = placed;
    const isInside =
      placed.x >= cell.x &&
      placed.y >= cell.y &&
      placed.x + tree.width * placed.scale <= cell.x + cell.width + 1e-9 &&
      placed.y + tree.height * placed.scale <= cell.y + cell.height + 1e-9;
    if (!isInside) complain(`the tree of ${name} ${element} leaves its cell`);
    for (const { from, to, operand } of tree.edges) {
      const { node_first, node_operands } = trace.columns;
      if (node_operands[node_first[tree.nodes[to]] + operand] !== tree.nodes[from])
        complain(`a wrong edge in ${name} ${element}`);
    }
  }
});

// what is found at a place is what stands there
for (let node = 0; node < count; node += 97) {
  const box = nodeBox(layout, trace, node);
  const found = refAt(layout, trace, box.x + box.width / 2, box.y + box.height / 2, 0);
  const wanted = refOfNode(trace, node);
  if (!found || nodeOf(trace, found) !== nodeOf(trace, wanted)) complain(`at node ${node} is ${JSON.stringify(found)}`);
}
trace.matrices.forEach((_, matrix) => {
  const ref = { kind: "param", matrix, row: 1, column: 2 };
  const box = paramBox(layout, ref);
  const found = refAt(layout, trace, box.x + box.width / 2, box.y + box.height / 2, 0);
  if (JSON.stringify(found) !== JSON.stringify(ref)) complain(`at ${JSON.stringify(ref)} is ${JSON.stringify(found)}`);
});

// the same structure gives the same layout, whatever the numbers
const digest = (it) => createHash("sha256").update(JSON.stringify(it)).digest("hex");
const other = read();
other.columns.stage_values = other.columns.stage_values.map(() => 1);
if (digest(graphLayout(other)) !== digest(layout)) complain("the layout depends on the numbers");
console.log(complaints.length ? complaints.join("\n") : "fine");
