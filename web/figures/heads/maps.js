/**
 * The maps: for every layer and head what each position reads, and beneath it what the head reads on average.
 *
 * @import {Cell} from "../../draw/heat-map.js"
 * @import {HeadsLayout} from "./layout.js"
 * @import {Reader} from "./reader.js"
 * @import {Shown} from "./weights.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { element } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";
import { between } from "../../draw/palette.js";
import { style } from "../../draw/style.js";
import { positions } from "../../trace/read.js";
import { headColour } from "./colour.js";
import { averageMap, summaryView } from "./summary.js";
import { cellName, letter } from "./text.js";
import { greatestGradient, pairOf, rowOf } from "./weights.js";

const UPRIGHT = 24; // px of a column under which a token that is a word stands upright

/**
 * The maps of all heads: the canvases are made when a head is first shown, and kept.
 *
 * @param {Reader} reader
 */
export function mapsView(reader) {
  /** @type {Map<string, ReturnType<typeof canvasesOf>>} */
  const made = new Map();

  /**
   * @param {Shown} shown
   * @param {HeadsLayout} layout
   */
  return function view(shown, layout) {
    const { n_layer: layers, n_head: heads } = shown.trace.header.config;
    return html`<div ${style(tracksOf(shown, layout))}>
      ${Array.from(
        { length: layers },
        (_, layer) =>
          html`<div class="heads-layer" role="group" aria-label="Layer ${layer}">
            ${layers > 1 ? html`<p class="heading">Layer ${layer}</p>` : ""}
            <div class="heads-row">
              ${Array.from({ length: heads }, (_, head) => panel(shown, layout, layer, head))}
            </div>
          </div>`,
      )}
    </div>`;
  };

  /**
   * @param {Shown} shown
   * @param {HeadsLayout} layout
   * @param {number} layer
   * @param {number} head
   */
  function panel(shown, layout, layer, head) {
    const key = `${layer} ${head}`;
    const canvases = made.get(key) ?? canvasesOf(reader, layer, head);
    made.set(key, canvases);
    return panelView(shown, layout, { layer, head, canvases });
  }
}

/**
 * @param {Shown} shown
 * @param {HeadsLayout} layout
 */
const tracksOf = ({ trace }, { columns, panel, gap, gutter, cell }) => ({
  "--heads-columns": columns,
  "--heads-panel": `${panel}px`,
  "--heads-gap": `${gap}px`,
  "--heads-gutter": `${gutter}px`,
  "--heads-cells": `repeat(${positions(trace)}, ${cell}px)`,
});

/**
 * The two heat maps of a head.
 *
 * @param {Reader} reader
 * @param {number} layer
 * @param {number} head
 */
function canvasesOf(reader, layer, head) {
  /** @param {Cell} cell */
  const pairAt = ({ row: t, column: s }) => ({ layer, head, t, s });
  const listeners = {
    onHover: (/** @type {Cell | null} */ cell) => reader.hoverPair(cell && pairAt(cell)),
    onSelect: (/** @type {Cell} */ cell) => reader.take(pairAt(cell)),
  };
  const [map, average] = [element("div"), element("div", { class: "heads-average" })];
  return { map, drawMap: heatmap(map, listeners), average, drawAverage: heatmap(average, listeners) };
}

/**
 * @param {Shown} shown
 * @param {HeadsLayout} layout
 * @param {{layer: number, head: number, canvases: ReturnType<typeof canvasesOf>}} of
 */
function panelView(shown, layout, { layer, head, canvases }) {
  const { trace, cursor, hovered, focus, summaries, palette, past, snapshot, t: motion } = shown;
  const { side, cell: width } = layout;
  const n = positions(trace);
  const pointed = pairOf(trace, hovered);
  const isPointed = pointed?.layer === layer && pointed.head === head;
  const isFocus = focus.layer === layer && focus.head === head;
  const hoveredCell = isPointed && pointed.s !== null ? { row: pointed.t, column: pointed.s } : null;
  const focusCell = isFocus ? { row: focus.t, column: focus.s } : null;
  const lit = hoveredCell ?? (isPointed ? { row: pointed.t, column: -1 } : focusCell);
  const texts = Array.from({ length: n }, (_, position) => letter(trace, position));

  const rows = texts.map((_, t) => rowOf(shown, { layer, head, t }));
  const max = greatestGradient(trace, cursor);
  canvases.drawMap({
    rows: n,
    columns: n,
    colourOf(row, s) {
      if (s > row) return null;
      const { of, isMoving, numbers } = rows[row];
      if (of === null) return palette.faint;
      const { gradient, share } = palette.scales;
      const colour = of === "gradients" ? gradient.pixel(numbers[s], max) : share.pixel(numbers[s], 1);
      return isMoving ? between(palette.faint, colour, motion) : colour;
    },
    painted: [
      trace,
      past,
      snapshot,
      palette.key,
      trace.passAt[cursor],
      ...rows.map(({ of, isMoving }) => `${of} ${isMoving ? motion : ""}`),
    ],
    width: side,
    height: side,
    label: `Layer ${layer}, head ${head}: what each position reads`,
    nameOf: (t, s) => cellName(shown, { layer, head, t, s }),
    hovered: hoveredCell,
    selected: focusCell,
  });

  const summary = summaries?.heads.find((each) => each.layer === layer && each.head === head);
  if (summaries && summary) {
    const { inside, ...map } = averageMap(shown, summaries, summary, layout);
    canvases.drawAverage({ ...map, hovered: inside(hoveredCell), selected: inside(focusCell) });
  }
  const classNames = classes("heads-panel", { "is-focus": isFocus, "is-pointed": isPointed });
  return html`<div class=${classNames} ${style({ "--head": headColour(head) })}>
    <p class="heads-name">head ${head}</p>
    <div class=${classes("heads-map", { "is-lettered": layout.isLettered })}>
      <div class="heads-column-letters" aria-hidden="true">${letters(texts, lit?.column, width < UPRIGHT)}</div>
      <div class="heads-row-letters" aria-hidden="true">${letters(texts, lit?.row, false)}</div>
      ${canvases.map}
    </div>
    ${summaries && summary ? summaryView(shown, summaries, summary, layout, canvases.average) : ""}
  </div>`;
}

/**
 * @param {string[]} texts
 * @param {number | undefined} lit
 * @param {boolean} isNarrow
 */
const letters = (texts, lit, isNarrow) =>
  texts.map((text, at) => {
    const isWord = text.length > 1;
    const flags = { special: isWord, "is-lit": at === lit, "is-upright": isWord && isNarrow };
    return html`<span class=${classes("", flags)}>${text}</span>`;
  });
