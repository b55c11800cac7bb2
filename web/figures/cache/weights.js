/**
 * The attention weights of one position: for each head and each row of the cache a bar and a number.
 *
 * @import {Cell, HeatmapProps} from "../../draw/heat-map.js"
 *
 * @typedef {Omit<HeatmapProps, "colourOf" | "painted"> & {hasText: boolean, reads: (row: number, column: number) => number | null,
 *   max: number, growing: number | null, share: number}} WeightsProps
 *   reads: the weight, null while there is none; max: the weight whose bar is as long as can be; growing: the head whose bars
 *   have come to so large a share of their length
 */

import { fixed } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";

/** @param {HTMLElement} node @param {{onHover: (cell: Cell | null) => void, onSelect: (cell: Cell) => void}} listeners */
export function weightsView(node, listeners) {
  const update = heatmap(node, listeners);
  const layer = element("div", { class: "cache-bars", "aria-hidden": "true" });
  node.append(layer);

  /** @param {WeightsProps} props */
  return function draw(props) {
    const { rows, columns, width, height, hasText, reads, max, growing, share } = props;
    // there is a cell wherever there can be a weight; what it looks like are the bars
    update({ ...props, colourOf: () => [0, 0, 0], painted: "" });
    while (layer.childElementCount < rows * columns)
      layer.append(element("div", { class: "cache-bar" }, element("span", { class: "figure" }), element("i")));
    while (layer.childElementCount > rows * columns) layer.lastElementChild?.remove();
    layer.style.gridTemplate = `repeat(${rows}, ${height / rows}px) / repeat(${columns}, ${width / columns}px)`;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const bar = /** @type {HTMLElement} */ (layer.children[at]);
        const [text, line] = /** @type {HTMLCollectionOf<HTMLElement>} */ (bar.children);
        const weight = reads(row, column);
        setText(text, weight === null || !hasText ? "" : fixed(weight));
        const size =
          weight === null ? "0" : `${(((100 * weight) / max) * (column === growing ? share : 1)).toFixed(2)}%`;
        if (line.style.width !== size) line.style.width = size;
        bar.style.setProperty("--head", `var(--head-${column % 8})`);
      }
    }
  };
}
