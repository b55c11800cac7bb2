import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheLayout } from "../../web/figures/cache/layout.js";

const SHAPES = [
  { layers: 1, heads: 1, headDim: 8 },
  { layers: 1, heads: 4, headDim: 4 },
  { layers: 2, heads: 4, headDim: 4 },
  { layers: 4, heads: 8, headDim: 4 },
].flatMap((model) =>
  [1, 5, 16].flatMap((positions) => [320, 350, 390, 750, 1100, 1400].map((width) => ({ ...model, positions, width }))),
);

/**
 * @param {import("../../web/figures/cache/layout.js").Box} one
 * @param {import("../../web/figures/cache/layout.js").Box} other
 */
function isApart(one, other) {
  const isBeside = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return isBeside || one.y + one.height <= other.y || other.y + other.height <= one.y;
}

for (const shape of SHAPES) {
  test(`the tables stand apart within the width: ${JSON.stringify(shape)}`, () => {
    const layout = cacheLayout(shape);
    assert.equal(layout.layers.length, shape.layers);
    let bottom = 0;
    for (const layer of layout.layers) {
      const boxes = [layer.query, layer.out, layer.keys.table, layer.weights.table, layer.values.table];
      for (const box of boxes) {
        assert.ok(box.x >= layout.labelWidth);
        assert.ok(box.x + box.width + 13 <= shape.width, "room for the mark of a complete row");
        assert.ok(layer.y <= box.y);
        assert.ok(box.y + box.height <= layer.y + layer.height);
      }
      boxes.forEach((one, i) => {
        for (const other of boxes.slice(i + 1)) assert.ok(isApart(one, other));
      });
      assert.ok(layer.y >= bottom);
      bottom = layer.y + layer.height;
      assert.equal(layer.keys.table.height, shape.positions * layout.rowHeight);
    }
    assert.ok(layout.rowHeight >= 16);
    assert.ok(layout.cell >= 4);
    assert.equal(layout.height, bottom);
  });
}
