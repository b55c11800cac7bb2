import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { adamLayout } from "../../web/figures/adam/layout.js";
import { LINES } from "../../web/figures/adam/lines.js";
import { shapes, traceNamed } from "./traces.js";

const WIDTHS = [320, 350, 750, 1100, 1400];

/**
 * As much of a trace as the layout looks at.
 *
 * @param {number} layers
 * @param {number} embedding
 * @returns {any}
 */
function modelOf(layers, embedding) {
  const wide = 4 * embedding;
  /** @type {[string, number, number][]} */
  const matrices = [
    ["wte", 27, embedding],
    ["wpe", 16, embedding],
    ["lm_head", 27, embedding],
  ];
  for (let layer = 0; layer < layers; layer++) {
    for (const name of ["attn_wq", "attn_wk", "attn_wv", "attn_wo"]) {
      matrices.push([`layer${layer}.${name}`, embedding, embedding]);
    }
    matrices.push([`layer${layer}.mlp_fc1`, wide, embedding], [`layer${layer}.mlp_fc2`, embedding, wide]);
  }
  return {
    header: { config: { n_embd: embedding } },
    matrices: matrices.map(([name, rows, columns]) => ({ name, rows, columns })),
  };
}

test("every matrix has a place of its own", () => {
  const models = [1, 2, 3, 4].flatMap((layers) => [8, 16, 32].map((embedding) => modelOf(layers, embedding)));
  for (const trace of [...models, ...shapes(), traceNamed("first"), traceNamed("layers")]) {
    for (const width of WIDTHS) checkPlaces(adamLayout(trace, width), trace, width);
  }
});

for (const [what, lacking] of /** @type {[string, RegExp][]} */ ([
  ["attention", /attn/],
  ["the MLP", /mlp/],
  ["position embedding and head", /wpe|lm_head/],
  ["layers", /layer/],
])) {
  test(`in a model without ${what} every matrix that there is has a place of its own`, () => {
    for (const layers of [1, 2, 3]) {
      const whole = modelOf(layers, 16);
      const trace = { ...whole, matrices: whole.matrices.filter((/** @type {any} */ { name }) => !lacking.test(name)) };
      for (const width of WIDTHS) checkPlaces(adamLayout(trace, width), trace, width);
    }
  });
}

test("headings name the layers and the embeddings that are below them, whatever these lack", () => {
  const whole = modelOf(2, 16);
  for (const [lacking, first] of /** @type {[RegExp, string][]} */ ([
    [/$^/, "embeddings and head"],
    [/attn|wpe/, "embeddings and head"],
    [/mlp|lm_head/, "embeddings"],
  ])) {
    const matrices = whole.matrices.filter((/** @type {any} */ { name }) => !lacking.test(name));
    for (const width of WIDTHS) {
      const [outer, ...others] = adamLayout({ ...whole, matrices }, width).headings.map(({ text }) => text);
      assert.equal(outer, first);
      assert.deepEqual(others.join(" ").match(/\d/g), ["0", "1"], others.join(", "));
    }
  }
});

/**
 * @param {import("../../web/draw/matrices.js").MatricesLayout} layout
 * @param {import("../../web/trace/read.js").Trace} trace
 * @param {number} width
 */
function checkPlaces(layout, { matrices }, width) {
  assert.ok(layout.width <= width);
  assert.equal(layout.matrices.length, matrices.length);
  const boxes = layout.matrices.map((place, matrix) => {
    const { name, rows, columns } = matrices[matrix];
    assert.deepEqual([place.width, place.height], [columns * layout.cell, rows * layout.cell]);
    assert.ok(name.endsWith(place.label));
    const { x, y } = place;
    return { left: x, top: y - layout.caption, right: x + place.width, bottom: y + place.height };
  });
  boxes.forEach((one, at) => {
    assert.ok(one.left >= 0 && one.top >= 0);
    assert.ok(one.right <= layout.width + 1e-6 && one.bottom <= layout.height + 1e-6);
    for (const other of boxes.slice(at + 1)) {
      const isBeside = one.right <= other.left || other.right <= one.left;
      assert.ok(isBeside || one.bottom <= other.top || other.bottom <= one.top);
    }
  });
}

test("the published model is seen at a glance", () => {
  const layout = adamLayout(traceNamed("bill"), 750);
  assert.ok(layout.height <= 500);
  assert.ok(layout.cell >= 6);
});

test("the lines under the lens are those that train", () => {
  const source = readFileSync(new URL("../../microgpt/adam.py", import.meta.url), "utf8").split("\n");
  const lines = source.map((line) => line.trim());
  const first = lines.indexOf(LINES[0]);
  assert.deepEqual(lines.slice(first, first + 5), LINES);
});
