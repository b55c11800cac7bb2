/** What a reader may set in “Training”. */

import { flag, passing, text } from "../settings.js";

export const settings = {
  isBrief: flag("whether it stands in a bar: Train, and how far it has come", false),
  refused: passing(text("the number of steps that was typed and cannot be", "")),
};
