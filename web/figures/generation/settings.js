/** What a reader may set in “It invents a name”. */

import { choice, flag, moving, number, passing, text } from "../settings.js";

export const ORDERS = /** @type {const} */ ([
  ["vocabulary", "vocabulary order"],
  ["likely", "likeliest first"],
]);

/** What was recorded: names from this seed, at these temperatures. */
export const RECORDED_AT = [0.5, 1];
export const RECORDED_SEED = 6;
export const AT_ONCE = 20; // names
export const PAUSE = 0.5; // after a letter, as a share of its time

export const settings = {
  temperature: number("that the logits are divided by", 0.5, { min: 0.1, max: 2 }),
  topK: number("draw only among so many tokens, the likeliest; 0 for all", 0, { min: 0, max: 10_000, isWhole: true }),
  seed: number("of the random numbers: each its own name", RECORDED_SEED, { min: 0, isWhole: true }),
  prefix: text("what the name begins with", ""),
  many: flag("whether twenty names are shown, of this seed and those after it", false),
  nth: number("of the twenty names, that is looked at, from 0", 0, { min: 0, max: AT_ONCE - 1, isWhole: true }),
  letter: number("of the name, that is looked at, from 0", 2, { min: 0, isWhole: true }),
  order: choice(
    "in which the tokens stand",
    ORDERS.map(([order]) => order),
  ),
  layer: number("whose attention and cache are shown", 0, { min: 0, isWhole: true }),
  word: text("that is scored: how likely the model finds it", ""),
  token: passing(number("that is pointed at", null, { min: 0, isWhole: true })),
  t: passing(number("how far the drawing of the letter has come", 1, { min: 0, max: 1 + PAUSE })),
  playing: moving(flag("whether it plays", false)),
  once: passing(flag("whether it plays no further than this letter", false)),
};
