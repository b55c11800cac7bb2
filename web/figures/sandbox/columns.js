/**
 * Which column each node stands in, and how high: neighbours in the graph are to be neighbours on the page.
 *
 * @import {WalkNode} from "../../wire/protocol.js"
 *
 * @typedef {object} Slot  a place in a column: of a node, by its number; after those, of a wire that passes
 * @property {number} column
 * @property {number[]} left  the slots it is joined to in the column before
 * @property {number[]} right  and in the next
 * @property {number} size  in rows
 */

const PASSING = 0.35; // rows that a wire takes
const ROUNDS = 6;

/**
 * @param {WalkNode[]} nodes
 * @returns {number[]}
 */
export function columnsOf(nodes) {
  const column = nodes.map(() => 0);
  nodes.forEach(({ operands }, node) => {
    if (operands.length) column[node] = 1 + Math.max(...operands.map((operand) => column[operand]));
  });
  nodes.forEach(({ operands }, node) => {
    if (operands.length) return;
    const users = nodes.flatMap((each, user) => (each.operands.includes(node) ? [column[user]] : []));
    column[node] = users.length ? Math.min(...users) - 1 : 0;
  });
  return column;
}

/**
 * A slot for every node, and for every wire in the columns that it passes.
 *
 * @param {WalkNode[]} nodes
 * @param {number[]} column
 */
export function slotsOf(nodes, column) {
  /** @type {Slot[]} */
  const slots = column.map((at) => ({ column: at, left: [], right: [], size: 1 }));
  const chains = nodes.flatMap(({ operands }, node) =>
    operands.map((operand, at) => {
      /** @type {number[]} */
      const passed = [];
      for (let between = column[operand] + 1; between < column[node]; between++) {
        passed.push(slots.length);
        slots.push({ column: between, left: [], right: [], size: PASSING });
      }
      const all = [operand, ...passed, node];
      all.slice(1).forEach((slot, index) => {
        slots[slot].left.push(all[index]);
        slots[all[index]].right.push(slot);
      });
      return { node, operand, at, slots: passed };
    }),
  );
  return { slots, chains };
}

/**
 * How high each slot stands, in rows from 0 down; and how many rows there are.
 *
 * @param {Slot[]} slots
 */
export function heightsOf(slots) {
  const ys = slots.map(() => 0);
  const count = Math.max(...slots.map(({ column }) => column)) + 1;
  const columns = Array.from({ length: count }, (_, at) =>
    slots.flatMap(({ column }, slot) => (column === at ? [slot] : [])),
  );
  const mean = (/** @type {number[]} */ of, /** @type {number} */ otherwise) =>
    of.length ? of.reduce((sum, slot) => sum + ys[slot], 0) / of.length : otherwise;
  for (const column of columns) spread(column, slots, ys, (slot) => mean(slots[slot].left, slot));
  for (let round = 0; round < ROUNDS; round++) {
    for (const column of columns.toReversed()) spread(column, slots, ys, (slot) => mean(slots[slot].right, ys[slot]));
    for (const column of columns) spread(column, slots, ys, (slot) => mean(slots[slot].left, ys[slot]));
  }
  for (const column of columns.toReversed()) {
    spread(column, slots, ys, (slot) => mean([...slots[slot].left, ...slots[slot].right], ys[slot]));
  }
  const nodes = ys.map((y, slot) => [y - (slots[slot].size - 1) / 2, y + (slots[slot].size - 1) / 2]);
  const top = Math.min(...nodes.map(([low]) => low));
  return { ys: ys.map((y) => y - top), rows: Math.max(...nodes.map(([, high]) => high)) - top + 1 };
}

/**
 * Put the slots of a column where they want to be, in that order, none nearer to the next than they are large.
 *
 * @param {number[]} column
 * @param {Slot[]} slots
 * @param {number[]} ys  that are changed
 * @param {(slot: number) => number} wanted
 */
function spread(column, slots, ys, wanted) {
  const wishes = new Map(column.map((slot) => [slot, wanted(slot)]));
  const wish = (/** @type {number} */ slot) => /** @type {number} */ (wishes.get(slot));
  column.sort((a, b) => wish(a) - wish(b) || ys[a] - ys[b] || a - b);
  let least = Number.NEGATIVE_INFINITY;
  column.forEach((slot, index) => {
    const before = index ? (slots[column[index - 1]].size + slots[slot].size) / 2 : 0;
    ys[slot] = Math.max(wish(slot), least + before);
    least = ys[slot];
  });
  const off = column.reduce((sum, slot) => sum + ys[slot] - wish(slot), 0) / column.length;
  for (const slot of column) ys[slot] -= off;
}
