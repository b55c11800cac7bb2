/** What a reader may set in “Where the numbers come from”. */

import { flag } from "../settings.js";

export const settings = {
  isBrief: flag("whether it stands in a bar: a badge, and how far Python has come", false),
};
