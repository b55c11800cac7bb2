import assert from "node:assert/strict";
import { test } from "node:test";
import { adamLayout } from "../../web/figures/adam/layout.js";
import { traceNamed } from "./traces.js";

const WIDTHS = [320, 350, 750, 1100, 1400];
const MODELS = [1, 2, 3, 4].flatMap((layers) => [8, 16, 32].map((embedding) => modelOf(layers, embedding)));

/**
 * As much of a trace as a layout needs, of a model of any size.
 *
 * @param {number} layers
 * @param {number} embedding
 * @returns {any}
 */
function modelOf(layers, embedding) {
  const attention = ["attn_wq", "attn_wk", "attn_wv", "attn_wo"].map((name) => [name, 1, 1]);
  const mlp = [
    ["mlp_fc1", 4, 1],
    ["mlp_fc2", 1, 4],
  ];
  const matrices = Array.from({ length: layers }, (_, layer) =>
    [...attention, ...mlp].map(([name, down, across]) => ({
      name: `layer${layer}.${name}`,
      rows: Number(down) * embedding,
      columns: Number(across) * embedding,
    })),
  );
  const outer = Object.entries({ wte: 27, wpe: 16, lm_head: 27 });
  const first = outer.map(([name, rows]) => ({ name, rows, columns: embedding }));
  return { header: { config: { n_embd: embedding } }, matrices: [...first, ...matrices.flat()] };
}

test("every matrix has a place of its own", () => {
  for (const trace of [...MODELS, traceNamed("layers"), traceNamed("first"), traceNamed("bill")]) {
    for (const width of WIDTHS) {
      const layout = adamLayout(trace, width);
      assert.ok(layout.width <= width);
      assert.equal(layout.matrices.length, trace.matrices.length);
      const boxes = layout.matrices.map((place, matrix) => {
        const { name, rows, columns } = trace.matrices[matrix];
        assert.equal(place.width, columns * layout.cell);
        assert.equal(place.height, rows * layout.cell);
        assert.ok(name.endsWith(place.label));
        const { x: left, y } = place;
        return { left, top: y - layout.caption, right: left + place.width, bottom: y + place.height };
      });
      for (const [at, { left, top, right, bottom }] of boxes.entries()) {
        assert.ok(left >= 0 && top >= 0 && right <= layout.width + 1e-6 && bottom <= layout.height + 1e-6);
        for (const other of boxes.slice(at + 1)) {
          const isApart = right <= other.left || other.right <= left || bottom <= other.top || other.bottom <= top;
          assert.ok(isApart);
        }
      }
    }
  }
});

test("the published model is seen at a glance", () => {
  const { height, cell } = adamLayout(traceNamed("bill"), 750);
  assert.ok(height <= 500);
  assert.ok(cell >= 6);
});
