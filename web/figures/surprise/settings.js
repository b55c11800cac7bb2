/** What a reader may set in “What a guess costs”. */

import { number, passing, text } from "../settings.js";

/** The least probability. */
export const LEAST = 0.001;

export const settings = {
  p: number("the probability that the model gave to what came", 0.5, { min: LEAST, max: 1 }),
  complaint: passing(text("what is wrong with the probability that was typed", "")),
};
