/** What a reader may set in “Loss”. */

import { number } from "../settings.js";

export const settings = {
  height: number("of the chart in px; by its width if not said", null, { min: 100, max: 2000 }),
};
