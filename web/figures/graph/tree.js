/**
 * The little tree of scalar operations behind one number of a block: where each node stands. Its rows (see spine.js) are set
 * below each other; long sums go on in a second panel. Lengths are in node heights.
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
 * @typedef {object} Edge  between two items
 * @property {number} from
 * @property {number} to
 * @property {number} operand  which operand it is (-1: with helpers between)
 * @property {boolean} vertical  down the spine
 */

import { folded, PORT } from "./helpers.js";
import { inRows } from "./spine.js";

export const NODE_WIDTH = 3.6;
export const NODE_HEIGHT = 1;
const COLUMN_GAP = 3;
const LINE_GAP = 0.3;
const ROW_GAP = 0.35;
export const PANEL_GAP = 2;
const MOST_PANELS = 8;

/**
 * The tree of nodes that were made for one element, given in the order in which they were made. Set in as many panels as
 * make it fit best into a box with this ratio of width to height.
 *
 * @param {Trace} trace
 * @param {ArrayLike<number>} nodes
 * @param {number} aspect
 * @returns {Tree}
 */
export function treeLayout(trace, nodes, aspect) {
  const { items, edges, rows } = inRows(trace, nodes);
  const heights = rows.map((lines) => lines * (NODE_HEIGHT + LINE_GAP) - LINE_GAP + ROW_GAP);
  const columnPitch = NODE_WIDTH + COLUMN_GAP;
  const panelWidth = Math.max(...items.map(({ column }) => column)) * columnPitch + NODE_WIDTH;
  const { places, ...size } = inBestPanels(heights, panelWidth, aspect);

  const order = items.map((_, index) => index);
  order.sort((a, b) => Number(items[a].kind === PORT) - Number(items[b].kind === PORT) || a - b);
  const sorted = order.map((index) => items[index]);
  const rank = new Int32Array(items.length);
  for (const [at, index] of order.entries()) rank[index] = at;
  const moved = edges.map((each) => ({ ...each, from: rank[each.from], to: rank[each.to] }));
  const kinds = Uint8Array.from(sorted, ({ kind }) => kind);
  return {
    ...size,
    nodes: Uint32Array.from(sorted, ({ node }) => node),
    kinds,
    x: Float32Array.from(sorted, ({ row, column }) => {
      const right = places[row].panel * (panelWidth + PANEL_GAP) + panelWidth - NODE_WIDTH / 2;
      return right - column * columnPitch;
    }),
    y: Float32Array.from(
      sorted,
      ({ row, line }) => places[row].top + line * (NODE_HEIGHT + LINE_GAP) + NODE_HEIGHT / 2,
    ),
    count: items.filter(({ kind }) => kind !== PORT).length,
    edges: moved,
    folded: folded(moved, kinds),
  };
}

/**
 * Rows in the number of panels that makes the nodes largest.
 *
 * @param {number[]} heights
 * @param {number} panelWidth
 * @param {number} aspect
 */
function inBestPanels(heights, panelWidth, aspect) {
  let best = { width: 0, height: 0, places: /** @type {{panel: number, top: number}[]} */ ([]) };
  let largest = 0;
  for (let panels = 1; panels <= Math.min(heights.length, MOST_PANELS); panels++) {
    const { places, height, used } = inPanels(heights, panels);
    const width = used * panelWidth + (used - 1) * PANEL_GAP;
    const size = Math.min(aspect / width, 1 / height);
    if (size > largest * 1.05) [best, largest] = [{ width, height, places }, size];
  }
  return best;
}

/**
 * Rows set into at most so many panels: of each its panel and top.
 *
 * @param {number[]} heights
 * @param {number} panels
 */
function inPanels(heights, panels) {
  const all = heights.reduce((sum, each) => sum + each, 0);
  let [panel, top, tallest, done] = [0, 0, 0, 0];
  const places = heights.map((each) => {
    if (top > 0 && done + each / 2 > ((panel + 1) * all) / panels) [panel, top] = [panel + 1, 0];
    const place = { panel, top };
    top += each;
    done += each;
    tallest = Math.max(tallest, top - ROW_GAP);
    return place;
  });
  return { places, height: tallest, used: panel + 1 };
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
