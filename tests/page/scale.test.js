import assert from "node:assert/strict";
import { test } from "node:test";
import { linearScale } from "../../web/draw/scale.js";

test("a number stands as far along as it is between the first and the last, and is found where it stands", () => {
  const y = linearScale([1.5, 4], [200, 20]); // upwards
  assert.deepEqual([1.5, 2.75, 4].map(y), [200, 110, 20]);
  assert.deepEqual([200, 110, 20].map(y.invert), [1.5, 2.75, 4]);
  assert.equal(y(5.25), -70); // beyond the last, too
});

test("where the first number is the last, it stands in the middle", () => {
  assert.equal(linearScale([3, 3], [0, 80])(3), 40);
});

test("its ticks are round numbers between the first and the last", () => {
  assert.deepEqual(linearScale([1, 1000], [0, 600]).ticks(6), [200, 400, 600, 800, 1000]);
});
