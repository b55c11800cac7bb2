/**
 * A table of numbers that can be asked: one Tab stop, the arrow keys go from cell to cell.
 *
 * What has the focus is the browser's to know; a cell that stands for something in the trace is hovered when it has it.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Pair} from "./weights.js"
 *
 * @typedef {object} TableCell
 * @property {string} text
 * @property {string} [label]  what a small name before the number says
 * @property {string} name  for those who do not see it
 * @property {string} [class]
 * @property {Ref | null} [ref]
 * @property {() => void} [act]  what a click does
 * @property {number} [span]  columns
 * @property {"columnheader" | "rowheader"} [role]
 * @property {number} [opacity]  while it comes
 * @property {number} [head]  whose colour it has
 * @property {number} [shade]  how much of that colour it is filled with, where there is no room for its number
 *
 * @typedef {object} TableProps
 * @property {string} label
 * @property {TableCell[][]} rows
 * @property {Ref | null} hovered
 * @property {Ref | null} selection
 * @property {(ref: Ref | null) => void} onHover
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { sameRef } from "../../trace/refs.js";
import { headColour } from "./colour.js";

/** @type {Record<string, [down: number, right: number]>} */
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** @param {TableProps} props */
export function tableOf({ label, rows, hovered, selection, onHover }) {
  const isAt = (/** @type {TableCell} */ { ref = null }, /** @type {Ref | null} */ other) =>
    ref !== null && sameRef(ref, other);
  const stop = rows.flat().find((cell) => isAt(cell, hovered)) ?? rows[0][0];
  /** @param {Event} event */
  const over = ({ target }) => onHover(cellAt(rows, target)?.ref ?? null);

  return html`<div
    class="heads-table"
    role="grid"
    aria-label=${label}
    @pointerover=${over}
    @pointerleave=${() => onHover(null)}
    @focusin=${over}
    @focusout=${(/** @type {FocusEvent} */ event) => {
      const { currentTarget: table, relatedTarget: next } = event;
      if (!(table instanceof Node && next instanceof Node && table.contains(next))) onHover(null);
    }}
    @click=${(/** @type {Event} */ { target }) => cellAt(rows, target)?.act?.()}
    @keydown=${(/** @type {KeyboardEvent} */ event) => press(event, rows)}
  >
    ${rows.map(
      (row, r) =>
        html`<div role="row" class="heads-tr">
          ${row.map(
            (cell, c) =>
              html`<div
                data-at="${r} ${c}"
                role=${cell.role ?? "gridcell"}
                class=${classes(`heads-td ${cell.class ?? ""}`.trim(), {
                  "is-hovered": isAt(cell, hovered),
                  "is-selected": isAt(cell, selection),
                  "is-shade": cell.shade !== undefined,
                })}
                aria-label=${cell.name}
                data-acts=${cell.act !== undefined}
                tabindex=${cell === stop ? 0 : -1}
                ${style({
                  "grid-column": cell.span ? `span ${cell.span}` : null,
                  opacity: cell.opacity ?? null,
                  "--shade": cell.shade === undefined ? null : `${(100 * cell.shade).toFixed(1)}%`,
                  "--head": cell.head === undefined ? null : headColour(cell.head),
                })}
              ><span class="heads-label">${cell.label ?? ""}</span><span class="heads-text">${cell.text}</span></div>`,
          )}
        </div>`,
    )}
  </div>`;
}

/** @param {EventTarget | null} target */
function placeOf(target) {
  const place = target instanceof Element ? target.closest("[data-at]")?.getAttribute("data-at") : null;
  return place ? place.split(" ").map(Number) : null;
}

/**
 * @param {TableCell[][]} rows
 * @param {EventTarget | null} target
 * @returns {TableCell | undefined}
 */
function cellAt(rows, target) {
  const [r, c] = placeOf(target) ?? [-1, -1];
  return rows[r]?.[c];
}

/**
 * @param {KeyboardEvent} event
 * @param {TableCell[][]} rows
 */
function press(event, rows) {
  const place = placeOf(event.target);
  if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
  const [r, c] = place;
  const [down, right] = MOVES[event.key] ?? [0, 0];
  if (event.key === "Enter" || event.key === " ") rows[r][c].act?.();
  else if (event.key === "Home") focus(r, 0);
  else if (event.key === "End") focus(r, rows[r].length - 1);
  else if (event.key in MOVES) focus(r + down, Math.max(c + right, 0));
  else return;
  event.preventDefault();
  event.stopPropagation();

  /**
   * @param {number} row
   * @param {number} column
   */
  function focus(row, column) {
    const nodes = /** @type {Element} */ (event.currentTarget).querySelectorAll('[role="row"]')[row]?.children;
    const node = nodes?.[Math.min(column, nodes.length - 1)];
    if (node instanceof HTMLElement) node.focus();
  }
}
