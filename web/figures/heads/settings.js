/** What a reader may set in “Attention”. */

import { choice, number, numbers, place, shape } from "../settings.js";

export const settings = {
  parts: shape(
    choice("what is shown: all, how one weight comes about, or what the heads read on average", [
      "all",
      "weight",
      "averages",
    ]),
  ),
  sampleCount: number("how many names the averages are over", 200, { min: 1, max: 1000, isWhole: true }),
  trainingMoment: place(
    number("which snapshot of training is shown in place of the trace", null, { min: 0, isWhole: true }),
  ),
  focus: place(numbers("the weight that is taken apart", ["layer", "head", "t", "s"])),
};
