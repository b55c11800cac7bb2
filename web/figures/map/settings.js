/** What a reader may set in “Model map”. */

import { choice } from "../settings.js";

const LARGE = /** @type {const} */ (["", "Embedding", "Attention", "MLP", "Prediction"]);

export const settings = {
  large: choice("the group of stages that is larger than the others", LARGE),
};
