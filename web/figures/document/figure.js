/**
 * The document of one step: each token that had to be predicted, and how great the loss of that prediction was.
 *
 * @import {Figure} from "../figure.js"
 */

import { select } from "d3-selection";
import { element, setText } from "../../draw/element.js";
import { whole } from "../../draw/format.js";
import { documentBars, heightOf } from "./bars.js";
import "./style.css";

const SLOTS = 16; // positions there is room for, until a run says how many it has

/** @type {Figure} */
export const document = {
  name: "document",
  title: "The document of a step",
  caption:
    "A bar for each token that had to be predicted: the higher, the less it was expected. Dashed: a random guess.",
  settings: {},
  needsTrace: false,

  mount(root) {
    const heading = element("p", { class: "panel-heading" });
    const list = element("ol", { class: "document" });
    root.append(heading, list);
    const bars = select(list);

    return {
      update({ run }) {
        const { description, steps } = run.shown;
        const step = steps.find((each) => each.step === run.hoveredStep) ?? steps.at(-1);
        setText(heading, step ? `Step ${whole(step.step)} read “${step.doc}”` : "No document read yet");
        bars
          .style("--slots", description?.config.block_size ?? SLOTS)
          .style("--guess", heightOf(description?.random_guess ?? 0))
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
          .each(function ({ height, text, target, isSpecial }) {
            const item = select(this);
            item.select(".document-loss").text(text);
            item.select(".document-bar").style("--share", height);
            item.select(".document-token").text(target).classed("special", isSpecial);
          });
      },
      destroy() {
        root.replaceChildren();
      },
    };
  },
};
