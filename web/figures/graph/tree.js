/**
 * The little tree of scalar operations behind one number of a block: which rows it is set in, where each node stands.
 *
 * A sum is set as it is added up: one row for each term, its products to the left, the running total down the
 * right-hand side (the spine). Operands made elsewhere appear at the left as ports. Long sums go on in a second panel.
 * Lengths are in node heights.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} Tree
 * @property {number} width
 * @property {number} height
 * @property {Uint32Array} nodes  of each item: a node made here, or a port's operand, made elsewhere
 * @property {Float32Array} x  of each item's middle
 * @property {Float32Array} y
 * @property {Uint8Array} kinds  NODE, HELPER or PORT
 * @property {number} count  how many items are nodes; ports follow
 * @property {Edge[]} edges  to each node from its operands
 * @property {Edge[]} folded  the same with the helpers left out
 *
 * @typedef {object} Edge
 * @property {number} from  an item
 * @property {number} to
 * @property {number} operand  which of the operands it is; -1: with helpers between
 * @property {boolean} vertical
 */

import { opOf } from "../../trace/graph.js";
import { isHelper, isPlusZero } from "./helpers.js";

export const NODE_WIDTH = 3.6;
export const NODE_HEIGHT = 1;
const COLUMN_GAP = 3;
const LINE_GAP = 0.3;
const ROW_GAP = 0.35;
export const PANEL_GAP = 2;

export const NODE = 0;
export const HELPER = 1;
export const PORT = 2;

/**
 * The tree of nodes that were made for one element, given in the order in which they were made. Set in as many panels
 * as make it fit best into a box with this ratio of width to height.
 *
 * @param {Trace} trace
 * @param {ArrayLike<number>} nodes
 * @param {number} aspect
 * @returns {Tree}
 */
export function treeLayout(trace, nodes, aspect) {
  const { node_first, node_operands } = trace.columns;
  const here = new Set(Array.from(nodes));
  /** @type {Map<number, number>} */
  const itemOf = new Map();
  /** @type {{node: number, kind: number, column: number, line: number, row: number}[]} */
  const items = [];
  /** @type {Edge[]} */
  const edges = [];

  /**
   * @param {number} node
   * @param {number} kind
   * @param {number} row
   */
  const newItem = (node, kind, row) => items.push({ node, kind, column: 0, line: 0, row }) - 1;

  /** @type {{lines: number}[]} */
  const rows = [];
  let deepest = 0;

  // an operand of some node, set at a column left of the spine, below the lines already taken in its row
  /** @type {(operand: number, column: number, row: number) => number} */
  const setOperand = (operand, column, row) => {
    const known = itemOf.get(operand);
    if (known !== undefined) return known;
    deepest = Math.max(deepest, column);
    const isHere = here.has(operand);
    const item = newItem(operand, isHere ? (isHelper(trace, operand) ? HELPER : NODE) : PORT, row);
    if (isHere) itemOf.set(operand, item);
    items[item].column = column;
    const [first, end] = isHere ? [node_first[operand], node_first[operand + 1]] : [0, 0];
    const before = rows[row].lines;
    for (let edge = first; edge < end; edge++) {
      edges.push({
        from: setOperand(node_operands[edge], column + 1, row),
        to: item,
        operand: edge - first,
        vertical: false,
      });
    }
    if (rows[row].lines === before) rows[row].lines += 1;
    items[item].line = (before + rows[row].lines - 1) / 2;
    return item;
  };

  // from a root along first operands down to the first term, then set from there
  /** @param {number} root */
  const setSpine = (root) => {
    const spine = [root];
    for (;;) {
      const at = spine[spine.length - 1];
      if (isPlusZero(trace, at) || node_first[at] === node_first[at + 1]) break;
      const next = node_operands[node_first[at]];
      if (!here.has(next) || itemOf.has(next) || opOf(trace, next) === "") break;
      spine.push(next);
    }
    spine.reverse();
    for (const node of spine) itemOf.set(node, newItem(node, isHelper(trace, node) ? HELPER : NODE, -1));
    spine.forEach((node, index) => {
      const row = rows.push({ lines: 0 }) - 1;
      const item = /** @type {number} */ (itemOf.get(node));
      items[item].row = row;
      const first = node_first[node];
      for (let edge = first; edge < node_first[node + 1]; edge++) {
        const operand = node_operands[edge];
        const onSpine = index > 0 && operand === spine[index - 1];
        edges.push({ from: setOperand(operand, 1, row), to: item, operand: edge - first, vertical: onSpine });
      }
      if (rows[row].lines === 0) rows[row].lines = 1;
      items[item].line = (rows[row].lines - 1) / 2;
    });
  };
  for (let i = nodes.length - 1; i >= 0; i--) if (!itemOf.has(nodes[i])) setSpine(nodes[i]);

  // rows one below the other, in the number of panels that makes the nodes largest
  const heights = rows.map(({ lines }) => lines * (NODE_HEIGHT + LINE_GAP) - LINE_GAP + ROW_GAP);
  const panelWidth = deepest * (NODE_WIDTH + COLUMN_GAP) + NODE_WIDTH;
  let best = { size: 0, width: 0, height: 0, places: /** @type {[panel: number, top: number][]} */ ([]) };
  for (let panels = 1; panels <= Math.min(rows.length, 8); panels++) {
    const { places, height, used } = inPanels(heights, panels);
    const width = used * panelWidth + (used - 1) * PANEL_GAP;
    const size = Math.min(aspect / width, 1 / height);
    if (size > best.size * 1.05) best = { size, width, height, places };
  }
  const order = items.map((_, index) => index);
  order.sort((a, b) => Number(items[a].kind === PORT) - Number(items[b].kind === PORT) || a - b);
  const rank = new Int32Array(items.length);
  for (const [at, index] of order.entries()) rank[index] = at;
  const count = items.filter(({ kind }) => kind !== PORT).length;
  const moved = edges.map((each) => ({ ...each, from: rank[each.from], to: rank[each.to] }));
  const kinds = Uint8Array.from(order, (index) => items[index].kind);
  return {
    width: best.width,
    height: best.height,
    nodes: Uint32Array.from(order, (index) => items[index].node),
    kinds,
    x: Float32Array.from(order, (index) => {
      const [panel] = best.places[items[index].row];
      const right = panel * (panelWidth + PANEL_GAP) + panelWidth - NODE_WIDTH / 2;
      return right - items[index].column * (NODE_WIDTH + COLUMN_GAP);
    }),
    y: Float32Array.from(order, (index) => {
      const [, top] = best.places[items[index].row];
      return top + items[index].line * (NODE_HEIGHT + LINE_GAP) + NODE_HEIGHT / 2;
    }),
    count,
    edges: moved,
    folded: folded(moved, kinds),
  };
}

/**
 * The tree of other nodes that were made by the same line of Python, set as a known one; null if they differ after all.
 *
 * @param {Trace} trace
 * @param {Tree} tree
 * @param {ArrayLike<number>} made  the nodes of that tree, as they were made
 * @param {ArrayLike<number>} nodes
 * @returns {Tree | null}
 */
export function treeLike(trace, tree, made, nodes) {
  const { node_first, node_operands, node_op } = trace.columns;
  if (nodes.length !== made.length) return null;
  /** @type {Map<number, number>} */
  const twin = new Map();
  for (let i = 0; i < made.length; i++) {
    if (node_op[made[i]] !== node_op[nodes[i]]) return null;
    twin.set(made[i], nodes[i]);
  }
  const moved = tree.nodes.map((node) => twin.get(node) ?? node);
  for (const { from, to, operand } of tree.edges) {
    const node = node_operands[node_first[moved[to]] + operand];
    if (tree.kinds[from] === PORT) moved[from] = node;
    else if (moved[from] !== node) return null;
  }
  return { ...tree, nodes: moved };
}

/**
 * Rows set into at most so many panels: of each its panel and top.
 *
 * @param {number[]} heights
 * @param {number} panels
 */
function inPanels(heights, panels) {
  const all = heights.reduce((sum, each) => sum + each, 0);
  /** @type {[number, number][]} */
  const places = [];
  let [panel, top, height, done] = [0, 0, 0, 0];
  for (const each of heights) {
    if (top > 0 && done + each / 2 > ((panel + 1) * all) / panels) [panel, top] = [panel + 1, 0];
    places.push([panel, top]);
    top += each;
    done += each;
    height = Math.max(height, top - ROW_GAP);
  }
  return { places, height, used: panel + 1 };
}

/**
 * Edges with the helpers taken out: what flowed through one goes past it.
 *
 * @param {Edge[]} edges
 * @param {Uint8Array} kinds
 * @returns {Edge[]}
 */
function folded(edges, kinds) {
  /** @type {Map<number, number>} */
  const through = new Map(); // helper -> the operand that it stands for, the first; a constant stands for none
  for (const { from, to } of edges) if (kinds[to] === HELPER && !through.has(to)) through.set(to, from);
  /** @type {Edge[]} */
  const result = [];
  for (const each of edges) {
    if (kinds[each.to] === HELPER) continue;
    let { from } = each;
    while (kinds[from] === HELPER && through.has(from)) from = /** @type {number} */ (through.get(from));
    if (kinds[from] === HELPER) continue;
    result.push(from === each.from ? each : { ...each, from, operand: -1 });
  }
  return result;
}
