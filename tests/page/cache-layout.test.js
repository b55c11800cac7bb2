import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheLayout } from "../../web/figures/cache/layout.js";

const SHAPES = [
  { layers: 1, heads: 1, headDim: 8 },
  { layers: 1, heads: 4, headDim: 4 },
  { layers: 2, heads: 4, headDim: 4 },
  { layers: 4, heads: 8, headDim: 4 },
].flatMap((model) =>
  [1, 5, 16].flatMap((positions) =>
    [
      [320, 400],
      [350, 600],
      [370, 440],
      [540, 660],
      [690, 430],
      [780, 620],
      [1110, 700],
      [1520, 880],
    ].map(([width, height]) => ({ ...model, positions, width, height })),
  ),
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
      boxes.push(...Object.values(layer.source ?? {}));
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
    assert.ok(layout.rowHeight >= 12);
    assert.ok(layout.cell >= 4);
    assert.equal(layout.height, bottom);
  });
}

test("one layer of five positions fits what is left between the words and the panel, and fills it", () => {
  for (const [width, height] of [
    [370, 440],
    [370, 511],
    [540, 660],
    [690, 430],
    [780, 620],
    [1110, 700],
    [1520, 880],
  ]) {
    const layout = cacheLayout({ layers: 1, heads: 4, headDim: 4, positions: 5, width, height });
    const room = height - layout.words - layout.panel;
    assert.ok(layout.height <= room, `${width} x ${height}`);
    assert.ok(layout.height >= 0.85 * room, `${width} x ${height}: ${layout.height} of ${room}`);
  }
});

test("a row has a lane for each position where each is high enough to be seen", () => {
  const model = { layers: 1, heads: 4, headDim: 4 };
  assert.ok(cacheLayout({ ...model, positions: 5, width: 1110, height: 700 }).hasLanes);
  assert.ok(!cacheLayout({ ...model, positions: 16, width: 1110, height: 700 }).hasLanes);
});
