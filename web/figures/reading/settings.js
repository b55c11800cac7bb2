/** What a reader may set in “What the tokenizer makes of it”. */

import { number, passing, text } from "../settings.js";

export const settings = {
  word: text("the word that is shown as tokens; the first document if not said", null),
  length: passing(number("the length that is pointed at", null, { min: 0, isWhole: true })),
};
