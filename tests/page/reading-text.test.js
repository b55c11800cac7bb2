import assert from "node:assert/strict";
import { test } from "node:test";
import {
  barText,
  cutText,
  documentsText,
  lengthsText,
  placeName,
  tokenName,
  unlistedText,
  wordText,
} from "../../web/figures/reading/text.js";

/** @param {object} [changes] */
const reading = (changes) =>
  /** @type {any} */ ({
    documents: 200,
    distinct: 200,
    characters: 2352,
    vocab_size: 26,
    tokens: Array(26),
    block_size: 16,
    room: 15,
    cut: 0,
    seen: 16,
    unseen: 0,
    ...changes,
  });

/** @param {(number | null)[]} ids @param {number} seen @param {string[]} [unknown] @param {string} [hint] */
const word = (ids, seen, unknown = [], hint = "") =>
  reading({ word: { tokens: ids.map((id, at) => ({ id, text: "a", is_seen: at < seen })), unknown, hint } });

test("documents are counted, and those that differ only where some are the same", () => {
  assert.equal(documentsText(reading()), "200 documents, of 2,352 characters in all; a vocabulary of 26 tokens.");
  assert.match(documentsText(reading({ distinct: 190 })), /^200 documents, 190 of them different, of/);
  assert.match(documentsText(reading({ documents: 1, distinct: 1 })), /^1 document, of/);
});

test("what becomes of long documents is said, or that there are none", () => {
  const holds = "block_size 16 holds documents of up to 15 characters and their end";
  assert.equal(cutText(reading()), `${holds}: all of these.`);
  assert.equal(
    cutText(reading({ cut: 11, unseen: 16 })),
    `${holds}. 11 of 200 are longer: of such a one only the first 16 characters are read, and not its ` +
      "end. 16 characters are never read.",
  );
  assert.match(cutText(reading({ cut: 1, unseen: 1 })), /1 of 200 is longer: .* 1 character is never read\.$/);
});

test("lengths are told by bar and in all", () => {
  assert.equal(barText([6, 6, 1234]), "6 characters: 1,234 documents");
  assert.equal(barText([1, 1, 1]), "1 character: 1 document");
  assert.equal(barText([10, 12, 3]), "10 to 12 characters: 3 documents");
  assert.equal(
    lengthsText({ shortest: 2, median: 6.5, longest: 11, histogram: [] }),
    "from 2 to 11 characters, the median 6.5",
  );
  assert.equal(lengthsText({ shortest: 4, median: 4, longest: 4, histogram: [] }), "each has 4 characters");
});

test("a token is told by its name in Unicode, or its own", () => {
  const a = { id: 0, text: "a", name: "U+0061 LATIN SMALL LETTER A", count: 7 };
  assert.equal(tokenName(a), "U+0061 LATIN SMALL LETTER A: token id 0, 7 times in the documents");
  assert.equal(tokenName({ id: 26, text: "<BOS>", name: "", count: null }), "BOS: token id 26");
  assert.equal(unlistedText(reading()), "");
  assert.equal(unlistedText(reading({ vocab_size: 10_001 })), "and 9,975 more: type any of them below to see its id");
});

test("of a word it is said what is not known, with what may be meant, or what is not seen", () => {
  const unknown = wordText(word([26, null, 26], 3, ["R"], "Written in lower case, rex, all of it is known."));
  assert.equal(
    unknown,
    "“R” is not in the vocabulary: the model has no id for it, so the word is refused. " +
      "Written in lower case, rex, all of it is known.",
  );
  assert.match(wordText(word([26, null, null], 3, ["R", " "])), /^“R”, “\u2423” are not .* no id for them, so/);
  assert.equal(wordText(word([26, 0, 26], 3)), "3 tokens, all of which block_size 16 holds.");
  const full = wordText(word([26, ...Array(15).fill(0), 26], 17));
  assert.equal(
    full,
    "17 tokens, all of which block_size 16 holds: the last one is only predicted, and takes no position.",
  );
  assert.match(wordText(word([26, 0, 0, 26], 3)), /^4 tokens, of which the last one is beyond block_size 16/);
  assert.equal(placeName({ id: null, text: "R", is_seen: true }), "R: not in the vocabulary");
  assert.equal(placeName({ id: 3, text: "d", is_seen: false }), "d: token id 3, beyond block_size");
});
