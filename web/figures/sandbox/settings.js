/** What a reader may set in “Expression sandbox”. */

import { moving, number as numberSetting, passing, text } from "../settings.js";
import { PRESETS } from "./presets.js";

export const settings = {
  text: text("the expression", PRESETS[0][0]),
  typed: passing({ ...text("what stands in the field and is not entered yet", ""), default: null }),
  leaves: text("the numbers of its leaves, as in a=2,b=-3", ""),
  at: numberSetting("how many steps of the walk are done", null, { min: 0 }),
  until: moving(numberSetting("the step that it plays to", null, { min: 0 })),
  before: passing(text("the expression and leaves before the newest", "")),
  asked: passing(numberSetting("the node that is pointed at", null, { min: 0, isWhole: true })),
};
