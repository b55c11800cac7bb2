import assert from "node:assert/strict";
import { test } from "node:test";
import { knownText } from "../../web/draw/names.js";

test("how many invented names are in the data is said", () => {
  assert.equal(knownText([], ["ann"]), "");
  assert.equal(knownText(["xo", "qy"], ["ann"]), "None of them is in the data.");
  assert.equal(knownText(["ann", "qy"], ["ann"]), "1 of 2, underlined with dots, is in the data already.");
  assert.equal(
    knownText(["ann", "qy", "ann", "bo"], ["ann", "bo"]),
    "3 of 4, underlined with dots, are in the data already.",
  );
});
