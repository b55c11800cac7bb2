/**
 * What a reader may set in “Now”.
 *
 * @import {Topic} from "../../trace/words.js"
 */

import { choice } from "../settings.js";

/** What there is more to read about: see topics.js. @type {readonly Topic[]} */
const TOPICS = [
  "tokens",
  "embedding",
  "norm",
  "attention",
  "heads",
  "residual",
  "mlp",
  "prediction",
  "loss",
  "backward",
  "adam",
  "sgd",
];

export const settings = {
  more: choice("a text beside it: on attention, the backward pass, ...", ["", ...TOPICS]),
};
