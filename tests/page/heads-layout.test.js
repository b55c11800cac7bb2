import assert from "node:assert/strict";
import { test } from "node:test";
import { arcsLayout, headsLayout } from "../../web/figures/heads/layout.js";
import { averagesLayout, weightLayout } from "../../web/figures/heads/layout-parts.js";

const SIZES = [
  [320, 500],
  [370, 440],
  [540, 660],
  [690, 430],
  [780, 620],
  [1110, 700],
  [1520, 880],
];
const SHAPES = [1, 2, 5, 8, 16].flatMap((n) => [1, 2, 3, 4, 5, 6, 8].map((heads) => ({ n, heads })));
const ALL = SHAPES.flatMap((shape) => SIZES.map(([width, height]) => ({ ...shape, width, height })));

test("every map fits its width", () => {
  for (const { n, heads, width, height } of ALL) {
    const layout = headsLayout({ n, layers: 1, heads, headDim: 4, width, height });
    const { columns, panel, gap, gutter, side, cell, mapsWidth, lineWidth, isWide } = layout;
    assert.ok(columns * (panel + gap) - gap <= mapsWidth);
    assert.ok(isWide ? mapsWidth + lineWidth < width : mapsWidth === width && lineWidth === width);
    assert.ok(gutter + side <= panel);
    assert.ok(Math.abs(side - n * cell) < 1e-9);
    assert.ok(cell >= 2.5);
    assert.ok(columns <= heads);
  }
});

test("every map fits its width where only a part is shown", () => {
  for (const { n, heads, width, height } of ALL) {
    for (const layoutOf of [weightLayout, averagesLayout]) {
      const { columns, panel, gap, gutter, side, cell, averageSide, mapsWidth, lineWidth, isWide } = layoutOf({
        n,
        layers: 1,
        heads,
        headDim: 4,
        width,
        height,
      });
      assert.ok(columns * (panel + gap) - gap <= mapsWidth);
      assert.ok(isWide ? mapsWidth + lineWidth < width : mapsWidth === width && lineWidth < width);
      assert.ok(gutter + Math.max(side, averageSide) <= panel);
      assert.ok(Math.abs(side - n * cell) < 1e-9);
      assert.ok(cell >= 2.5);
    }
  }
});

test("with four heads the maps fill the width of the article, calmly", () => {
  const shape = { n: 5, layers: 1, heads: 4, headDim: 4, width: 1152, height: 496 };
  for (const { columns, gutter, panel, side } of [weightLayout(shape), averagesLayout(shape)]) {
    assert.equal(columns, 4);
    assert.ok(gutter + side > 0.7 * panel);
  }
});

test("every arc fits its width, stands on its tokens and is like no other", () => {
  for (const { n, heads, width } of ALL) {
    const layout = arcsLayout(n, heads, width);
    assert.ok(layout.width <= width + 0.01);
    const paths = new Set();
    let count = 0;
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < n; t++) {
        for (let s = 0; s <= t; s++) {
          const path = layout.path(head, t, s);
          const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
          const tops = numbers.filter((_, at) => at % 2 === 1);
          // both controls of the cubic are there
          const peak = layout.height - 0.75 * (layout.height - Math.min(...tops));
          assert.ok(peak >= 0);
          for (const [x, position] of [
            [numbers[0], t],
            [numbers[numbers.length - 2], s],
          ]) {
            assert.ok(Math.abs(x - (layout.gutter + (position + 0.5) * layout.pitch)) <= layout.pitch / 2);
          }
          paths.add(path);
          count += 1;
        }
      }
    }
    assert.equal(paths.size, count);
  }
});
