/** Names invented by the trained model, on request. */

import "./style.css";
import { select } from "d3-selection";
import { element, setText } from "../../draw/element.js";

/**
 * @typedef {object} Props
 * @property {string[]} names
 * @property {boolean} canGenerate
 * @property {boolean} isGenerating
 * @property {number} count
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function generatedView(root, { dispatch }) {
  const button = element("button", { type: "button", class: "button" });
  button.addEventListener("click", () => dispatch({ type: "generate-asked" }));
  const list = select(root).append("ol").attr("class", "list generated").attr("aria-label", "Generated names");
  root.prepend(button);

  /** @param {Props} props */
  return function update({ names, canGenerate, isGenerating, count }) {
    setText(button, isGenerating ? "Generating…" : `Generate ${count} names`);
    button.disabled = !canGenerate;
    list
      .selectAll("li")
      .data(names)
      .join("li")
      .text((name) => name);
  };
}
