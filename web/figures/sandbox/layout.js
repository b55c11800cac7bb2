/**
 * Where the nodes of an expression stand: each to the right of its operands, a leaf beside the first that uses it. A
 * wire that passes a column has a place of its own there, so that it goes through no node.
 *
 * @import {WalkNode} from "../../wire/protocol.js"
 *
 * @typedef {{x: number, y: number}} Point
 *
 * @typedef {object} Wire
 * @property {number} node  that was made
 * @property {number} operand
 * @property {number} at  which of the node's operands that is
 * @property {Point[]} points  from the operand to the node
 *
 * @typedef {object} Layout
 * @property {number} width  more than there is room for, if there are many columns
 * @property {number} height
 * @property {{width: number, height: number}} box
 * @property {number} gap  between two columns
 * @property {Point[]} nodes  the left upper corners of their boxes
 * @property {Wire[]} wires
 */

import { columnsOf, heightsOf, slotsOf } from "./columns.js";

const BOX = { least: 48, most: 92, height: 50 };
const ROW = 60; // px from one box to the next below
const GAP = 14; // the least between two columns
const EDGE = 3; // around all, for outlines

/**
 * @param {WalkNode[]} nodes
 * @param {number} room  px
 * @returns {Layout}
 */
export function layoutOf(nodes, room) {
  const column = columnsOf(nodes);
  const count = Math.max(...column) + 1;
  const { slots, chains } = slotsOf(nodes, column);
  const { ys, rows } = heightsOf(slots);
  const width = Math.min(Math.max((room - 2 * EDGE) / (1.5 * count - 0.5), BOX.least), BOX.most);
  const least = count * (width + GAP) - GAP + 2 * EDGE;
  const total = Math.max(Math.min(room, count * 2.2 * width), least);
  const pitch = count > 1 ? (total - 2 * EDGE - width) / (count - 1) : 0;
  const left = (/** @type {number} */ at) => round(EDGE + at * pitch);
  const middle = (/** @type {number} */ slot) => round(EDGE + BOX.height / 2 + ys[slot] * ROW);
  const wires = chains.map(({ node, operand, at, slots: passed }) => {
    const twice = nodes[node].operands.length === 2;
    const end = { x: left(column[node]), y: round(middle(node) + (twice ? (at - 0.5) * 28 : 0)) };
    const between = passed.flatMap((slot) => {
      const x = left(slots[slot].column);
      return [
        { x, y: middle(slot) },
        { x: x + width, y: middle(slot) },
      ];
    });
    return { node, operand, at, points: [{ x: left(column[operand]) + width, y: middle(operand) }, ...between, end] };
  });
  return {
    width: Math.round(total),
    height: Math.round(2 * EDGE + BOX.height + (rows - 1) * ROW),
    box: { width: round(width), height: BOX.height },
    gap: round(pitch - width),
    nodes: nodes.map((_, node) => ({ x: left(column[node]), y: round(middle(node) - BOX.height / 2) })),
    wires,
  };
}

/** The line of a wire, as SVG has it. @param {Point[]} points */
export function pathOf(points) {
  const [first, ...rest] = points;
  let from = first;
  return rest.reduce((path, to) => {
    const half = round((from.x + to.x) / 2);
    const curve = `${path} C ${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`;
    from = to;
    return curve;
  }, `M ${first.x} ${first.y}`);
}

/**
 * The point so much of the way along a wire.
 *
 * @param {Point[]} points
 * @param {number} share  from 0 to 1
 * @returns {Point}
 */
export function pointAlong(points, share) {
  const [first, last] = [points[0], points[points.length - 1]];
  const x = Math.min(first.x + (last.x - first.x) * Math.max(share, 0), last.x);
  const next = points.findIndex((point, index) => index > 0 && point.x >= x);
  const [from, to] = [points[next - 1], points[next]];
  const t = bend((x - from.x) / (to.x - from.x || 1));
  return { x: round(x), y: round(from.y + (to.y - from.y) * t * t * (3 - 2 * t)) };
}

/** How far along the curve of pathOf() it is when it has come so far to the right. @param {number} x from 0 to 1 */
function bend(x) {
  let t = x;
  for (let round = 0; round < 8; round++) {
    const slope = 1.5 - 3 * t + 3 * t * t; // of 1.5 t - 1.5 t^2 + t^3, which is never flat
    t -= (1.5 * t - 1.5 * t * t + t * t * t - x) / slope;
  }
  return t;
}

/** @param {number} x */
const round = (x) => Math.round(x * 10) / 10;
