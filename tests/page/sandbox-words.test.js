import assert from "node:assert/strict";
import { test } from "node:test";
import { aboutOf, label, number, sentenceOf, short, titleOf } from "../../web/figures/sandbox/words.js";

/** @import {Walk, WalkNode, WalkStep} from "../../web/wire/protocol.js" */

/**
 * @param {string} op
 * @param {number[]} operands
 * @param {number} data
 * @param {Partial<WalkNode>} [more]
 * @returns {WalkNode}
 */
const node = (op, operands, data, more = {}) => ({
  op,
  operands,
  locals: operands.map(() => 1),
  written_locals: operands.map(() => "1.0"),
  data,
  grad: 1,
  name: "",
  text: `${op}(...)`,
  written: true,
  of: "",
  lines: [],
  ...more,
});

/** @param {WalkNode[]} nodes @param {WalkStep[]} [steps] @returns {Walk} */
const walk = (nodes, steps = []) => ({ text: "", refused: null, leaves: [], root: nodes.length - 1, nodes, steps });

/** @param {number} made @returns {WalkStep} */
const forward = (made) => ({ phase: "forward", node: made, shares: [], lines: [] });

/** @param {number[][]} shares  operand and what it has before @returns {WalkStep} */
const backward = (shares) => ({
  phase: "backward",
  node: 1,
  shares: shares.map(([operand, before]) => ({ operand, local: 1, share: 1, before, after: before + 1 })),
  lines: [],
});

const A = node("", [], 2, { name: "a", text: "a" });

test("numbers are written without the zeros that say nothing", () => {
  assert.deepEqual([2, -3, 0.5, 100, 0, 1.25].map(number), ["2", "\u22123", "0.5", "100", "0", "1.25"]);
  assert.deepEqual([2, -0.196611, 100, 1e-7, 7388].map(short), ["2", "\u22120.197", "100", "1.0e\u22127", "7.39e+3"]);
});

test("a node is called by its name, its number or its operation", () => {
  assert.equal(label(A), "a");
  assert.equal(label(node("", [], -1)), "\u22121");
  assert.equal(label(node("+", [0, 0], 4, { name: "s" })), "s: +");
  assert.equal(label(node("**-1", [0], 0.5)), "**-1");
});

test("relu is told as it does with the number that it is given", () => {
  const said = (/** @type {number} */ x) => {
    const nodes = [{ ...A, data: x }, node("relu", [0], Math.max(x, 0))];
    return sentenceOf(walk(nodes), forward(1), null, false);
  };
  assert.match(said(2), /through as it is: the local gradient is 1/);
  assert.match(said(-2), /0 it stays. So the local gradient is 0/);
  assert.match(said(0), /bend at 0.*from the left/);
});

test("what Value puts in is told from what was written", () => {
  const nodes = [A, node("*", [0, 0], 4, { written: false, of: "a - b" })];
  assert.match(sentenceOf(walk(nodes), forward(1), null, false), /does not stand in the expression.*a - b with it\.$/);
  assert.equal(aboutOf(walk(nodes), 1, true, null), "4 = 2 * 2, put in by Value for a - b; no gradient yet");
});

test("gradients that add up are said to, whether by one operation or by two", () => {
  const nodes = [A, node("*", [0, 0], 4, { grad: 3 })];
  const said = (/** @type {number[][]} */ shares) => sentenceOf(walk(nodes), backward(shares), 3, false);
  assert.match(said([[0, 0]]), /^Its gradient is 3\. Its operand receives the local gradient times that\.$/);
  assert.match(
    said([
      [0, 0],
      [0, 1],
    ]),
    /a is both operands, and so receives two parts: they add up\.$/,
  );
  assert.match(said([[0, 2]]), /a has a part already, from another use: they add up\.$/);
});

test("the last step says what a gradient foretells, but not across a bend", () => {
  const nodes = [{ ...A, grad: -3 }, node("*", [0, 0], 4)];
  const said = (/** @type {WalkNode[]} */ nodes) => sentenceOf(walk(nodes), backward([[0, 0]]), 1, true);
  assert.match(said(nodes), /if a grew a little, the result would change by \u22123 times as much\.$/);
  const bent = [{ ...A, data: 0 }, node("relu", [0], 0)];
  assert.doesNotMatch(said(bent), /grew a little/);
});

test("each phase has its title", () => {
  const nodes = [A, node("*", [0, 0], 4, { text: "a * a" })];
  const all = walk(nodes);
  assert.equal(
    titleOf({ ...all, leaves: [{ name: "a", value: 2 }] }, null, false),
    "Forward begins with the leaves: a",
  );
  assert.equal(titleOf(all, forward(1), false), "Forward: a * a = 4");
  assert.equal(
    titleOf(all, { ...forward(1), phase: "start" }, false),
    "Backward begins at the result, whose gradient is 1",
  );
  assert.equal(titleOf(all, backward([]), true), "Backward, the last: a * a hands its gradient on");
});

test("what is not made yet has no number", () => {
  assert.equal(aboutOf(walk([A, node("*", [0, 0], 4)]), 1, false, null), "not made yet");
  assert.equal(aboutOf(walk([{ ...A, data: -2 }, node("**2", [0], 4)]), 1, true, 1), "4 = (\u22122)**2; gradient 1");
  assert.equal(aboutOf(walk([A]), 0, true, 0.5), "2, a leaf; gradient 0.5");
});
