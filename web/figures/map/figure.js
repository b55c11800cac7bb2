/**
 * The model map: the architecture as data flows through it, every cell a number of the trace.
 *
 * Positions are columns and the stages of gpt() are rows. The cells are painted on a canvas; over them lies a grid of
 * elements that can be pointed at, focused and read out: up and down go from stage to stage, left and right from position
 * to position, Space goes in to the numbers and Escape out again, Enter goes to the frame that computes what is focused,
 * or, in the numbers, selects one. What is focused is what is hovered: the view itself remembers nothing.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {MapLayout} from "./layout.js"
 * @import {Lit} from "./frame.js"
 * @import {Grid} from "./grid.js"
 * @import {Shown} from "./paint.js"
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number | null} op  which scalar operation of the frame's stage, of nodesOfStage(), if it is looked into
 * @property {number} t  how far the motion into the frame is: 1 when it has settled
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} width  in px
 */

import "./style.css";
import { NONE, nodesOfStage, sameRef } from "../../trace/read.js";
import { element, setText } from "../../draw/element.js";
import { onThemeChange } from "../../draw/palette.js";
import { focusAt, litAt } from "./frame.js";
import { buildGrid, describe, nodeFor, placeGrid, put, showElements } from "./grid.js";
import { elementMove, stripMove } from "./keys.js";
import { cellBox, elementAt, mapLayout } from "./layout.js";
import { legendView } from "./legend.js";
import { paintAllCells, paintLines } from "./paint.js";
import { paletteOf, rangesOf } from "./scales.js";
import { aboutText, frameText, refText } from "./text.js";

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function modelMap(root, { dispatch }) {
  const [cellCanvas, lineCanvas] = [
    element("canvas", { "aria-hidden": "true" }),
    element("canvas", { "aria-hidden": "true" }),
  ];
  const grid = element("div", { role: "grid", "aria-label": "Model map: stages by position" });
  const hoverMark = element("div", { class: "mark is-hovered", "aria-hidden": "true", hidden: true });
  const selectionMark = element("div", { class: "mark is-selected", "aria-hidden": "true", hidden: true });
  const opMark = element("div", { class: "mark map-op", "aria-hidden": "true", hidden: true });
  const plot = element("div", { class: "map-plot" }, cellCanvas, lineCanvas, grid, opMark, hoverMark, selectionMark);
  const readout = element("p", { class: "readout" });
  const name = element("span", { class: "figure name" });
  const about = element("span", { class: "about" });
  readout.append(name, about);
  const foot = element("div", { class: "foot" }, readout);
  const legend = legendView(foot);
  const map = element("div", { class: "model-map" }, plot, foot);
  root.append(map);
  const [cellContext, lineContext] = [cellCanvas, lineCanvas].map(
    (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")),
  );

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what the pointer is over
  /** @type {Grid | null} */
  let cells = null; // the grid's elements, made for one trace
  /** @type {MapLayout | null} */
  let placed = null; // ... and where they were put
  let palette = paletteOf(map); // of the theme
  let isRoving = false; // while the focus is moved by the view, not by the reader
  let painted = ""; // the moment that the canvases show
  /** @type {Shown | null} */
  let shown = null; // ... and what of it the cells do

  /** @param {Props} props */
  function paint({ trace, cursor, t, width }) {
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const moment = `${cursor} ${t} ${width} ${ratio}`;
    if (moment === painted) return;
    painted = moment;
    const layout = layoutOf(trace, width, focusAt(trace, cursor, t));
    const [w, h] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
    for (const canvas of [cellCanvas, lineCanvas]) {
      if (canvas.width === w && canvas.height === h) continue;
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = `${layout.width}px`;
      canvas.style.height = `${layout.height}px`;
      shown = null;
    }
    const scene = { trace, cursor, t, layout, lit: litAt(trace, cursor), palette, ranges: rangesOf(trace), ratio };
    shown = paintAllCells(cellContext, scene, shown);
    paintLines(lineContext, scene);
  }

  function repaint() {
    palette = paletteOf(map);
    painted = "";
    shown = null;
    if (drawn) paint(drawn);
  }
  onThemeChange(repaint);
  document.fonts.addEventListener("loadingdone", repaint);

  /** @param {Props} props */
  function update(props) {
    const { trace, cursor, op, t, selection, hovered, width } = props;
    const isNew = drawn?.trace !== trace;
    const hasFocus = grid.contains(document.activeElement);
    isRoving = true;
    drawn = props;
    if (isNew || !cells) {
      cells = buildGrid(trace);
      grid.replaceChildren(...cells.rows);
      placed = null;
      painted = "";
      shown = null;
    }
    const layout = layoutOf(trace, width, focusAt(trace, cursor, 1));
    if (layout !== placed) {
      placed = layout;
      place(map, plot, layout);
      placeGrid(cells, layout);
    }
    const lit = litAt(trace, cursor);
    describe(cells, trace, cursor, lit);
    showElements(cells, props, layout);
    mark(opMark, boxOf(trace, layout, opRef(trace, lit, op)));
    mark(hoverMark, boxOf(trace, layout, hovered));
    mark(selectionMark, boxOf(trace, layout, selection));
    const said = hovered ?? selection;
    setText(name, said ? refText(trace, said, cursor) : "");
    setText(
      about,
      said ? (said.kind === "stage" && said.element === null ? "" : aboutText(trace, said)) : frameText(trace, lit),
    );
    legend({ trace, cursor, stage: said?.kind === "stage" ? said.stage : lit.writes });
    paint(props);
    rove(cells, props, lit, hasFocus);
    isRoving = false;
  }

  // --- pointing

  /** @param {MouseEvent} event @returns {Ref | null} */
  function refAt(event) {
    if (!drawn || !placed || !cells) return null;
    const { target } = event;
    const param = target instanceof HTMLElement ? cells.params.find(({ node }) => node === target) : undefined;
    if (param) return param.ref;
    const { left, top } = plot.getBoundingClientRect();
    const found = elementAt(drawn.trace, placed, event.clientX - left, event.clientY - top);
    return found && { kind: "stage", ...found };
  }
  /** @param {Ref | null} ref */
  function hover(ref) {
    if (drawn && !sameRef(ref, drawn.hovered)) dispatch({ type: "hovered", ref });
  }
  plot.addEventListener("pointermove", (event) => hover(refAt(event)));
  plot.addEventListener("pointerleave", () => hover(null));
  plot.addEventListener("click", (event) => {
    if (!drawn) return;
    const head = event.target instanceof Element ? event.target.closest("[data-position]") : null;
    if (head instanceof HTMLElement) {
      dispatch({ type: "cursor-set", cursor: frameOfPosition(drawn, Number(head.dataset.position)) });
      return;
    }
    const ref = event.detail === 0 ? drawn.hovered : refAt(event); // 0: pressed by other means than a pointer
    if (ref) dispatch({ type: "selected", ref });
  });
  plot.addEventListener("dblclick", (event) => {
    const ref = refAt(event);
    if (drawn && ref?.kind === "stage") dispatch({ type: "cursor-set", cursor: frameOf(drawn, ref.stage) });
  });

  // --- the keyboard

  grid.addEventListener("focusin", (event) => {
    if (!drawn || !(event.target instanceof HTMLElement)) return;
    const ref = cells?.refs.get(event.target);
    if (ref) hover(ref);
  });
  grid.addEventListener("focusout", (event) => {
    if (!isRoving && !grid.contains(/** @type {Node | null} */ (event.relatedTarget))) hover(null);
  });
  grid.addEventListener("keydown", (event) => {
    const ref =
      drawn && (drawn.hovered ?? (event.target instanceof HTMLElement ? cells?.refs.get(event.target) : null));
    if (!drawn || !cells || !placed || !ref || ref.kind === "node" || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const { trace } = drawn;
    const isInside = ref.kind === "stage" && ref.element !== null;
    /** @type {Ref | null} */
    let next = null;
    if (event.key === "Escape") {
      if (ref.kind !== "stage" || !isInside) return;
      next = { ...ref, element: null };
    } else if (event.key === "Enter") {
      if (ref.kind === "stage" && !isInside) dispatch({ type: "cursor-set", cursor: frameOf(drawn, ref.stage) });
      else dispatch({ type: "selected", ref });
    } else if (event.key === " ") {
      if (ref.kind === "stage" && !isInside) next = { ...ref, element: 0 };
      else dispatch({ type: "selected", ref });
    } else if (ref.kind === "stage" && ref.element !== null) {
      const strip = placed.strips[ref.stage];
      const moved = elementMove(event.key, ref.element, strip.perLine, trace.stages[ref.stage].size);
      if (moved === undefined) return;
      next = { ...ref, element: moved };
    } else {
      next = stripMove(event.key, ref, trace, cells.order) ?? null;
      if (!next) return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (next) hover(next);
  });

  /** Let one element take the Tab key; move the focus there if it is in the map. @param {Grid} built @param {Props} props @param {Lit} lit @param {boolean} hasFocus */
  function rove(built, { hovered }, lit, hasFocus) {
    const node = nodeFor(built, hovered) ?? built.strips[lit.writes ?? 0].node;
    if (built.roving !== node) {
      if (built.roving) built.roving.tabIndex = -1;
      node.tabIndex = 0;
      built.roving = node;
    }
    if (hovered && hasFocus && document.activeElement !== node) node.focus();
  }

  return update;
}

/** @type {WeakMap<Trace, Map<string, MapLayout>>} */
const layouts = new WeakMap();

/** @param {Trace} trace @param {number} width @param {number} focus */
function layoutOf(trace, width, focus) {
  let known = layouts.get(trace);
  if (!known) layouts.set(trace, (known = new Map()));
  const even = known.get(`${width}`);
  if (even && !even.isUneven) return even;
  const key = `${width} ${focus}`;
  let layout = known.get(key);
  if (!layout) {
    layout = mapLayout(trace, width, focus);
    if (!layout.isUneven) known.set(`${width}`, layout);
    else if (Number.isInteger(focus)) known.set(key, layout); // those on the way are not met again
  }
  return layout;
}

/** The frame that makes a stage: forward, or backward when the cursor is there; the other one if it is at that. @param {Props} props @param {number} stage */
function frameOf({ trace, cursor }, stage) {
  const pass = Math.max(trace.passAt[cursor], 0);
  const [forward, backward] = [trace.forwardFrame[stage], trace.backwardFrame[pass]?.[stage] ?? trace.frames.length];
  const { phase } = trace.frames[cursor];
  const isBack = phase === "backward" || phase === "adam" || cursor === forward;
  return isBack && backward < trace.frames.length && cursor !== backward ? backward : forward;
}

/** The first frame about a position in the phase that the cursor is in. @param {Props} props @param {number} position */
function frameOfPosition({ trace, cursor }, position) {
  const isBack = ["backward", "adam"].includes(trace.frames[cursor].phase);
  const pass = trace.passAt[cursor];
  const found = trace.frames.findIndex(
    (frame) =>
      frame.stage !== null &&
      trace.stages[frame.stage].position === position &&
      (isBack ? frame.phase === "backward" && frame.pass === Math.max(pass, 0) : frame.phase === "forward"),
  );
  return found < 0 ? trace.stages.findIndex((stage) => stage.position === position) + 1 : found;
}

/** The node of the operation that is looked into. @param {Trace} trace @param {Lit} lit @param {number | null} op @returns {Ref | null} */
function opRef(trace, { writes }, op) {
  const node = op === null || writes === null || !trace.hasGraph ? undefined : nodesOfStage(trace, writes)[op];
  return node === undefined ? null : { kind: "node", node };
}

/** Where a ref is on the map, or null. @param {Trace} trace @param {MapLayout} layout @param {Ref | null} ref */
function boxOf(trace, layout, ref) {
  if (ref?.kind === "node" && trace.hasGraph) {
    const [stage, at] = [trace.columns.node_stage[ref.node], trace.columns.node_element[ref.node]];
    return stage === NONE ? null : at === NONE ? layout.strips[stage] : cellBox(layout.strips[stage], at);
  }
  if (ref?.kind !== "stage") return null;
  return ref.element === null ? layout.strips[ref.stage] : cellBox(layout.strips[ref.stage], ref.element);
}

/** @param {HTMLElement} node @param {import("./layout.js").Box | null} box */
function mark(node, box) {
  node.hidden = box === null;
  if (box) put(node, box.x, box.y, box.width, box.height);
  else node.removeAttribute("style");
}

/** @param {HTMLElement} map @param {HTMLElement} plot @param {MapLayout} layout */
function place(map, plot, layout) {
  map.classList.toggle("is-stacked", layout.isStacked);
  map.classList.toggle("is-tight", !layout.isStacked && layout.labelWidth < 200);
  plot.style.width = `${layout.width}px`;
  plot.style.height = `${layout.height}px`;
}
