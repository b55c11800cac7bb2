import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { traceFrom } from "../../web/state/through.js";
import { isOtherMoment, isRecording } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

const FILE = new URL("../../.cache/traces/through-later.bin", import.meta.url);
const recorded = traceNamed("bill");
const later = traceNamed("later");
const bytes = Uint8Array.from(gunzipSync(readFileSync(FILE))).buffer;
const trace = traceFrom(recorded, 40, bytes);

test("a moment's file holds what that trace has in place of the recorded one's", () => {
  const { id, refused, ...header } = trace.header;
  assert.equal(id, "recorded-40");
  assert.match(refused ?? "", /graph/);
  const { refused: _, columns: __, ...expected } = /** @type {any} */ (later.header);
  const { columns: ___, ...got } = /** @type {any} */ (header);
  assert.deepEqual(got, expected);
  assert.equal(trace.hasGraph, false);
  assert.deepEqual(trace.frames, recorded.frames);
});

test("its numbers are the very same, those of Adam to seven digits", () => {
  assert.deepEqual(Object.keys(trace.columns).sort(), Object.keys(later.columns).sort());
  for (const [name, column] of Object.entries(later.columns)) {
    const got = trace.columns[name];
    assert.ok(got instanceof Float64Array, name);
    if (!name.startsWith("adam_")) assert.deepEqual([...got], [...column], name);
    else
      assert.ok(
        column.every((each, at) => Math.abs(got[at] - each) <= 1e-7 * Math.abs(each) + 1e-37),
        name,
      );
  }
});

test("such a moment is a recording, but none that Python can be handed", () => {
  assert.deepEqual([isOtherMoment(trace.header.id), isRecording(trace)], [true, true]);
  assert.deepEqual([isOtherMoment("recorded"), isOtherMoment("trace-1")], [false, false]);
});
