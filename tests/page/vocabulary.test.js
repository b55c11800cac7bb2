import assert from "node:assert/strict";
import { test } from "node:test";
import { titleText, tokenName, wordText } from "../../web/figures/vocabulary/text.js";

/** @param {number} kept @param {string | null} [complaint] */
const encoded = (kept, complaint = null) => ({
  text: "ab",
  tokens: [
    { text: "<BOS>", token_id: 2 },
    { text: "a", token_id: 0 },
    { text: "b", token_id: complaint === null ? 1 : null },
    { text: "<BOS>", token_id: 2 },
  ],
  kept,
  complaint,
});

test("a word that fits gives a prediction for every token but the first", () => {
  assert.match(wordText(encoded(4), 16), /^4 tokens make 3 predictions: every token but the last is given/);
});

test("of a word that does not fit it is said what is cut", () => {
  const said = wordText(encoded(3), 2);
  const rest = "only the first 2 are trained on, the other 1 is cut.";
  assert.equal(said, `4 tokens make 3 predictions, but block_size is 2: ${rest}`);
  assert.equal(tokenName(encoded(3), 3), "BOS: token id 2, cut");
  assert.equal(tokenName(encoded(3), 2), "b: token id 1");
});

test("a word that cannot be read is refused in Python's sentence", () => {
  const refused = encoded(0, "'b' in 'ab' is not among the 1 characters of the data");
  assert.match(wordText(refused, 16), /^'b' in 'ab' is not among .* refused\.$/);
  assert.deepEqual(
    [1, 2].map((at) => tokenName(refused, at)),
    ["a: token id 0", "b: not in the vocabulary"],
  );
});

test("the vocabulary is counted by kinds of tokens", () => {
  const of = (/** @type {string[]} */ tokens) => titleText(/** @type {any} */ ({ tokens }));
  assert.equal(of(["a", "b", "<BOS>"]), "3 tokens: 2 characters and BOS");
  assert.equal(of(["<BOS>", "<EOS>", "<"]), "3 tokens: 1 character and BOS and EOS");
});
