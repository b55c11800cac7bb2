/**
 * Which quantity the heat maps show, on which scale; and the legend.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Quantity} from "./known.js"
 */

import { digits } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";
import { columnOf, NAMES, QUANTITIES, rangesOf } from "./known.js";

/** Keys that move a control, which are no business of the page's then. @param {KeyboardEvent} event */
export function keepKeys(event) {
  if (/^(Arrow|Page)|^(Home|End| )$/.test(event.key)) event.stopPropagation();
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function mapControls(root, { dispatch }) {
  const quantities = choice(
    "Show",
    "quantity",
    NAMES.map((name) => [name, QUANTITIES[name].label]),
  );
  const scales = choice("Colours", "scale", [
    ["matrix", "for each matrix"],
    ["all", "one for all"],
  ]);
  const form = element("form", { class: "adam-controls row" }, quantities.node, scales.node);
  root.append(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", keepKeys);
  form.addEventListener("change", (event) => {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    dispatch({ type: "figure-set", figures: { [name]: value } });
  });

  /** @param {{quantity: Quantity, scale: "matrix" | "all"}} props */
  return function update({ quantity, scale }) {
    quantities.update(quantity);
    scales.update(scale);
  };
}

/** @param {string} legend @param {string} name @param {string[][]} options value and text */
function choice(legend, name, options) {
  const inputs = options.map(([value]) => element("input", { type: "radio", name, value }));
  const labels = options.map(([, text], i) => element("label", {}, inputs[i], element("span", {}, text)));
  const node = element("fieldset", { class: "choice words" }, element("legend", {}, legend), ...labels);
  return {
    node,
    /** @param {string} value */
    update(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/** @param {HTMLElement} root */
export function legendView(root) {
  const [whose, low, high] = [
    element("span"),
    element("span", { class: "figure" }),
    element("span", { class: "figure" }),
  ];
  const bar = element("span", { class: "scale" });
  root.append(element("p", { class: "legend item" }, whose, low, bar, high));

  /** @param {{trace: Trace, cursor: number, quantity: Quantity, scale: "matrix" | "all", matrix: number}} props  matrix: the one that is looked at */
  return function update({ trace, cursor, quantity, scale, matrix }) {
    const { scale: kind, label } = QUANTITIES[quantity];
    const range = rangesOf(trace, quantity);
    const max = scale === "all" ? range.all : range.matrices[matrix];
    setText(whose, `${label}, ${scale === "all" ? "all matrices" : trace.matrices[matrix].name}`);
    const isKnown = columnOf(trace, cursor, scale === "all" ? 0 : matrix, quantity) !== null;
    setText(low, kind === "share" ? "0" : isKnown ? digits(-max) : "\u2212");
    setText(high, isKnown ? digits(max, kind !== "share") : "+");
    bar.dataset.scale = kind;
  };
}
