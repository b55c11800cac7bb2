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
import { between, rgbOf } from "../../draw/palette.js";
import { words } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { positions } from "../../trace/read.js";
import { headColour } from "./colour.js";
import { comeTo, frameOf } from "./motion.js";
import { averageView } from "./summary.js";
import { cellName, letter } from "./text.js";
import { greatestGradient, pairOf, rowOf, strongest, weightAt } from "./weights.js";

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
    const averages = (/** @type {number} */ layer, /** @type {number} */ head) =>
      averageView(shown, layout, { layer, head, canvases: canvasesFor(layer, head) });
    const isOne = layout.averages !== "below"; // layer at a time, so that all of it is in view
    return html`<div class="heads-maps" ${style(tracksOf(shown, layout))}>
        ${rowsOf(
          shown,
          "",
          (layer, head) => {
            const average = layout.averages === "within" ? averages(layer, head) : "";
            return panelView(shown, layout, { layer, head, canvases: canvasesFor(layer, head), average });
          },
          isOne ? (layer) => takeLayer(shown, layer) : null,
        )}
      </div>
      ${
        isOne || !shown.summaries
          ? ""
          : html`<div class="heads-averages" ${style(tracksOf(shown, layout))}>
            ${rowsOf(shown, " on average", (layer, head) =>
              panelOf(layer, head, "", html`<p class="heads-name">head ${head}</p>${averages(layer, head)}`),
            )}
          </div>`
      }`;
  };

  /**
   * Look at the same row in another layer, in every picture.
   *
   * @param {Shown} shown
   * @param {number} layer
   */
  function takeLayer({ trace, cursor, focus }, layer) {
    const row = { ...focus, layer };
    reader.take({ ...row, s: strongest(trace, cursor, row) });
  }

  /**
   * @param {number} layer
   * @param {number} head
   */
  function canvasesFor(layer, head) {
    const key = `${layer} ${head}`;
    const canvases = made.get(key) ?? canvasesOf(reader, layer, head);
    made.set(key, canvases);
    return canvases;
  }
}

/**
 * A row of panels for each layer, a panel for each head.
 *
 * @param {Shown} shown
 * @param {string} kind
 * @param {(layer: number, head: number) => unknown} panel
 * @param {((layer: number) => void) | null} [choose]  where one layer is shown at a time: chooses another
 */
function rowsOf(shown, kind, panel, choose = null) {
  const { n_layer: layers, n_head: heads } = shown.trace.header.config;
  const all = Array.from({ length: layers }, (_, layer) => layer);
  return (choose ? [shown.focus.layer] : all).map(
    (layer) =>
      html`<div class="heads-layer" role="group" aria-label="Layer ${layer}${kind}">
        ${
          choose && layers > 1
            ? html`<form>${words({
                legend: "Layer",
                name: "layer",
                options: all.map((each) => /** @type {const} */ ([String(each), String(each)])),
                chosen: String(layer),
                onChoose: (chosen) => choose(Number(chosen)),
              })}</form>`
            : layers > 1 || kind
              ? html`<p class="heading">Layer ${layer}${kind}</p>`
              : ""
        }
        <div class="heads-row">${Array.from({ length: heads }, (_, head) => panel(layer, head))}</div>
      </div>`,
  );
}

/**
 * @param {number} layer
 * @param {number} head
 * @param {string} names
 * @param {unknown} content
 */
const panelOf = (layer, head, names, content) =>
  html`<div class="heads-panel ${names}" data-layer=${layer} ${style({ "--head": headColour(head) })}>${content}</div>`;

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
 * @param {{layer: number, head: number, canvases: ReturnType<typeof canvasesOf>, average: unknown}} of
 */
function panelView(shown, layout, { layer, head, canvases, average }) {
  const { trace, cursor, hovered, marked, palette, past, snapshot, t: motion } = shown;
  const { side, cell: width } = layout;
  const n = positions(trace);
  const pointed = pairOf(trace, hovered);
  const isPointed = pointed?.layer === layer && pointed.head === head;
  const isFocus = marked?.layer === layer && marked.head === head;
  const hoveredCell = isPointed && pointed.s !== null ? { row: pointed.t, column: pointed.s } : null;
  const focusCell = isFocus && marked.s !== null ? { row: marked.t, column: marked.s } : null;
  const lit = hoveredCell ?? (isPointed ? { row: pointed.t, column: -1 } : focusCell);
  const texts = Array.from({ length: n }, (_, position) => letter(trace, position));

  const rows = texts.map((_, t) => rowOf(shown, { layer, head, t }));
  const max = greatestGradient(trace, cursor);
  const asking = rgbOf(palette.colours.query);
  /** Whether the query of a row is at its keys. @param {number} t */
  const isMeeting = (t) =>
    motion < 1 && snapshot === null && frameOf(shown, { layer, head, t })?.what === "logits" && rows[t].of === null;
  const coming = (/** @type {number} */ t, /** @type {number} */ s) => comeTo(motion, s, t);
  /** What a cell is before its gradient comes: its weight. @param {number} t @param {number} s */
  const before = (t, s) => palette.scales.share.pixel(weightAt(shown, { layer, head, t, s }) ?? 0, 1);
  canvases.drawMap({
    rows: n,
    columns: n,
    colourOf(row, s) {
      if (s > row) return null;
      const { of, isMoving, numbers } = rows[row];
      if (of === null) return isMeeting(row) ? between(palette.faint, asking, 0.45 * coming(row, s)) : palette.faint;
      const { gradient, share } = palette.scales;
      const colour = of === "gradients" ? gradient.pixel(numbers[s], max) : share.pixel(numbers[s], 1);
      return isMoving ? between(of === "gradients" ? before(row, s) : palette.faint, colour, coming(row, s)) : colour;
    },
    painted: [
      trace,
      past,
      snapshot,
      palette.key,
      trace.passAt[cursor],
      ...rows.map(({ of, isMoving }, row) => `${of} ${isMoving || isMeeting(row) ? motion : ""}`),
    ],
    width: side,
    height: side,
    label: `Layer ${layer}, head ${head}: what each position reads`,
    nameOf: (t, s) => cellName(shown, { layer, head, t, s }),
    hovered: hoveredCell,
    selected: focusCell,
  });

  const names = classes("", { "is-focus": isFocus, "is-pointed": isPointed });
  const content = html`<p class="heads-name">head ${head}</p>
    <div class=${classes("heads-map", { "is-lettered": layout.isLettered })}>
      <div class="heads-column-letters" aria-hidden="true">${letters(texts, lit?.column, width < UPRIGHT)}</div>
      <div class="heads-row-letters" aria-hidden="true">${letters(texts, lit?.row, false)}</div>
      ${canvases.map}
    </div>
    ${average}`;
  return panelOf(layer, head, names, content);
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
