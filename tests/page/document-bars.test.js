import assert from "node:assert/strict";
import { test } from "node:test";
import { documentBars, heightOf } from "../../web/figures/document/bars.js";

test("a bar is as high as its loss up to a limit and says it in words", () => {
  const step = /** @type {any} */ ({ tokens: ["<BOS>", "a", "b", "<BOS>"], losses: [1.25, 2.5, 7.5] });
  assert.deepEqual(documentBars(step), [
    {
      given: "BOS",
      target: "a",
      isSpecial: false,
      height: 0.25,
      text: "1.25",
      name: "position 0: after BOS comes a, loss 1.2500",
    },
    {
      given: "a",
      target: "b",
      isSpecial: false,
      height: 0.5,
      text: "2.50",
      name: "position 1: after a comes b, loss 2.5000",
    },
    {
      given: "b",
      target: "BOS",
      isSpecial: true,
      height: 1,
      text: "7.50",
      name: "position 2: after b comes BOS, loss 7.5000",
    },
  ]);
});

test("a loss of nothing has no height and one beyond the limit no more than that", () => {
  assert.deepEqual([0, 5, 50].map(heightOf), [0, 1, 1]);
});
