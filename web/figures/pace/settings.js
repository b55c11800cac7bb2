/** What a reader may set in “One node per number, or per vector”. */

import { number, passing, place } from "../settings.js";

const MOST = 50;

export const settings = {
  times: passing(place(number("how often each way is timed; 0: not at all", 0, { min: 0, max: MOST, isWhole: true }))),
};
