/**
 * All parameters at once: a heat map of one quantity for each matrix, what it is called and how it was moved.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {AdamLayout, PlacedMatrix} from "./layout.js"
 * @import {Quantity} from "./known.js"
 * @import {Palette} from "../../draw/palette.js"
 *
 * @typedef {object} MapsProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {Quantity} quantity
 * @property {"matrix" | "all"} scale
 * @property {AdamLayout} layout
 * @property {Palette} palette
 */

import { digits } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";
import { columnOf, hasGradients, isUpdated, paramOf, QUANTITIES, rangesOf } from "./known.js";
import { shareBar } from "./shares.js";
import { cellName } from "./text.js";

const BOTH = 122; // px that the shape and the norm take beside each other

/** @type {WeakMap<Trace, number>} */
const numbers = new WeakMap(); // each trace has its own, so that its cells are painted anew
let newest = 0;

/** @param {Trace} trace */
function numberOf(trace) {
  let known = numbers.get(trace);
  if (known === undefined) numbers.set(trace, (known = newest += 1));
  return known;
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function mapsView(root, { dispatch }) {
  const headings = element("div");
  const plot = element("div", { class: "adam-plot" });
  root.append(plot);
  /** @type {ReturnType<typeof matrixView>[]} */
  let views = [];
  /** @type {Trace["matrices"] | null} */
  let built = null;

  /** @param {MapsProps} props */
  return function update(props) {
    const { layout, trace } = props;
    if (built !== trace.matrices) {
      built = trace.matrices;
      plot.replaceChildren(headings);
      views = built.map((_, matrix) => matrixView(plot, matrix, dispatch));
    }
    plot.style.width = `${layout.width}px`;
    plot.style.height = `${layout.height}px`;
    headings.replaceChildren(
      ...layout.headings.map(({ text, x, y }) => {
        const heading = element("p", { class: "adam-heading" }, text);
        heading.style.transform = `translate(${x}px,${y}px)`;
        return heading;
      }),
    );
    views.forEach((view, matrix) => view(props, layout.matrices[matrix]));
  };
}

/** @param {HTMLElement} plot @param {number} matrix @param {(action: any) => void} dispatch */
function matrixView(plot, matrix, dispatch) {
  const name = element("code");
  const about = element("span", { class: "adam-about figure" });
  const bar = shareBar();
  const caption = element("div", { class: "adam-caption-of" }, name, about, bar.node);
  const box = element("div", { class: "adam-matrix" }, caption);
  plot.append(box);
  const draw = heatmap(box, {
    onHover: (cell) => dispatch({ type: "hovered", ref: cell && { kind: "param", matrix, ...cell } }),
    onSelect: (cell) => dispatch({ type: "selected", ref: { kind: "param", matrix, ...cell } }),
  });

  /** @param {MapsProps} props @param {PlacedMatrix} place */
  return function update({ trace, cursor, t, selection, hovered, quantity, scale, layout, palette }, place) {
    const info = trace.matrices[matrix];
    const { columns, first, rows } = info;
    const { grad_norm: norm, moved } = trace.header.matrices[matrix];
    const frame = trace.frames[cursor];
    const isLit = frame.phase === "adam" && frame.matrix === matrix;
    box.style.transform = `translate(${place.x}px,${place.y - layout.caption}px)`;
    box.classList.toggle("is-lit", isLit);
    caption.style.height = `${layout.caption}px`;
    caption.style.width = `${place.room}px`;
    setText(name, place.label);
    const length = hasGradients(trace, cursor) ? `\u2016g\u2016 ${digits(norm)}` : "";
    const shape = place.room < BOTH && length ? "" : `${rows}\u00d7${columns} `;
    setText(about, layout.isRoomy ? shape + length : "");
    bar.update(isUpdated(trace, cursor, matrix) ? moved : null, place.width);

    const { label, scale: kind } = QUANTITIES[quantity];
    const now = columnOf(trace, cursor, matrix, quantity);
    const fresh = isLit && quantity !== "grad" ? t * rows : rows; // rows that the update has got to
    const before = fresh < rows ? columnOf(trace, cursor - 1, matrix, quantity) : now;
    const range = rangesOf(trace, quantity);
    const max = scale === "all" ? range.all : range.matrices[matrix];
    const colour = palette.scales[kind];
    /** @param {Ref | null} ref */
    const cellOf = (ref) => {
      const param = paramOf(trace, ref);
      return param?.matrix === matrix ? { row: param.row, column: param.column } : null;
    };
    draw({
      rows,
      columns,
      colourOf(row, column) {
        const source = row < fresh ? now : before;
        return source ? colour(source[first + row * columns + column], max) : palette.faint;
      },
      painted: [
        numberOf(trace),
        quantity,
        scale,
        fresh,
        now !== null,
        isUpdated(trace, cursor, matrix),
        palette.key,
      ].join(" "),
      width: place.width,
      height: place.height,
      label: `${info.name}, ${rows} by ${columns}: ${label}`,
      nameOf: (row, column) => cellName(trace, cursor, { kind: "param", matrix, row, column }, quantity),
      hovered: cellOf(hovered),
      selected: cellOf(selection),
    });
  };
}
