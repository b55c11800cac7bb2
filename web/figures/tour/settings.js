/** What a reader may set in “The tour”. */

import { number } from "../settings.js";

export const settings = {
  stop: number("the stop the tour is at, from 1", null, { min: 1, isWhole: true }),
};
