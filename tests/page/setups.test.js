import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenOf, documentsOf, isList } from "../../web/figures/setups.js";

test("a setup that does not say what it is trained on says it by whether it has a text", () => {
  assert.equal(chosenOf({ text: null }), "census");
  assert.equal(chosenOf({ text: "ada" }), "own");
  assert.equal(chosenOf({ data: "gods", text: null }), "gods");
});

test("the documents of a list go by its name, own ones as a text, even where there is none yet", () => {
  assert.deepEqual(documentsOf({ data: "gods", text: null }), { data_name: "gods" });
  assert.deepEqual(documentsOf({ data: "own", text: null }), { data_name: "your own", text: "" });
  assert.deepEqual(documentsOf({ text: "ada" }), { data_name: "your own", text: "ada" });
  const file = { name: "mine.txt", docs: 1 };
  assert.deepEqual(documentsOf({ data: "own", text: "ada", file }), { data_name: "mine.txt", text: "ada" });
});

test("an address is no name of a list", () => {
  assert.deepEqual(["gods", "https://example.org/a.txt", "names.txt", ""].map(isList), [true, false, false, false]);
});
