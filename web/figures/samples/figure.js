/** Names that the model invented while it trained: a row for each time it was asked, newest first. */

import "./style.css";
import { select } from "d3-selection";
import { whole } from "../../draw/format.js";
import { element } from "../../draw/element.js";

/** @param {HTMLElement} root */
export function samplesView(root) {
  root.append(element("p", { class: "title" }, "Names it invents as it learns"));
  const scroller = element("div", { class: "samples", tabindex: 0, role: "region", "aria-label": "Invented names" });
  root.append(scroller);
  const table = select(scroller).append("table");
  table.append("caption").attr("class", "visually-hidden").text("Names invented after some of the training steps");
  const body = table.append("tbody");

  /** @param {{samples: {step: number, names: string[]}[]}} props */
  return function update({ samples }) {
    body
      .selectAll("tr")
      .data([...samples].reverse(), (each) => /** @type {{step: number}} */ (each).step)
      .join((enter) => {
        const row = enter.append("tr");
        row.append("th").attr("scope", "row").attr("class", "figure");
        row.append("td");
        return row;
      })
      .order()
      .each(function ({ step, names }) {
        select(this).select("th").text(whole(step));
        select(this)
          .select("td")
          .selectAll("span")
          .data(names)
          .join("span")
          .text((name) => name);
      });
  };
}
