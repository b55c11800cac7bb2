/** What is taken for a trace, when an author's file is said to hold one. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWhole } from "../../web/pages/embed/whole.js";
import { traceNamed } from "./traces.js";

/** As a file holds it. @param {import("../../web/trace/read.js").Trace} trace */
function inFile({ header, columns }) {
  const lists = Object.entries(columns).map(([name, numbers]) => [name, Array.from(numbers)]);
  return { header: structuredClone(header), columns: Object.fromEntries(lists) };
}

const ABLATED = ["residual", "norm", "attention", "mlp", "sgd", "both"].map((name) => `ablated-${name}`);

test("a trace of any shape is whole, and one of any model", () => {
  for (const name of ["bill", "first", "layers", "target", "edited", "lacking-bare", ...ABLATED]) {
    const { header, columns } = inFile(traceNamed(name));
    assert.ok(isWhole(header, columns), name);
  }
});

const bill = inFile(traceNamed("bill"));
/** Of which no figure shows anything, so that there need be none. */
const UNUSED = new Set(["id", "run", "of", "format", "version", "columns"]);
const WRONG = [undefined, null, "x", [], {}, -1, [{}], [null]];

test("one with anything missing, or of another kind, is not", () => {
  for (const name of Object.keys(bill.header).filter((each) => !UNUSED.has(each))) {
    for (const wrong of WRONG) {
      const isSense =
        (name === "refused" && (wrong === null || wrong === "x")) ||
        (name === "graph" && wrong === null) ||
        (["doc", "data_name"].includes(name) && wrong === "x") ||
        (["ops", "files", "perplexities"].includes(name) && Array.isArray(wrong) && wrong.length === 0) ||
        (["lr_t", "loss", "perplexity", "random_guess"].includes(name) && wrong === -1);
      assert.equal(isWhole({ ...bill.header, [name]: wrong }, bill.columns), isSense, `${name}: ${wrong}`);
    }
  }
});

test("one with a column missing, too short, or no list is not", () => {
  for (const [name, numbers] of Object.entries(bill.columns)) {
    for (const wrong of [undefined, "x".repeat(numbers.length), { length: 1e12 }, numbers.slice(1)]) {
      assert.ok(!isWhole(bill.header, { ...bill.columns, [name]: wrong }), name);
    }
  }
});

test("one that points at what there is not is not", () => {
  const { frames, stages, token_ids } = bill.header;
  const [stage, frame] = [stages[3], frames[3]];
  const damaged = [
    { frames: [{ ...frame, stage: stages.length }] },
    { frames: [{ ...frame, pass: 1 }] },
    { frames: [{ ...frame, phase: "constructor" }] },
    { frames: [] },
    { stages: [{ ...stage, reads: [stages.length] }, ...stages.slice(1)] },
    { stages: [{ ...stage, layer: 1 }, ...stages.slice(1)] },
    { token_ids: [27, ...token_ids.slice(1)] },
    { token_ids: token_ids.slice(1) },
  ];
  for (const each of damaged) assert.ok(!isWhole({ ...bill.header, ...each }, bill.columns), JSON.stringify(each));
});
