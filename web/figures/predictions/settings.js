/** What a reader may set in “Predictions”. */

import { choice, flag, given, number, place } from "../settings.js";

export const ORDERS = /** @type {const} */ ([
  ["vocabulary", "vocabulary order"],
  ["likely", "likeliest first"],
]);

export const settings = {
  order: choice(
    "in which the tokens stand",
    ORDERS.map(([order]) => order),
  ),
  position: place(number("whose prediction is shown; that of the cursor if not said", null, { min: 0, isWhole: true })),
  alone: given(choice("what of the tokens is shown alone: their probabilities", ["", "probabilities"])),
  temperature: number("that the probabilities are reshaped by", 1, { min: 0.1, max: 2 }),
  isBrief: flag("whether it is one prediction and nothing else: no others, no order, no temperature", false),
};
