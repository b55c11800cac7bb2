/**
 * Where single numbers stand in the computation graph: the cell of an element or a parameter, and within it the tree of
 * the operations that made its number.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 * @import {Box, Layout} from "./layout.js"
 * @import {Tree} from "./tree.js"
 *
 * @typedef {{tree: Tree, x: number, y: number, scale: number, root: number}} PlacedTree  a point of the tree is at x +
 *   scale * its own; root: the node whose number the cell shows
 */

import { nodesOfStage } from "../../trace/graph.js";
import { oncePer } from "../../trace/once.js";
import { NONE } from "../../trace/read.js";
import { nodeOf, numParams, paramRef } from "../../trace/refs.js";
import { NODE_HEIGHT, NODE_WIDTH, treeLayout, treeLike } from "./tree.js";

const CAPTION = 0.09; // of a cell's side, above its tree
const TREE_MARGIN = 0.05;

/**
 * The cell of an element of a stage; element `size` is the one that the others share.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @returns {Box}
 */
export function cellBox(layout, trace, stage, element) {
  const block = layout.blocks[stage];
  const { size, head } = trace.stages[stage];
  if (element === size && head === null) {
    return { x: block.x + block.width + 0.4, y: block.y, width: block.cell, height: block.cell };
  }
  const x = block.x + (element % block.across) * block.pitch;
  const y = block.y + Math.floor(element / block.across) * block.pitch;
  return { x, y, width: block.cell, height: block.cell };
}

/**
 * @param {Layout} layout
 * @param {Extract<Ref, {kind: "param"}>} ref
 * @returns {Box}
 */
export function paramBox(layout, { matrix, row, column }) {
  const { x, y, cell } = layout.matrices[matrix];
  return { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
}

/**
 * The stage and the cell in which a node that is no parameter was made.
 *
 * @param {Trace} trace
 * @param {number} node
 * @returns {[stage: number, element: number]}
 */
export function cellOfNode(trace, node) {
  const stage = trace.columns.node_stage[node];
  const element = trace.columns.node_element[node];
  return [stage, element === NONE ? trace.stages[stage].size : element];
}

/**
 * Where a node's number is to be seen: the cell of its element, the shared cell, or its parameter's cell.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} node
 * @returns {Box}
 */
export function cellOf(layout, trace, node) {
  if (node < numParams(trace)) return paramBox(layout, paramRef(trace, node));
  const [stage, element] = cellOfNode(trace, node);
  return cellBox(layout, trace, stage, element);
}

/** @type {(trace: Trace) => Map<number, number[][]>} */
const cellsByStage = oncePer(() => new Map());

/**
 * The nodes of a stage by the cell they belong to.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
function nodesByCell(trace, stage) {
  const made = cellsByStage(trace);
  let cells = made.get(stage);
  if (!cells) {
    const { size } = trace.stages[stage];
    cells = Array.from({ length: size + 1 }, () => /** @type {number[]} */ ([]));
    for (const node of nodesOfStage(trace, stage)) cells[cellOfNode(trace, node)[1]].push(node);
    made.set(stage, cells);
  }
  return cells;
}

/** @type {(trace: Trace) => Map<number, PlacedTree>} */
const trees = oncePer(() => new Map()); // by cell

/**
 * The tree in a cell, and where. Null without a graph, and for a cell that only passes on a number made elsewhere.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @returns {PlacedTree | null}
 */
export function treeIn(layout, trace, stage, element) {
  if (!trace.hasGraph) return null;
  const made = trees(trace);
  const key = trace.stages[stage].first + stage + element; // each stage has one cell more than it has elements
  let placed = made.get(key);
  if (placed) return placed;
  const nodes = nodesByCell(trace, stage)[element];
  if (nodes.length === 0) return null;
  const box = cellBox(layout, trace, stage, element);
  const inside = {
    x: box.x + box.width * TREE_MARGIN,
    y: box.y + box.height * (CAPTION + TREE_MARGIN),
    width: box.width * (1 - 2 * TREE_MARGIN),
    height: box.height * (1 - CAPTION - 2 * TREE_MARGIN),
  };
  const tree = treeOf(trace, stage, nodes, inside.width / inside.height);
  const scale = Math.min(inside.width / tree.width, inside.height / tree.height, box.height / 5);
  placed = {
    tree,
    scale,
    x: inside.x + (inside.width - tree.width * scale) / 2,
    y: inside.y + (inside.height - tree.height * scale) / 2,
    root: /** @type {number} */ (nodes.at(-1)),
  };
  made.set(key, placed);
  return placed;
}

/** @type {(trace: Trace) => Map<string, {tree: Tree, nodes: number[]}>} */
const firstTrees = oncePer(() => new Map());

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
 * The node whose number the cell shows that a stage's elements share.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function sharedRoot(trace, stage) {
  const nodes = nodesByCell(trace, stage)[trace.stages[stage].size];
  return /** @type {number} */ (nodes.at(-1));
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
 * @returns {Box}
 */
export function nodeBox(layout, trace, node) {
  if (node < numParams(trace)) return paramBox(layout, paramRef(trace, node));
  const [stage, element] = cellOfNode(trace, node);
  const placed = /** @type {PlacedTree} */ (treeIn(layout, trace, stage, element));
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

/**
 * The node of a ref, for a stage of one number also when the whole of it is meant.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 */
export function nodeOfRef(trace, ref) {
  if (ref.kind === "stage" && ref.element === null && trace.stages[ref.stage].size === 1) {
    return nodeOf(trace, { ...ref, element: 0 });
  }
  return nodeOf(trace, ref);
}
