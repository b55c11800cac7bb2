/**
 * The maps: for every layer and head what each position reads, and beneath it what the head reads on average.
 *
 * @import {HeadsLayout} from "./layout.js"
 * @import {Palette} from "../../draw/palette.js"
 * @import {HeadSummary, Pair, Props} from "./weights.js"
 */

import { mix, parseColour } from "../../draw/colour.js";
import { element, setText } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";
import { positions } from "../../trace/read.js";
import { summaryView } from "./summary.js";
import { cellName, classes, letter } from "./text.js";
import { greatestGradient, identity, momentOf, pairOf, rowOf } from "./weights.js";

/** @param {HTMLElement} root @param {{hover: (pair: Pair | null) => void, select: (pair: Pair) => void}} listeners */
export function mapsView(root, { hover, select }) {
  let shape = "";
  /** @type {{node: HTMLElement, panels: ReturnType<typeof panelView>[]}[]} */
  let layers = [];

  /** @param {Props} props @param {HeadsLayout} layout @param {Palette} palette @param {Pair} focus */
  return function update(props, layout, palette, focus) {
    const { n_layer, n_head } = props.trace.header.config;
    const n = positions(props.trace);
    if (shape !== `${n_layer} ${n_head} ${n}`) {
      shape = `${n_layer} ${n_head} ${n}`;
      layers = Array.from({ length: n_layer }, (_, layer) => {
        const row = element("div", { class: "heads-row" });
        const node = element("div", { class: "heads-layer", role: "group", "aria-label": `Layer ${layer}` });
        if (n_layer > 1) node.append(element("p", { class: "heading" }, `Layer ${layer}`));
        node.append(row);
        const panels = Array.from({ length: n_head }, (_, head) => panelView(row, layer, head, n, { hover, select }));
        return { node, panels };
      });
      root.replaceChildren(...layers.map(({ node }) => node));
    }
    root.style.setProperty("--heads-columns", String(layout.columns));
    root.style.setProperty("--heads-panel", `${layout.panel}px`);
    root.style.setProperty("--heads-gap", `${layout.gap}px`);
    for (const { panels } of layers) for (const panel of panels) panel(props, layout, palette, focus);
  };
}

/** @param {HTMLElement} root @param {number} layer @param {number} head @param {number} n @param {{hover: (pair: Pair | null) => void, select: (pair: Pair) => void}} listeners */
function panelView(root, layer, head, n, { hover, select }) {
  const letters = (/** @type {string} */ className) =>
    Array.from({ length: n }, () => element("span", { class: className }));
  const [rowLetters, columnLetters] = [letters("heads-row-letter"), letters("heads-column-letter")];
  const grid = element("div");
  const axes = element("div", { class: "heads-axes", "aria-hidden": "true" }, ...rowLetters, ...columnLetters);
  const map = element("div", { class: "heads-map" }, axes, grid);
  const name = element("p", { class: "heads-name" }, `head ${head}`);
  const panel = element("div", { class: "heads-panel" }, name, map);
  panel.style.setProperty("--head", `var(--head-${head % 8})`);
  root.append(panel);
  /** @param {{row: number, column: number}} cell @returns {Pair} */
  const pairAt = ({ row, column }) => ({ layer, head, t: row, s: column });
  const listeners = {
    onHover: (/** @type {{row: number, column: number} | null} */ cell) => hover(cell && pairAt(cell)),
    onSelect: (/** @type {{row: number, column: number}} */ cell) => select(pairAt(cell)),
  };
  const draw = heatmap(grid, listeners);
  const summary = summaryView(panel, layer, head, listeners);

  /** @param {Props} props @param {HeadsLayout} layout @param {Palette} palette @param {Pair} focus */
  return function update(props, layout, palette, focus) {
    const { trace, hovered, overTraining, t: motion } = props;
    const { cell, side, gutter } = layout;
    const pointed = pairOf(trace, hovered);
    const isPointed = pointed?.layer === layer && pointed.head === head;
    const isFocus = focus.layer === layer && focus.head === head;
    const hoveredCell = isPointed && pointed.s !== null ? { row: pointed.t, column: pointed.s } : null;
    const focusCell = isFocus ? { row: focus.t, column: focus.s } : null;
    const looked = hoveredCell ?? (isPointed ? { row: pointed.t, column: -1 } : focusCell);
    panel.className = classes("heads-panel", { "is-focus": isFocus, "is-pointed": isPointed });
    name.style.paddingLeft = `${gutter}px`;
    map.style.width = `${gutter + side}px`;
    map.classList.toggle("is-lettered", layout.isLettered);
    grid.style.marginLeft = `${gutter}px`;
    place(rowLetters, "row");
    place(columnLetters, "column");

    const rows = Array.from({ length: n }, (_, row) => rowOf(props, layer, head, row));
    const state = rows.map(({ of, pass, isMoving }) => `${of}${pass}${isMoving ? motion : ""}`).join();
    draw({
      rows: n,
      columns: n,
      colourOf(row, s) {
        if (s > row) return null;
        const { of, pass, isMoving, at } = rows[row];
        if (of === null) return palette.faint;
        const colour =
          of === "gradients"
            ? palette.scales.gradient(at(s), greatestGradient(trace, pass))
            : palette.scales.share(at(s), 1);
        return isMoving ? parseColour(mix(palette.faint, colour, motion)) : colour;
      },
      painted: `${identity(trace)} ${state} ${momentOf(props) ?? ""} ${identity(overTraining)} ${palette.key}`,
      width: side,
      height: side,
      label: `Layer ${layer}, head ${head}: what each position reads`,
      nameOf: (row, s) => cellName(props, pairAt({ row, column: s })),
      hovered: hoveredCell,
      selected: focusCell,
    });
    summary(props, layout, palette, { hovered: hoveredCell, selected: focusCell });

    /** @param {HTMLElement[]} nodes @param {"row" | "column"} axis */
    function place(nodes, axis) {
      for (const [at, node] of nodes.entries()) {
        const text = letter(trace, at);
        setText(node, text);
        const isLit = looked !== null && looked[axis] === at;
        const isLong = text.length > 1;
        const className = classes(`heads-${axis}-letter`, {
          "is-lit": isLit,
          special: isLong,
          "is-upright": axis === "column" && isLong && cell < 24,
        });
        if (node.className !== className) node.className = className;
        if (axis === "row") {
          node.style.top = `${at * cell}px`;
          node.style.width = `${gutter}px`;
          node.style.height = `${cell}px`;
        } else {
          node.style.left = `${gutter + at * cell}px`;
          node.style.width = `${cell}px`;
        }
      }
    }
  };
}
