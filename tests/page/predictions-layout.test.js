import assert from "node:assert/strict";
import { test } from "node:test";
import { predictionsLayout } from "../../web/figures/predictions/layout.js";

const SIZES = [
  [1110, 700],
  [1520, 880],
  [540, 660],
  [690, 430],
  [780, 620],
  [390, 440],
];

/** @param {Partial<Parameters<typeof predictionsLayout>[0]>} [shape] */
const layout = (shape) =>
  predictionsLayout({
    tokens: 27,
    positions: 5,
    width: 1110,
    height: 700,
    isTempered: false,
    hasGradient: false,
    ...shape,
  });

/** @param {ReturnType<typeof layout>} found */
const heightOf = ({ heights }) => heights.reduce((all, each) => all + each, 25);

test("the parts fill the height, and all lines have room, at every size that a page gives", () => {
  for (const [width, height] of SIZES) {
    for (const isTempered of [false, true]) {
      const found = layout({ width, height, isTempered });
      assert.equal(heightOf(found), height);
      assert.ok(found.rows * found.rowHeight <= found.room, `${width} x ${height}`);
      assert.ok(found.rows * found.columns >= 27);
    }
  }
});

test("the parts of a line fill its column", () => {
  for (const [width, height] of SIZES) {
    for (const isTempered of [false, true]) {
      for (const hasGradient of [false, true]) {
        const { parts, columnWidth, columns, gap, pad } = layout({ width, height, isTempered, hasGradient });
        assert.equal(
          Object.values(parts).reduce((all, each) => all + each, 0),
          columnWidth,
        );
        assert.ok(parts.bar >= 30, `${width} x ${height}: ${parts.bar}`);
        assert.ok(columns * columnWidth + (columns - 1) * gap + 2 * pad <= width);
      }
    }
  }
});

test("the bars of the probabilities stand where they stand when gradients come", () => {
  for (const [width, height] of SIZES) {
    const [before, after] = [false, true].map((hasGradient) => layout({ width, height, hasGradient }));
    assert.equal(before.parts.bar, after.parts.bar);
    assert.deepEqual(before.heights, after.heights);
  }
});

test("probabilities alone fill the height and their columns, down to a phone's width", () => {
  for (const [width, height] of [...SIZES, [320, 420]]) {
    const found = layout({ width, height, isBare: true });
    const { parts, columnWidth, rows, rowHeight, room } = found;
    assert.equal(heightOf(found), height);
    assert.ok(rows * rowHeight <= room, `${width} x ${height}`);
    assert.deepEqual([parts.matrix, parts.logit, parts.gradient, parts.drawn], [0, 0, 0, 0]);
    assert.equal(parts.token + parts.bar + parts.share, columnWidth);
    assert.ok(parts.bar >= 20, `${width} x ${height}: ${parts.bar}`);
  }
});

test("the matrix stands only beside all lines", () => {
  for (const height of [430, 480, 560, 700]) {
    const { columns, parts } = layout({ width: 1360, height });
    assert.equal(parts.matrix > 0, columns === 1, `${height}`);
  }
});

test("a large vocabulary or a long document scrolls rather than shrinks", () => {
  for (const [width, height] of SIZES) {
    const found = layout({ width, height, tokens: 300, positions: 16 });
    assert.ok(found.rowHeight >= 13);
    assert.ok(found.rows * found.rowHeight > found.room);
    assert.ok(found.perBand * found.bands >= 16);
  }
});

test("one prediction without the others shows every token in one column, down to the width of a phone", () => {
  for (const [width, height] of [
    [1152, 496],
    [780, 496],
    [320, 496],
  ]) {
    const found = layout({ width, height, isBrief: true });
    assert.equal(found.columns, 1);
    assert.ok(found.rows * found.rowHeight <= found.room, `${width} x ${height}`);
    assert.equal(
      found.heights.reduce((all, each) => all + each, 10),
      height,
    );
    assert.ok(found.room > layout({ width, height }).room);
  }
});
