/**
 * The foot of the heads view: what is pointed at or selected, with its numbers, and which colour is which number.
 *
 * @import {Props, Pair} from "./weights.js"
 */

import { digits } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";
import { positions } from "../../trace/read.js";
import { namesText } from "./summary.js";
import { aboutText, afterSteps, formulaText, refText } from "./text.js";
import { greatestGradient, momentOf, pairOf, weightAt } from "./weights.js";

/** @param {HTMLElement} root */
export function footView(root) {
  const [name, about] = [element("span", { class: "figure name" }), element("span", { class: "about" })];
  const readout = element("p", { class: "readout" }, name, about);
  const scale = (/** @type {string} */ word, /** @type {string} */ kind) => {
    const [low, high] = [element("span", { class: "figure" }), element("span", { class: "figure" })];
    return {
      low,
      high,
      item: element(
        "span",
        { class: "item" },
        word,
        low,
        element("span", { class: "scale", "data-scale": kind }),
        high,
      ),
    };
  };
  const [share, gradient] = [scale("weight", "share"), scale("gradient", "gradient")];
  const pending = element(
    "span",
    { class: "item" },
    element("span", { class: "scale", "data-scale": "pending" }),
    "not computed yet",
  );
  root.append(readout, element("p", { class: "legend" }, share.item, gradient.item, pending));
  setText(share.low, "0");
  setText(share.high, "1");

  /** @param {Props} props */
  return function update(props) {
    const { trace, cursor, hovered, selection } = props;
    const said = hovered ?? selection;
    setText(name, said ? `${refText(props, said)}${formulaText(props, said)}` : "");
    setText(
      about,
      said
        ? [aboutText(props, said), momentText(props), averageText(props)].filter(Boolean).join("; ")
        : "Point at a cell or an arc for its numbers.",
    );
    const isBack = trace.frames[cursor].phase === "backward" && momentOf(props) === null;
    gradient.item.hidden = !isBack;
    const max = isBack ? greatestGradient(trace, trace.passAt[cursor]) : 0;
    setText(gradient.low, digits(-max));
    setText(gradient.high, digits(max, true));
    pending.hidden = momentOf(props) !== null || trace.passAt[cursor] >= 0;
  };
}

/** What the weight that is pointed at was at the moment that is shown. @param {Props} props */
function momentText(props) {
  const { trace, hovered, selection, overTraining } = props;
  const moment = momentOf(props);
  const pair = pairOf(trace, hovered ?? selection);
  if (moment === null || !overTraining || !pair || pair.s === null) return "";
  const weight = weightAt(props, /** @type {Pair} */ (pair));
  return weight === null ? "" : `${afterSteps(overTraining.moments[moment])} ${digits(weight)}`;
}

/** What that head reads there on average. @param {Props} props */
function averageText({ trace, hovered, selection, heads }) {
  const pair = pairOf(trace, hovered ?? selection);
  const summary = pair && heads?.heads.find(({ layer, head }) => layer === pair.layer && head === pair.head);
  if (!heads || !pair || pair.s === null || !summary || pair.t >= Math.min(summary.map.length, positions(trace)))
    return "";
  return `on average ${digits(summary.map[pair.t][pair.s])} over ${namesText(heads.counts[pair.t])}`;
}
