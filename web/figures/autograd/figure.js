/** The switch between the two autograds, with how fast each has been in this page. */

import "./style.css";
import { duration } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

const CHOICES = /** @type {const} */ ([
  ["vector", "one node per vector"],
  ["scalar", "one node per number"],
]);

/**
 * @typedef {object} Props
 * @property {"vector" | "scalar"} autograd
 * @property {Record<string, number>} pace  seconds a step took lately, of the autograds that have been tried
 * @property {boolean} isAvailable
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function autogradSwitch(root, { dispatch }) {
  const set = element("fieldset", { class: "choice" }, element("legend", {}, "Autograd"));
  const choices = CHOICES.map(([name, text]) => {
    const input = element("input", { type: "radio", name: "autograd", value: name });
    const pace = element("span", { class: "figure" });
    input.addEventListener("change", () => dispatch({ type: "autograd-set", autograd: name }));
    set.append(element("label", {}, input, element("span", {}, text), pace));
    return { name, input, pace };
  });
  root.append(
    set,
    element(
      "p",
      { class: "caption" },
      "Both run the same function and give the same numbers, but for rounding. A node costs far more than the arithmetic " +
        "in it, so one for each vector instead of one for each number is many times faster. Switch while it trains.",
    ),
  );

  /** @param {Props} props */
  return function update({ autograd, pace, isAvailable }) {
    set.disabled = !isAvailable;
    for (const { name, input, pace: text } of choices) {
      input.checked = name === autograd;
      setText(text, pace[name] === undefined ? "" : `${duration(pace[name])} a step`);
    }
  };
}
