/**
 * What a reader may set in “Adam”.
 *
 * @import {Page, ScaleOf} from "./controls.js"
 * @import {Chosen} from "./quantities.js"
 */

import { choice, given, number, numbers, passing, text } from "../settings.js";

/** @type {[Page, string][]} */
export const PAGES = [
  ["maps", "all parameters"],
  ["one", "one parameter"],
  ["training", "over training"],
];

/** @type {[ScaleOf, string][]} */
export const SCALES = [
  ["matrix", "one per matrix"],
  ["all", "one for all"],
];

/** Those that a reader chooses among, as they are shown. @type {readonly (readonly [Chosen, string])[]} */
export const CHOICES = [
  ["turn", "in turn"],
  ["value", "value"],
  ["grad", "gradient"],
  ["m", "m"],
  ["v", "v"],
  ["direction", "direction"],
  ["update", "update"],
];

export const settings = {
  page: choice(
    "which of its pages is shown",
    PAGES.map(([page]) => page),
  ),
  alone: given(choice("a part that is shown alone: one parameter in this step, or in all", ["", "lens", "life"])),
  of: given(text("the matrix of which the parameter that moves farthest is under the lens, while none is chosen", "")),
  quantity: choice(
    "of each parameter, that the heat maps show; turn: one after the other",
    CHOICES.map(([quantity]) => quantity),
  ),
  scale: choice(
    "of the colours: one for each matrix, or one for all",
    SCALES.map(([scale]) => scale),
  ),
  whatIf: numbers("other settings of Adam, with which the past is replayed", ["beta1", "beta2", "learning_rate"]),
  step: passing(number("of training, that is pointed at in the charts", null, { min: 1, isWhole: true })),
};
