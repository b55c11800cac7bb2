/**
 * The tree of scalar operations behind a number as rows: a sum is set as it is added up, one row for each term, its products
 * to the left, the running total down the right-hand side (the spine). Operands made elsewhere appear as ports.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Edge} from "./tree.js"
 *
 * @typedef {object} Item  a node made here, or a port
 * @property {number} node
 * @property {number} kind  NODE, HELPER or PORT
 * @property {number} column  left of the spine
 * @property {number} row
 * @property {number} line  of its row, or between two
 */

import { opOf } from "../../trace/graph.js";
import { HELPER, isHelper, isPlusZero, NODE, PORT } from "./helpers.js";

/**
 * @param {Trace} trace
 * @param {ArrayLike<number>} nodes  as they were made
 */
export function inRows(trace, nodes) {
  const { node_first, node_operands } = trace.columns;
  const here = new Set(Array.from(nodes));
  /** @type {Map<number, number>} */
  const itemOf = new Map();
  /** @type {Item[]} */
  const items = [];
  /** @type {Edge[]} */
  const edges = [];
  /** How many lines each row takes. @type {number[]} */
  const rows = [];

  /**
   * @param {number} node
   * @param {number} column
   * @param {number} row
   */
  function addItem(node, column, row) {
    const kind = !here.has(node) ? PORT : isHelper(trace, node) ? HELPER : NODE;
    const item = items.push({ node, kind, column, row, line: 0 }) - 1;
    if (kind !== PORT) itemOf.set(node, item);
    return item;
  }

  /**
   * Set what an item is made of, in its row below the lines already taken there; with the item in the middle.
   *
   * @param {number} item
   * @param {number | null} above  the operand on the spine
   */
  function setOperands(item, above) {
    const { node, column, row, kind } = items[item];
    const before = rows[row];
    const first = node_first[node];
    for (let edge = first; kind !== PORT && edge < node_first[node + 1]; edge++) {
      const from = setOperand(node_operands[edge], column + 1, row);
      edges.push({ from, to: item, operand: edge - first, vertical: node_operands[edge] === above });
    }
    if (rows[row] === before) rows[row] += 1;
    items[item].line = (before + rows[row] - 1) / 2;
  }

  /**
   * @param {number} operand
   * @param {number} column
   * @param {number} row
   * @returns {number}
   */
  function setOperand(operand, column, row) {
    const known = itemOf.get(operand);
    if (known !== undefined) return known;
    const item = addItem(operand, column, row);
    setOperands(item, null);
    return item;
  }

  /**
   * From a root along first operands down to the first term, then set from there.
   *
   * @param {number} root
   */
  function setSpine(root) {
    const spine = [root];
    for (;;) {
      const at = spine[spine.length - 1];
      if (isPlusZero(trace, at) || node_first[at] === node_first[at + 1]) break;
      const next = node_operands[node_first[at]];
      if (!here.has(next) || itemOf.has(next) || opOf(trace, next) === "") break;
      spine.push(next);
    }
    spine.reverse();
    const set = spine.map((node) => addItem(node, 0, -1));
    set.forEach((item, index) => {
      items[item].row = rows.push(0) - 1;
      setOperands(item, spine[index - 1] ?? null);
    });
  }

  for (let i = nodes.length - 1; i >= 0; i--) if (!itemOf.has(nodes[i])) setSpine(nodes[i]);
  return { items, edges, rows };
}
