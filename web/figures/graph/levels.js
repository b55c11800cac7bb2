/**
 * How strongly each level of detail shows, from 0 to 1, at a size on the screen: row names, captions, numbers in cells,
 * trees of operations, and what is written in their nodes. All are continuous, so that one level fades into the next
 * and nothing pops however slowly the reader zooms.
 *
 * Sizes are in px: `unit` is a unit of the layout, `cell` a cell's side, `node` the height of a node.
 */

/**
 * From 0 at one number to 1 at another.
 *
 * @param {number} x
 * @param {number} from
 * @param {number} to
 */
export function ramp(x, from, to) {
  return Math.min(1, Math.max(0, (x - from) / (to - from)));
}

/** The names of rows and of their groups. @param {number} unit */
export const rowNameStrength = (unit) => ramp(unit, 3.8, 4.4);

/**
 * Captions above blocks, which the names of rows beside them give way to.
 *
 * @param {number} unit
 * @param {number} zoom  times as near as where all of it is seen
 */
export const captionStrength = (unit, zoom) => Math.min(ramp(unit, 9, 13), ramp(zoom, 1.1, 1.6));

/** Heads by their numbers. @param {number} unit */
export const headStrength = (unit) => ramp(unit, 17, 24);

/** A block's expression in Python after its caption. @param {number} unit */
export const expressionStrength = (unit) => ramp(unit, 19, 26);

/** Seams between cells. @param {number} cell */
export const seamStrength = (cell) => ramp(cell, 5, 14);

/** A number in its cell. @param {number} cell */
export const numberStrength = (cell) => ramp(cell, 26, 36);

/** The name above a cell's number, and what else stands in a cell. @param {number} cell */
export const nameStrength = (cell) => ramp(cell, 88, 118);

/** The tree of operations that made a number, in place of the number. @param {number} cell @param {number} node */
export const treeStrength = (cell, node) => ramp(cell, 100, 160) * ramp(node, 2.4, 4.6);

/** Nodes as boxes; smaller ones are slips of colour. @param {number} node */
export const boxStrength = (node) => ramp(node, 5, 8);

/** The nodes that only spell out a sum, a difference or a quotient. @param {number} node */
export const helperStrength = (node) => ramp(node, 9, 13);

/** A number in its node. @param {number} node */
export const nodeNumberStrength = (node) => ramp(node, 9, 14);

/**
 * Room for a second line in a node, a name or a gradient: in the first half the first one makes way.
 *
 * @param {number} node
 */
export const secondLineStrength = (node) => ramp(node, 18, 25);

/** The local gradients on edges. @param {number} node */
export const localStrength = (node) => ramp(node, 25, 31);

/** An operation written out with its numbers. @param {number} node */
export const equationStrength = (node) => ramp(node, 31, 38);
