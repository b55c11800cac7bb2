/**
 * What stands beside and over the tables of a layer: names of heads and rows, outlines, ticks.
 *
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 */

import { element, setText } from "../../draw/element.js";
import { tokenText } from "../../draw/format.js";
import { positions, tokenAt } from "../../trace/read.js";
import { isComplete, layerStages } from "./known.js";

/** As much of the title as there is room for. @param {string} place @param {number} width */
export function weightsTitle(place, width) {
  const [short, shorter] = [place.replace("position ", ""), "weights"];
  return (
    [`attention weights of ${place}`, `attention weights of ${short}`, `weights of ${short}`].find(
      (text) => text.length * 6.7 < width,
    ) ?? shorter
  );
}

/** @param {HTMLElement} node @param {number} heads @param {number} width  of one */
export function nameHeads(node, heads, width) {
  while (node.childElementCount < heads) {
    const name = element("span");
    name.style.setProperty("--head", `var(--head-${node.childElementCount % 8})`);
    node.append(name);
  }
  while (node.childElementCount > heads) node.lastElementChild?.remove();
  for (const [head, each] of [...node.children].entries())
    setText(each, width >= 48 ? `head ${head}` : width >= 20 ? `h${head}` : String(head));
}

/** The token and the position of every row, beside the tables that have them. @param {HTMLElement} node @param {LayerProps} props @param {number} top */
export function label(node, { trace, moment, layout, layer }, top) {
  const { keys, weights, values } = layout.layers[layer];
  const blocks = [keys, weights, values].filter(({ hasLabels }) => hasLabels);
  const count = positions(trace);
  while (node.childElementCount < blocks.length * count)
    node.append(element("p", { class: "cache-label" }, element("span"), element("span", { class: "figure" })));
  while (node.childElementCount > blocks.length * count) node.lastElementChild?.remove();
  for (const [index, each] of [...node.children].entries()) {
    const position = index % count;
    const { table } = blocks[Math.floor(index / count)];
    const text = tokenText(tokenAt(trace, position));
    setText(each.children[0], text);
    each.children[0].classList.toggle("special", text.length > 1);
    setText(each.children[1], String(position));
    each.classList.toggle("is-lit", position === moment.position);
    /** @type {HTMLElement} */ (each).style.lineHeight = `${layout.rowHeight}px`;
    put(/** @type {HTMLElement} */ (each), {
      x: 0,
      y: table.y + position * layout.rowHeight - top,
      width: layout.labelWidth - 12,
      height: layout.rowHeight,
    });
  }
}

/** @typedef {Box & {name: string}} Mark */

/** A whole stage that is hovered or selected. @param {LayerProps} props @returns {Mark[]} */
export function refBoxes({ trace, layout, layer, moment, hovered, selection }) {
  const stages = layerStages(trace, layer);
  const placed = layout.layers[layer];
  return [hovered, selection].flatMap((ref, index) => {
    if (ref?.kind !== "stage" || ref.element !== null) return [];
    const name = index === 0 ? "is-hovered" : "is-selected";
    for (const what of /** @type {const} */ (["keys", "values"])) {
      const row = stages[what].indexOf(ref.stage);
      if (row >= 0)
        return [
          { ...placed[what].table, y: placed[what].table.y + row * layout.rowHeight, height: layout.rowHeight, name },
        ];
    }
    return stages.query[moment.position] === ref.stage ? [{ ...placed.query, name }] : [];
  });
}

/** A tick beside every row whose gradient is complete. @param {LayerProps} props @returns {Mark[]} */
export function completeBoxes({ trace, cursor, layout, layer, moment }) {
  if (!moment.isBackward) return [];
  const placed = layout.layers[layer];
  return /** @type {const} */ (["keys", "values"]).flatMap((what) => {
    const { x, y, width } = placed[what].table;
    const rows = Array.from({ length: positions(trace) }, (_, s) => s).filter((s) =>
      isComplete(trace, cursor, layer, what, s),
    );
    return rows.map((s) => ({
      x: x + width + 8,
      y: y + s * layout.rowHeight + layout.rowHeight / 2 - 6,
      width: 5,
      height: 9,
      name: "is-complete",
    }));
  });
}

/** @param {HTMLElement} node @param {Mark[]} marks @param {number} top */
export function marksAt(node, marks, top) {
  while (node.childElementCount < marks.length) node.append(element("div"));
  while (node.childElementCount > marks.length) node.lastElementChild?.remove();
  for (const [index, { name, ...box }] of marks.entries()) {
    const mark = /** @type {HTMLElement} */ (node.children[index]);
    mark.className = `mark ${name}`;
    put(mark, { ...box, y: box.y - top });
  }
}

/** @param {HTMLElement} node @param {Box} box */
export function put(node, { x, y, width, height }) {
  node.style.left = `${x}px`;
  node.style.top = `${y}px`;
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
}
