// The text of the article: its facts, and what is only there if a fact says something.

import assert from "node:assert/strict";
import { test } from "node:test";
import { prose } from "../../web/pages/article/prose.js";

/** A text with elements that have these data, as prose reads it. */
function page(...elements) {
  const made = elements.map(({ text = "", hidden = false, ...dataset }) => ({ textContent: text, hidden, dataset }));
  const root = {
    querySelectorAll: (selector) => made.filter(({ dataset }) => dataset[selector === "[data-if]" ? "if" : "fact"]),
  };
  return { elements: made, view: prose.mount(root, {}) };
}

const COMMANDS = [
  { if: "command" },
  { fact: "command", text: "python3 -m microgpt train" },
  { if: "!command", hidden: true },
];

test("facts that come take the place of the recorded ones, which are there again without them", () => {
  const { elements, view } = page({ fact: "name", text: "bill" }, { fact: "docs", text: "5,163" });
  view.update({ answers: { trace: { name: "mia" }, run: {} } });
  assert.deepEqual(
    elements.map(({ textContent }) => textContent),
    ["mia", "5,163"],
  );
  view.update({ answers: {} });
  assert.equal(elements[0].textContent, "bill");
});

test("what depends on a fact is there if it says something", () => {
  const { elements, view } = page(...COMMANDS);
  const hidden = () => elements.map((each) => each.hidden);
  view.update({ answers: {} });
  assert.deepEqual(hidden(), [false, false, true]);
  view.update({ answers: { run: { command: "" } } });
  assert.deepEqual(hidden(), [true, false, false]);
  view.update({ answers: { run: { command: "python3 -m microgpt train --seed 7" } } });
  assert.deepEqual(hidden(), [false, false, true]);
});

test("without its facts the text is as it was served", () => {
  const { elements, view } = page(...COMMANDS);
  view.update({ answers: { run: { command: "" } } });
  view.destroy();
  assert.deepEqual(
    elements.map((each) => each.hidden),
    [false, false, true],
  );
  assert.equal(elements[1].textContent, "python3 -m microgpt train");
});
