/**
 * A heat map: numbers in rows and columns as coloured cells, one pixel each of a canvas that is stretched to its size.
 *
 * One element, laid over the cell that is pointed at or focused, stands for all of them: it carries the cell's name,
 * and the arrow keys, Home, End and the page keys move it. The map remembers nothing: who owns it is told, and says in
 * the next update which cell is the focused one.
 *
 * @import {Rgb} from "./palette.js"
 *
 * @typedef {{row: number, column: number}} Cell
 *
 * @typedef {object} HeatmapProps
 * @property {number} rows
 * @property {number} columns
 * @property {(row: number, column: number) => Rgb | null} colourOf  null: there is no such cell
 * @property {unknown} painted  what the colours follow from, a list or one thing: painted again only when it differs
 * @property {number} width  in px
 * @property {number} height
 * @property {string} label  the name of the whole
 * @property {(row: number, column: number) => string} nameOf  a cell's name, with its value
 * @property {Cell | null} hovered
 * @property {Cell | null} selected
 * @property {Cell} [home]  the cell that the Tab key comes to when none is hovered or selected
 */

import { element } from "./element.js";

const PAGE = 8; // cells that Page Up and Page Down go past

/**
 * @param {HTMLElement} root
 * @param {{onHover: (cell: Cell | null) => void, onSelect: (cell: Cell) => void}} listeners
 * @returns {(props: HeatmapProps) => void}
 */
export function heatmap(root, { onHover, onSelect }) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const spot = element("div", { class: "heatmap-spot", role: "gridcell", tabindex: 0 });
  const row = element("div", { role: "row" }, spot);
  const selectedMark = element("div", { class: "heatmap-selected", "aria-hidden": "true", hidden: true });
  const grid = element("div", { class: "heatmap", role: "grid" }, canvas, selectedMark, row);
  root.append(grid);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

  /** @type {HeatmapProps | null} */
  let drawn = null; // what the last update was given: what the pointer is over

  /** @param {HeatmapProps} props */
  function paint({ rows, columns, colourOf }) {
    if (canvas.width !== columns) canvas.width = columns; // to set it lays the page out anew
    if (canvas.height !== rows) canvas.height = rows;
    const image = context.createImageData(columns, rows);
    let at = 0;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++, at += 4) {
        const colour = colourOf(r, c);
        if (!colour) continue;
        image.data[at] = colour[0];
        image.data[at + 1] = colour[1];
        image.data[at + 2] = colour[2];
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** @param {HTMLElement} mark @param {HeatmapProps} props @param {Cell} cell */
  function put(mark, { rows, columns }, { row: r, column: c }) {
    mark.style.left = `${(c / columns) * 100}%`;
    mark.style.top = `${(r / rows) * 100}%`;
    mark.style.width = `${100 / columns}%`;
    mark.style.height = `${100 / rows}%`;
  }

  /** @param {MouseEvent} event @returns {Cell | null} */
  function cellAt(event) {
    if (!drawn) return null;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [column, r] = [
      Math.floor(((event.clientX - left) / width) * drawn.columns),
      Math.floor(((event.clientY - top) / height) * drawn.rows),
    ];
    const isInside = r >= 0 && r < drawn.rows && column >= 0 && column < drawn.columns;
    return isInside && drawn.colourOf(r, column) ? { row: r, column } : null;
  }

  /** The cell that the spot stands for. @param {HeatmapProps} props @returns {Cell} */
  const current = ({ hovered, selected, home }) => hovered ?? selected ?? home ?? { row: 0, column: 0 };

  /** @param {Cell | null} cell */
  function hover(cell) {
    const at = drawn?.hovered ?? null;
    if (at?.row !== cell?.row || at?.column !== cell?.column) onHover(cell);
  }

  grid.addEventListener("pointermove", (event) => hover(cellAt(event)));
  grid.addEventListener("pointerleave", () => hover(null));
  grid.addEventListener("click", (event) => {
    const cell = event.detail === 0 && drawn ? current(drawn) : cellAt(event);
    if (cell) onSelect(cell);
  });
  spot.addEventListener("focus", () => drawn && hover(current(drawn)));
  spot.addEventListener("blur", () => hover(null));
  spot.addEventListener("keydown", (event) => {
    if (!drawn || event.ctrlKey || event.metaKey || event.altKey) return;
    const { row: r, column: c } = current(drawn);
    const [lastRow, lastColumn] = [drawn.rows - 1, drawn.columns - 1];
    /** @type {Record<string, Cell>} */
    const moves = {
      ArrowLeft: { row: r, column: c - 1 },
      ArrowRight: { row: r, column: c + 1 },
      ArrowUp: { row: r - 1, column: c },
      ArrowDown: { row: r + 1, column: c },
      PageUp: { row: Math.max(r - PAGE, 0), column: c },
      PageDown: { row: Math.min(r + PAGE, lastRow), column: c },
      Home: { row: r, column: 0 },
      End: { row: r, column: lastColumn },
    };
    if (event.key === "Enter" || event.key === " ") onSelect({ row: r, column: c });
    else if (event.key === "Escape") spot.blur();
    else if (moves[event.key]) {
      let next = moves[event.key];
      while (event.key === "End" && next.column > c && !drawn.colourOf(next.row, next.column))
        next = { row: r, column: next.column - 1 };
      const isThere = next.row >= 0 && next.row <= lastRow && next.column >= 0 && next.column <= lastColumn;
      if (isThere && drawn.colourOf(next.row, next.column)) hover(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return function update(props) {
    const isPainted = drawn !== null && isSame(paintedFrom(drawn), paintedFrom(props));
    drawn = props;
    if (!isPainted) paint(props);
    grid.style.width = `${props.width}px`;
    grid.style.height = `${props.height}px`;
    grid.setAttribute("aria-label", props.label);
    grid.setAttribute("aria-rowcount", String(props.rows));
    grid.setAttribute("aria-colcount", String(props.columns));
    const at = current(props);
    row.setAttribute("aria-rowindex", String(at.row + 1));
    spot.setAttribute("aria-colindex", String(at.column + 1));
    spot.setAttribute("aria-label", props.nameOf(at.row, at.column));
    spot.classList.toggle("is-hovered", props.hovered !== null);
    put(spot, props, at);
    selectedMark.hidden = props.selected === null;
    if (props.selected) put(selectedMark, props, props.selected);
    else if (selectedMark.hasAttribute("style")) selectedMark.removeAttribute("style");
  };
}

/**
 * @param {HeatmapProps} props
 * @returns {unknown[]}
 */
const paintedFrom = ({ rows, columns, painted }) => [rows, columns, painted].flat();

/**
 * @param {unknown[]} a
 * @param {unknown[]} b
 */
const isSame = (a, b) => a.length === b.length && a.every((each, at) => each === b[at]);
