import assert from "node:assert/strict";
import { test } from "node:test";
import { cellBox, elementAt } from "../../web/figures/map/cells.js";
import { mapLayout } from "../../web/figures/map/layout.js";
import { shapes, traceNamed } from "./traces.js";

const WIDTHS = [320, 390, 820, 1440];

/**
 * The layouts of a trace at several widths, with the eye on the first column, between two and on the last.
 *
 * @param {import("../../web/trace/read.js").Trace} trace
 */
function layoutsOf(trace) {
  const last = trace.header.token_ids.length - 2;
  return WIDTHS.flatMap((width) =>
    [0, last / 2, last].map((focus) => ({ width, layout: mapLayout(trace, width, focus) })),
  );
}

for (const trace of [...shapes(), traceNamed("first")]) {
  const { n_layer: layers, n_head: heads } = trace.header.config;
  const name = `${trace.header.doc.length} letters, ${layers} layers of ${heads} heads`;

  test(`every stage has a place of its own: ${name}`, () => {
    for (const { width, layout } of layoutsOf(trace)) {
      assert.ok(layout.width <= width + 0.01);
      assert.deepEqual(
        layout.strips.map(({ stage }) => stage),
        trace.stages.map((_, stage) => stage),
      );
      for (const { stage, x, y, width: w, height, perLine, lines } of layout.strips) {
        assert.ok(w > 0 && height > 0);
        assert.ok(perLine * lines >= trace.stages[stage].size);
        assert.ok(x >= 0 && x + w <= layout.width);
        assert.ok(y >= 0 && y + height <= layout.height);
      }
      let bottom = -Infinity;
      for (const row of layout.rows.keys()) {
        const strips = layout.strips.filter((strip) => strip.row === row).sort((a, b) => a.x - b.x);
        for (const [i, { x, width: w }] of strips.slice(0, -1).entries()) assert.ok(x + w <= strips[i + 1].x + 1e-6);
        assert.ok(bottom < Math.min(...strips.map(({ y }) => y)));
        bottom = Math.max(...strips.map(({ y, height }) => y + height));
      }
    }
  });

  test(`pointing at the last cell of a strip finds it: ${name}`, () => {
    for (const { layout } of layoutsOf(trace)) {
      for (const strip of layout.strips) {
        const element = trace.stages[strip.stage].size - 1;
        const { x, y, width, height } = cellBox(strip, element);
        const found = elementAt(trace, layout, x + width / 2, y + height / 2);
        assert.deepEqual(found, { kind: "stage", stage: strip.stage, element });
      }
    }
  });
}
