/** What a reader may set in “All parameters”. */

import { moving, number, numbers, passing } from "../settings.js";

export const settings = {
  after: number("training steps after which they are shown; as they are now if not said", null, {
    min: 0,
    isWhole: true,
  }),
  at: moving(number("how far their training has been played, from 0 to 1", null, { min: 0, max: 1 })),
  cell: passing(numbers("the parameter that is pointed at", ["matrix", "row", "column"])),
};
