import assert from "node:assert/strict";
import { test } from "node:test";
import { cellBox, elementAt } from "../../web/figures/map/cells.js";
import { mapLayout, middleOf } from "../../web/figures/map/layout.js";
import { paramLine, wireOf } from "../../web/figures/map/wires.js";
import { shapes, traceNamed } from "./traces.js";

/** Rooms that a page gives the map, without its foot. @type {[width: number, height: number][]} */
const ROOMS = [
  [1110, 668],
  [1520, 848],
  [540, 622],
  [690, 392],
  [780, 582],
  [390, 402],
];

/**
 * The layouts of a trace in several rooms, with the eye on the first column, between two and on the last.
 *
 * @param {import("../../web/trace/read.js").Trace} trace
 */
function layoutsOf(trace) {
  const last = trace.header.token_ids.length - 2;
  return ROOMS.flatMap(([width, height]) =>
    [0, last / 2, last].map((focus) => ({ width, height, layout: mapLayout(trace, width, height, focus) })),
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

test("all of the document that the page opens with fits its room, and fills it", () => {
  for (const { width, height, layout } of layoutsOf(traceNamed("bill"))) {
    assert.ok(layout.height <= height, `${width} x ${height}: ${layout.height}`);
    assert.ok(layout.height >= height - 12, `${width} x ${height}: ${layout.height}`);
    assert.ok(layout.width >= width - 1);
  }
});

test("a group that is to be large has higher rows than the others, and all of it fits where it did", () => {
  const trace = traceNamed("bill");
  for (const [width, height] of [...ROOMS, [1152, 490], [820, 490], [320, 490]]) {
    const plain = mapLayout(trace, width, height, 2);
    for (const large of ["Embedding", "Attention", "MLP"]) {
      const layout = mapLayout(trace, width, height, 2, large);
      assert.ok(layout.height <= height, `${large} in ${width} x ${height}: ${layout.height}`);
      for (const [at, { row, height: tall }] of layout.rows.entries()) {
        if (row.size !== trace.header.config.n_embd) continue;
        const before = plain.rows[at].height;
        assert.ok(row.kind.group === large ? tall >= before : tall <= before, `${large} in ${width} x ${height}`);
      }
      const taller = layout.rows.filter(
        ({ row, height: tall }) => row.kind.group === large && tall > 1.2 * layout.unit,
      );
      if (height >= 490) assert.ok(taller.length > 2, `${large} in ${width} x ${height}`);
    }
  }
});

test("the column in focus is the widest, and each has something of the room", () => {
  for (const trace of shapes()) {
    for (const { layout } of layoutsOf(trace).filter(({ layout: { columns } }) => columns.length > 1)) {
      const widths = layout.columns.map(({ width }) => width);
      assert.ok(Math.min(...widths) >= 7);
    }
    const { columns } = mapLayout(trace, 1110, 668, 0);
    assert.ok(columns.slice(1).every(({ width }) => width < columns[0].width));
  }
});

/**
 * The words on the map, as boxes.
 *
 * @param {import("../../web/figures/map/layout.js").MapLayout} layout
 */
function words({ rows, columns, head, foot, labelWidth, width, paramX, strips }) {
  const labels = rows.map((row) => ({ x: 0, y: middleOf(row) - 7, width: labelWidth, height: 14 }));
  const params = rows
    .filter(({ row }) => row.param)
    .map((row) => ({ x: paramX, y: middleOf(row) - 7, width: width - paramX, height: 14 }));
  const tokens = columns.flatMap(({ left, right }) =>
    [head, foot].map(({ y, height }) => ({ x: left, y: y + 3, width: right - left, height: height - 6 })),
  );
  const losses = strips
    .filter(({ row, column }) => rows[row].row.numbers === "loss" && (column < 0 || columns[column].width >= 60))
    .map(({ x, y, width: wide, height }) => ({ x: x + wide + 6, y: y + 2, width: 30, height: height - 4 }));
  return [...labels, ...params, ...tokens, ...losses];
}

/**
 * Whether a line that goes along or down touches a box.
 *
 * @param {[number, number][]} line
 * @param {{x: number, y: number, width: number, height: number}} box
 */
function touches(line, { x, y, width, height }) {
  return line.slice(1).some(([toX, toY], i) => {
    const [fromX, fromY] = line[i];
    const [isAcross, isDown] = [
      Math.max(fromX, toX) > x && Math.min(fromX, toX) < x + width,
      Math.max(fromY, toY) > y && Math.min(fromY, toY) < y + height,
    ];
    return isAcross && isDown;
  });
}

for (const name of ["bill", "first", "layers"]) {
  test(`no wire runs through a word: ${name}`, () => {
    const trace = traceNamed(name);
    for (const { width, layout } of layoutsOf(trace)) {
      const boxes = words(layout);
      for (const user of layout.strips) {
        const lines = trace.stages[user.stage].reads.map((read) => wireOf(layout, layout.strips[read], user));
        if (layout.rows[user.row].row.param) lines.push(paramLine(layout, user));
        for (const line of lines) {
          const touched = boxes.find((box) => touches(line, box));
          assert.equal(touched, undefined, `${width}: ${trace.stages[user.stage].name} ${JSON.stringify(line)}`);
        }
      }
    }
  });
}
