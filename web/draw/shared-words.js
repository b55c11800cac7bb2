/**
 * What is said of a model in a link: what came with it, what did not, and how far it is from the one that was shared.
 *
 * @import {SharedModel} from "../figures/figure.js"
 * @import {Precision} from "../wire/protocol.js"
 */

import { small, whole } from "./format.js";

/** What is lost, in a sentence. @param {Precision} precision */
export function precisionText({ parameter, docs, loss }) {
  const rounded = `Each of its numbers is rounded to 16 bits, and at most ${small(parameter)} off`;
  if (docs === 0) return `${rounded}.`;
  const tried = docs === 1 ? "the one document" : `the ${docs} documents`;
  return `${rounded}; the loss on each of ${tried} that it was tried on differs by at most ${small(loss)}.`;
}

/** The model that a page has from its link. @param {SharedModel} shared */
export function cameText({ step, isLacking, ...precision }) {
  const after = `${whole(step)} ${step === 1 ? "step" : "steps"}`;
  const without = isLacking
    ? "The documents that it was trained on did not come along: it can be looked into and invents names, but to be " +
      "trained on it needs them."
    : "Adam’s moments did not come along: trained on from here, it goes another way than the run that it is from.";
  return `The model came in the link, as it was after ${after} of training. ${precisionText(precision)} ${without}`;
}
