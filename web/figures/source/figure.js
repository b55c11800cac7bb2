/** The source pane: the file that is running, the line that made the current frame lit, values in the margin. */

import "./style.css";
import { select } from "d3-selection";
import { element, setText } from "../../draw/element.js";

/**
 * @typedef {object} Props
 * @property {Record<string, string[]>} sources  lines of HTML by file
 * @property {string} file
 * @property {number | null} line  the one that is lit
 * @property {boolean} isBackward
 * @property {Map<number, string>} margin  what stands beside a line
 * @property {Set<number>} clickable  lines that make frames
 *
 * @param {HTMLElement} root
 * @param {{lineClicked: (file: string, line: number) => void}} context
 */
export function sourcePane(root, { lineClicked }) {
  const heading = element("p", { class: "title figure" });
  const scroller = element("div", {
    class: "source listing",
    tabindex: 0,
    role: "region",
    "aria-label": "Lines of the source",
  });
  const list = select(scroller).append("ol").attr("class", "list");
  root.append(heading, scroller);

  /** @param {Props} props */
  return function update({ sources, file, line, isBackward, margin, clickable }) {
    setText(heading, file);
    const lines = (sources[file] ?? []).map((html, index) => ({
      html,
      number: index + 1,
      key: `${file}:${index + 1}`,
    }));
    list
      .selectAll("li")
      .data(lines, (each) => /** @type {{key: string}} */ (each).key)
      .join((enter) => {
        const item = enter.append("li").attr("data-line", ({ number }) => number);
        item
          .append("span")
          .attr("class", "linenos")
          .text(({ number }) => number);
        item.append("code").html(({ html }) => html || " ");
        item.append("span").attr("class", "margin figure");
        return item;
      })
      .each(function ({ number }) {
        const item = select(this);
        const lit = number === line;
        const classes = [lit && "lit", lit && isBackward && "backward", clickable.has(number) && "clickable"];
        item.attr("class", classes.filter(Boolean).join(" ") || null);
        item.attr("aria-current", lit ? "true" : null);
        item.select(".margin").text(margin.get(number) ?? "");
        item.on("click", () => clickable.has(number) && lineClicked(file, number));
      });
    const lit = /** @type {HTMLElement | null} */ (scroller.querySelector(".lit"));
    if (lit && scroller.dataset.lit !== `${file}:${line}`) {
      const middle = lit.offsetTop - scroller.offsetTop - scroller.clientHeight / 2 + lit.offsetHeight / 2;
      scroller.scrollTop = middle;
    }
    scroller.dataset.lit = `${file}:${line}`;
  };
}
