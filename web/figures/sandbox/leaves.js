/**
 * The numbers of the leaves: as they stand in a link, as Python is asked with them, and how far each can be slid.
 *
 * @import {Leaves, Walk} from "../../wire/protocol.js"
 */

const REACH = 4; // of a slider, to both sides of 0

/**
 * a=2,b=-3 -> {a: 2, b: -3}; what is no number is left out.
 *
 * @param {string} text
 * @returns {Leaves}
 */
export function leavesOf(text) {
  const pairs = text.split(",").map((each) => each.split("="));
  return Object.fromEntries(
    pairs
      .filter(([name, value]) => name && value && Number.isFinite(Number(value)))
      .map(([name, value]) => [name, Number(value)]),
  );
}

/** @param {Leaves} leaves */
export function textOf(leaves) {
  return Object.entries(leaves)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

/**
 * The leaves as the reader has set them, which Python may not have answered yet, with the ends of their sliders.
 *
 * @param {Walk["leaves"]} leaves
 * @param {Leaves} set
 */
export function sliders(leaves, set) {
  return leaves.map(({ name, value: known }) => {
    const value = set[name] ?? known;
    const reach = Math.max(REACH, Math.abs(value), Math.abs(known));
    return { name, value, min: -Math.ceil(reach), max: Math.ceil(reach) };
  });
}
