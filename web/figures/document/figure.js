/**
 * The document of one step: each token that had to be predicted, and how great the loss of that prediction was.
 *
 * @import {StepDone} from "../../wire/protocol.js"
 */

import "./style.css";
import { select } from "d3-selection";
import { fixed, tokenText, whole } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

const TALLEST = 5; // the loss at which a bar is full; greater ones are cut, their number is there

/**
 * @typedef {object} Props
 * @property {StepDone | null} step
 * @property {number | null} randomGuess
 * @property {number} slots  how many positions there is room for
 */

/** One bar per prediction. @param {StepDone} step */
export function documentBars(step) {
  return step.losses.map((loss, position) => {
    const [given, target] = [tokenText(step.tokens[position]), tokenText(step.tokens[position + 1])];
    return {
      given,
      target,
      isSpecial: target.length > 1,
      share: Math.min(loss / TALLEST, 1),
      text: fixed(loss),
      name: `position ${position}: after ${given} comes ${target}, loss ${fixed(loss, 4)}`,
    };
  });
}

/** @param {HTMLElement} root */
export function documentView(root) {
  const heading = element("p", { class: "title" });
  const bars = select(root).append("ol").attr("class", "list document");
  root.prepend(heading);

  /** @param {Props} props */
  return function update({ step, randomGuess, slots }) {
    setText(heading, step ? `Step ${whole(step.step)} read “${step.doc}”` : "No document read yet");
    bars
      .style("--slots", slots)
      .style("--guess", Math.min((randomGuess ?? 0) / TALLEST, 1))
      .selectAll("li")
      .data(step ? documentBars(step) : [])
      .join((enter) => {
        const item = enter.append("li");
        item.append("span").attr("class", "document-loss figure");
        item.append("span").attr("class", "document-bar");
        item.append("span").attr("class", "document-token figure");
        return item;
      })
      .attr("aria-label", ({ name }) => name)
      .attr("title", ({ name }) => name)
      .each(function ({ share, text, target, isSpecial }) {
        const item = select(this);
        item.select(".document-loss").text(text);
        item.select(".document-bar").style("--share", share);
        item.select(".document-token").text(target).classed("special", isSpecial);
      });
  };
}
