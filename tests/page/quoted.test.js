/** A document where it is spoken of: a name as it is, of what is longer its beginning. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { quoted } from "../../web/draw/quoted.js";

test("a name is quoted as it is, whatever it is written in", () => {
  for (const name of [
    "emma",
    "\u05e0\u05d5\u05e2\u05d4",
    "zoe\u0308",
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
    "a".repeat(40),
  ]) {
    assert.equal(quoted(name), `“${name}”`);
  }
});

test("of a long document as much is quoted as a sentence has room for, and no character in halves", () => {
  assert.equal(quoted("a".repeat(10_000)), `“${"a".repeat(40)}…”`);
  assert.equal(quoted("\u{1f467}".repeat(41)), `“${"\u{1f467}".repeat(40)}…”`);
});
