/**
 * A table of numbers that can be asked: one Tab stop, the arrow keys go from cell to cell.
 *
 * What has the focus is the browser's to know; a cell that stands for something in the trace is hovered when it has it.
 *
 * @import {Ref} from "../../trace/read.js"
 *
 * @typedef {object} TableCell
 * @property {string} text
 * @property {string} [label]  what a small name before the number says
 * @property {string} name  for those who do not see it, and as the hint
 * @property {string} [class]
 * @property {Ref | null} [ref]
 * @property {any} [target]  handed to onSelect
 * @property {number} [span]  columns
 * @property {"columnheader" | "rowheader"} [role]
 * @property {number} [opacity]  while it comes
 * @property {string} [head]  the custom property of a head's colour
 *
 * @typedef {object} TableProps
 * @property {string} label
 * @property {TableCell[][]} rows
 * @property {Ref | null} hovered
 * @property {Ref | null} selection
 */

import { element, setText } from "../../draw/element.js";
import { sameRef } from "../../trace/read.js";
import { classes } from "./text.js";

const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
});

/** @param {HTMLElement} root @param {{onHover: (ref: Ref | null) => void, onSelect: (cell: TableCell) => void}} listeners */
export function tableView(root, { onHover, onSelect }) {
  const table = element("div", { class: "heads-table", role: "grid" });
  root.append(table);
  /** @type {{node: HTMLElement, label: HTMLElement, text: HTMLElement, style: string}[][]} */
  let built = [];
  /** @type {TableCell[][]} */
  let rows = [];
  let isBuilding = false; // the focus that is lost and found again meanwhile is not the reader's doing

  /** @param {EventTarget | null} target */
  function placeOf(target) {
    const node = target instanceof Element ? target.closest("[data-at]") : null;
    const [r, c] = (node instanceof HTMLElement ? (node.dataset.at ?? "") : "").split(" ").map(Number);
    return rows[r]?.[c] ? { r, c } : null;
  }
  /** @param {Event} event */
  const over = (event) => {
    if (isBuilding) return;
    const place = placeOf(event.target);
    onHover(place ? (rows[place.r][place.c].ref ?? null) : null);
  };
  table.addEventListener("pointerover", over);
  table.addEventListener("pointerleave", () => onHover(null));
  table.addEventListener("focusin", over);
  table.addEventListener("focusout", (event) => {
    if (!isBuilding && !table.contains(/** @type {Node | null} */ (event.relatedTarget))) onHover(null);
  });
  table.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    if (place) onSelect(rows[place.r][place.c]);
  });
  table.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const { r, c } = place;
    if (event.key === "Enter" || event.key === " ") onSelect(rows[r][c]);
    else if (event.key === "Home") built[r][0].node.focus();
    else if (event.key === "End") built[r][rows[r].length - 1].node.focus();
    else if (event.key in MOVES) {
      const [down, right] = MOVES[event.key];
      const next = rows[r + down];
      if (next) built[r + down][Math.min(Math.max(c + right, 0), next.length - 1)].node.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** As many rows and cells as there are to show; those that are there already stay. */
  function build() {
    const shape = rows.map((row) => row.length).join();
    if (table.dataset.shape === shape) return;
    table.dataset.shape = shape;
    built = rows.map((row, r) =>
      row.map((_, c) => {
        const known = built[r]?.[c];
        if (known) return known;
        const [label, text] = [element("span", { class: "heads-label" }), element("span", { class: "heads-text" })];
        return { node: element("div", { "data-at": `${r} ${c}` }, label, text), label, text, style: "" };
      }),
    );
    const focused = table.contains(document.activeElement) ? document.activeElement : null;
    isBuilding = true;
    table.replaceChildren(
      ...built.map((row) => element("div", { role: "row", class: "heads-tr" }, ...row.map(({ node }) => node))),
    );
    if (focused instanceof HTMLElement && table.contains(focused)) focused.focus({ preventScroll: true });
    isBuilding = false;
  }

  /** @param {TableProps} props */
  return function update({ label, rows: wanted, hovered, selection }) {
    rows = wanted;
    build();
    table.setAttribute("aria-label", label);
    let stop = built[0]?.[0]?.node;
    for (const [r, row] of rows.entries()) {
      for (const [c, cell] of row.entries()) {
        const { node, label: small, text } = built[r][c];
        const isHovered = Boolean(cell.ref) && sameRef(cell.ref ?? null, hovered);
        const isSelected = Boolean(cell.ref) && sameRef(cell.ref ?? null, selection);
        const className = classes(`heads-td ${cell.class ?? ""}`.trim(), {
          "is-hovered": isHovered,
          "is-selected": isSelected,
        });
        if (node.className !== className) node.className = className;
        node.setAttribute("role", cell.role ?? "gridcell");
        node.setAttribute("aria-label", cell.name);
        node.setAttribute("data-acts", String(cell.target !== undefined));
        const style = `grid-column: span ${cell.span ?? 1}; opacity: ${cell.opacity ?? 1};${cell.head ? ` --head: var(${cell.head});` : ""}`;
        if (built[r][c].style !== style) node.style.cssText = built[r][c].style = style;
        setText(small, cell.label ?? "");
        setText(text, cell.text);
        if (isHovered) stop = node;
        if (node.tabIndex !== -1 || !node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
      }
    }
    stop?.setAttribute("tabindex", "0");
  };
}
