/**
 * The trees of scalar operations in the cells of the computation graph, each set when it is first looked at.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Box, Layout} from "./layout.js"
 * @import {Tree} from "./tree.js"
 *
 * @typedef {{tree: Tree, x: number, y: number, scale: number, root: number}} PlacedTree
 *   a point of the tree is at x + scale * its own; root: the node whose number the cell shows
 */

import { nodesOfStage } from "../../trace/graph.js";
import { oncePer } from "../../trace/once.js";
import { NONE } from "../../trace/read.js";
import { numParams, paramRef } from "../../trace/refs.js";
import { cellBox, cellOfNode, paramBox } from "./cells.js";
import { NODE_HEIGHT, NODE_WIDTH, treeLayout, treeLike } from "./tree.js";

const CAPTION = 0.09; // of a cell's side, above its tree
const TREE_MARGIN = 0.05;

/** By stage, by cell. @type {(trace: Trace) => Map<number, number[][]>} */
const cellsOfStages = oncePer(() => new Map());
/** By cell. @type {(trace: Trace) => Map<number, PlacedTree>} */
const placedTrees = oncePer(() => new Map());
/** By what they are. @type {(trace: Trace) => Map<string, {tree: Tree, nodes: number[]}>} */
const firstTrees = oncePer(() => new Map());

/**
 * The nodes of a stage by the cell they belong to.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
function nodesByCell(trace, stage) {
  const known = cellsOfStages(trace);
  const found = known.get(stage);
  if (found) return found;
  const { node_element } = trace.columns;
  const { size } = trace.stages[stage];
  /** @type {number[][]} */
  const cells = Array.from({ length: size + 1 }, () => []);
  for (const node of nodesOfStage(trace, stage))
    cells[node_element[node] === NONE ? size : node_element[node]].push(node);
  known.set(stage, cells);
  return cells;
}

/**
 * The node whose number the cell shows that a stage's elements share.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function sharedRoot(trace, stage) {
  return /** @type {number} */ (nodesByCell(trace, stage)[trace.stages[stage].size].at(-1));
}

/**
 * The tree in a cell, and where. Null without a graph, and for a cell that only passes on a number made elsewhere.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 */
export function treeIn(layout, trace, stage, element) {
  if (!trace.hasGraph) return null;
  const known = placedTrees(trace);
  const key = trace.stages[stage].first + stage + element; // each stage has one cell more than it has elements
  const found = known.get(key);
  if (found) return found;
  const nodes = nodesByCell(trace, stage)[element];
  if (nodes.length === 0) return null;
  const placed = placedIn(cellBox(layout, trace, stage, element), (aspect) => treeOf(trace, stage, nodes, aspect));
  const tree = { ...placed, root: nodes[nodes.length - 1] };
  known.set(key, tree);
  return tree;
}

/**
 * @param {Box} box
 * @param {(aspect: number) => Tree} treeFor
 */
function placedIn(box, treeFor) {
  const x = box.x + box.width * TREE_MARGIN;
  const y = box.y + box.height * (CAPTION + TREE_MARGIN);
  const width = box.width * (1 - 2 * TREE_MARGIN);
  const height = box.height * (1 - CAPTION - 2 * TREE_MARGIN);
  const tree = treeFor(width / height);
  const scale = Math.min(width / tree.width, height / tree.height, box.height / 5);
  return { tree, scale, x: x + (width - tree.width * scale) / 2, y: y + (height - tree.height * scale) / 2 };
}

/**
 * The tree of nodes, set as the first of its kind was, if there was one.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number[]} nodes
 * @param {number} aspect
 */
function treeOf(trace, stage, nodes, aspect) {
  const firsts = firstTrees(trace);
  const kind = `${trace.stages[stage].name} ${nodes.length}`;
  const first = firsts.get(kind);
  const alike = first && treeLike(trace, first.tree, first.nodes, nodes);
  if (alike) return alike;
  const tree = treeLayout(trace, nodes, aspect);
  if (!first) firsts.set(kind, { tree, nodes });
  return tree;
}

/**
 * @param {PlacedTree} placed
 * @param {number} item
 * @returns {Box}
 */
export function itemBox({ tree, x, y, scale }, item) {
  const [width, height] = [NODE_WIDTH * scale, NODE_HEIGHT * scale];
  return { x: x + tree.x[item] * scale - width / 2, y: y + tree.y[item] * scale - height / 2, width, height };
}

/**
 * The box of a node: a parameter's cell, or its place in the tree of its cell.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} node
 */
export function nodeBox(layout, trace, node) {
  if (node < numParams(trace)) return paramBox(layout, paramRef(trace, node));
  const placed = /** @type {PlacedTree} */ (treeIn(layout, trace, ...cellOfNode(trace, node)));
  return itemBox(placed, placed.tree.nodes.subarray(0, placed.tree.count).indexOf(node));
}

/**
 * The box that stands for a ref: its cell, its block, or its node.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {Box | null}
 */
export function refBox(layout, trace, ref) {
  if (ref.kind === "param") return layout.matrices[ref.matrix] ? paramBox(layout, ref) : null;
  if (ref.kind === "node") return trace.hasGraph ? nodeBox(layout, trace, ref.node) : null;
  const block = layout.blocks[ref.stage];
  if (!block) return null;
  return ref.element === null ? block : cellBox(layout, trace, ref.stage, ref.element);
}
