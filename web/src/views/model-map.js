/**
 * The model map: the architecture as data flows through it, every cell a number of the trace.
 *
 * Positions are columns and the stages of gpt() are rows. The cells are painted on a canvas; over them lies a grid of
 * elements that can be pointed at, focused and read out: up and down go from stage to stage, left and right from position
 * to position, Space goes in to the numbers and Escape out again, Enter goes to the frame that computes what is focused,
 * or, in the numbers, selects one. What is focused is what is hovered: the view itself remembers nothing.
 *
 * @import {Ref, Trace} from "../trace.js"
 * @import {MapLayout, Strip} from "./map-layout.js"
 * @import {Lit} from "./map-frame.js"
 * @import {Shown} from "./map-paint.js"
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

import { tokenText } from "../format.js";
import { gradientPass, isComputed, NONE, nodesOfStage, positions, sameRef, stageValues, tokenAt } from "../trace.js";
import { element, setText } from "./element.js";
import { focusAt, litAt } from "./map-frame.js";
import { elementMove, stripMove } from "./map-keys.js";
import { cellBox, elementAt, mapLayout } from "./map-layout.js";
import { legendView } from "./map-legend.js";
import { paintAllCells, paintLines } from "./map-paint.js";
import { paletteOf, rangesOf } from "./map-scales.js";
import { aboutText, digits, frameText, refText, rowsText, stripName } from "./map-text.js";

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function modelMap(root, { dispatch }) {
  const [cellCanvas, lineCanvas] = [element("canvas", { "aria-hidden": "true" }), element("canvas", { "aria-hidden": "true" })];
  const grid = element("div", { role: "grid", "aria-label": "Model map: stages by position" });
  const hoverMark = element("div", { class: "map-mark map-hovered", "aria-hidden": "true", hidden: true });
  const selectionMark = element("div", { class: "map-mark map-selected", "aria-hidden": "true", hidden: true });
  const opMark = element("div", { class: "map-mark map-op", "aria-hidden": "true", hidden: true });
  const plot = element("div", { class: "map-plot" }, cellCanvas, lineCanvas, grid, opMark, hoverMark, selectionMark);
  const readout = element("p", { class: "map-readout" });
  const name = element("span", { class: "figure map-value" });
  const about = element("span", { class: "map-about" });
  readout.append(name, about);
  const foot = element("div", { class: "map-foot" }, readout);
  const legend = legendView(foot);
  const map = element("div", { class: "model-map" }, plot, foot);
  root.append(map);
  const [cellContext, lineContext] = [cellCanvas, lineCanvas].map((canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what the pointer is over
  /** @type {ReturnType<typeof buildGrid> | null} */
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
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["class", "style", "data-theme"] });
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
    setText(about, said ? (said.kind === "stage" && said.element === null ? "" : aboutText(trace, said)) : frameText(trace, lit));
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
    const ref = drawn && (drawn.hovered ?? (event.target instanceof HTMLElement ? cells?.refs.get(event.target) : null));
    if (!drawn || !cells || !placed || !ref || ref.kind === "node" || event.ctrlKey || event.metaKey || event.altKey) return;
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

  /** Let one element take the Tab key; move the focus there if it is in the map. @param {NonNullable<typeof cells>} built @param {Props} props @param {Lit} lit @param {boolean} hasFocus */
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

/** @param {HTMLElement} node @param {import("./map-layout.js").Box | null} box */
function mark(node, box) {
  node.hidden = box === null;
  if (box) put(node, box.x, box.y, box.width, box.height);
  else node.removeAttribute("style");
}

/** @param {HTMLElement} node @param {number} x @param {number} y @param {number} [width] @param {number} [height] */
function put(node, x, y, width, height) {
  node.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  if (width !== undefined) node.style.width = `${width.toFixed(1)}px`;
  if (height !== undefined) node.style.height = `${height.toFixed(1)}px`;
}

// --- the grid

/** @param {Trace} trace */
function buildGrid(trace) {
  const layout = mapLayout(trace, 1000);
  /** @type {Map<HTMLElement, Ref>} */
  const refs = new Map();
  /** @type {{node: HTMLElement, state: string}[]} */
  const strips = [];
  /** @type {{node: HTMLElement, ref: Extract<Ref, {kind: "param"}>, row: number}[]} */
  const params = [];
  /** @type {Ref[][]} */
  const order = [];
  const heads = Array.from({ length: positions(trace) }, (_, position) => {
    const token = element("span", { class: "map-token" }, tokenText(tokenAt(trace, position)));
    token.classList.toggle("special", (token.textContent ?? "").length > 1);
    return element("div", { class: "map-head", role: "columnheader", "data-position": position }, token, element("span", { class: "figure" }, String(position)));
  });
  const targets = heads.map((_, position) => {
    const token = element("b", { class: "map-token" }, tokenText(tokenAt(trace, position + 1)));
    token.classList.toggle("special", (token.textContent ?? "").length > 1);
    return element("div", { class: "map-target", role: "gridcell" }, token);
  });
  const headLabel = element("div", { class: "map-label", role: "rowheader" }, element("span", {}, "token"), element("code", {}, "pos_id"));
  const rows = [element("div", { role: "row", class: "map-row" }, headLabel, ...heads)];
  const footLabel = element("div", { class: "map-label", role: "rowheader" }, element("span", {}, "should predict"));
  /** @type {{label: HTMLElement, heading: HTMLElement | null}[]} */
  const labels = [];
  /** @type {Map<number, HTMLElement>} */
  const lossTexts = new Map();
  for (const [index, { row }] of layout.rows.entries()) {
    const label = element("div", { class: "map-label", role: "rowheader" }, element("span", {}, row.label), element("code", {}, row.expression));
    if (row.role) label.dataset.role = row.role;
    const heading = row.heading === null ? null : element("div", { class: "map-heading", "aria-hidden": "true" }, row.heading);
    const line = element("div", { role: "row", class: "map-row" }, label);
    if (heading) line.prepend(heading);
    /** @type {Ref[]} */
    const inRow = [];
    for (const stage of row.stages) {
      const node = element("div", { role: "gridcell", class: "map-strip", tabindex: -1 });
      /** @type {Ref} */
      const ref = { kind: "stage", stage, element: null };
      refs.set(node, ref);
      strips[stage] = { node, state: "" };
      inRow.push(ref);
      if (row.kind === "loss") {
        const text = element("span", { class: "figure map-loss", "aria-hidden": "true" });
        lossTexts.set(stage, text);
        line.append(text);
      }
      line.append(node);
    }
    if (row.matrix !== null) {
      const [matrix, firstRow] = trace.stages[row.stages[0]].reads_rows[0];
      /** @type {Extract<Ref, {kind: "param"}>} */
      const ref = { kind: "param", matrix, row: firstRow, column: 0 };
      const node = element("div", { role: "gridcell", class: "map-param figure", tabindex: -1 });
      refs.set(node, ref);
      params.push({ node, ref, row: index });
      inRow.push(ref);
      line.append(node);
    }
    order.push(inRow);
    rows.push(line);
    labels.push({ label, heading });
    if (row.base === "loss") rows.push(element("div", { role: "row", class: "map-row" }, footLabel, ...targets));
  }
  /** @type {HTMLElement | null} */
  const roving = null;
  return { rows, labels, headLabel, footLabel, heads, targets, strips, params, refs, order, lossTexts, roving: /** @type {HTMLElement | null} */ (roving), shown: /** @type {{stage: number, nodes: HTMLElement[]} | null} */ (null) };
}

/** @typedef {ReturnType<typeof buildGrid>} Grid */

/** @param {HTMLElement} map @param {HTMLElement} plot @param {MapLayout} layout */
function place(map, plot, layout) {
  map.classList.toggle("is-stacked", layout.isStacked);
  map.classList.toggle("is-tight", !layout.isStacked && layout.labelWidth < 200);
  plot.style.width = `${layout.width}px`;
  plot.style.height = `${layout.height}px`;
}

/** @param {Grid} grid @param {MapLayout} layout */
function placeGrid(grid, layout) {
  const labelWidth = layout.isStacked ? layout.width : layout.labelWidth - 4;
  /** @param {HTMLElement} node @param {number} y @param {number} height */
  const placeLabel = (node, y, height) => put(node, 0, y, labelWidth, height);
  placeLabel(grid.headLabel, layout.isStacked ? -20 : layout.head.y, 24);
  placeLabel(grid.footLabel, layout.foot.y, layout.foot.height);
  grid.footLabel.hidden = layout.isStacked;
  grid.headLabel.hidden = layout.isStacked;
  for (const [position, { left, right, width }] of layout.columns.entries()) {
    put(grid.heads[position], left, layout.head.y, right - left, layout.head.height);
    put(grid.targets[position], left, layout.foot.y, right - left, layout.foot.height);
    grid.heads[position].classList.toggle("is-narrow", width < 40);
    grid.targets[position].classList.toggle("is-narrow", width < 40);
  }
  for (const [index, { labelY, headingY, y, height }] of layout.rows.entries()) {
    const { label, heading } = grid.labels[index];
    placeLabel(label, labelY, layout.isStacked ? 16 : Math.min(height, 14));
    if (heading && headingY !== null) put(heading, 0, headingY, layout.width, 20);
    for (const param of grid.params) if (param.row === index) put(param.node, layout.isStacked ? 0 : layout.paramX, layout.isStacked ? labelY : y, layout.isStacked ? layout.width : undefined, 16);
  }
  for (const [stage, strip] of layout.strips.entries()) {
    put(grid.strips[stage].node, strip.x, strip.y, strip.width, strip.height);
    const text = grid.lossTexts.get(stage);
    if (!text) continue;
    const isNarrow = strip.column >= 0 && layout.columns[strip.column].width < 72;
    text.classList.toggle("is-downward", isNarrow);
    if (isNarrow) put(text, strip.x + strip.width / 2 - 7, strip.y + 17);
    else put(text, strip.x + strip.width + 6, strip.y);
  }
}

/** Names that say what has been computed by now; only those that change are touched. @param {Grid} grid @param {Trace} trace @param {number} cursor @param {Lit} lit */
function describe(grid, trace, cursor, lit) {
  for (const [stage, strip] of grid.strips.entries()) {
    const computed = isComputed(trace, stage, cursor);
    const state = `${computed} ${gradientPass(trace, stage, cursor)}`;
    if (strip.state === state) continue;
    strip.state = state;
    strip.node.setAttribute("aria-label", stripName(trace, stage, cursor));
    const text = grid.lossTexts.get(stage);
    if (text) setText(text, computed ? digits(stageValues(trace, stage)[0]) : "");
  }
  for (const { node, ref } of grid.params) {
    const ranges = lit.rows.filter(([matrix]) => matrix === ref.matrix);
    const whole = rowsText(trace, ref.matrix, 0, trace.matrices[ref.matrix].rows);
    node.classList.toggle("is-lit", ranges.length > 0);
    setText(node, ranges.length === 1 ? rowsText(trace, ...ranges[0]) : whole);
    const label = `parameters ${node.textContent}`;
    if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
  }
  for (const [position, head] of grid.heads.entries()) {
    const isHere = lit.writes !== null && trace.stages[lit.writes].position === position;
    head.classList.toggle("is-lit", isHere || lit.frame.phase === "tokens");
  }
  const row = lit.writes === null ? null : grid.labels.findIndex((_, index) => grid.order[index].some((ref) => ref.kind === "stage" && ref.stage === lit.writes));
  for (const [index, { label }] of grid.labels.entries()) label.classList.toggle("is-lit", index === row);
}

/** The numbers of the strip that has been gone into, as elements that can be focused. @param {Grid} grid @param {Props} props @param {MapLayout} layout */
function showElements(grid, { trace, hovered, cursor }, layout) {
  const stage = hovered?.kind === "stage" && hovered.element !== null ? hovered.stage : null;
  if (grid.shown && grid.shown.stage !== stage) {
    grid.strips[grid.shown.stage].node.replaceChildren();
    for (const node of grid.shown.nodes) grid.refs.delete(node);
    grid.shown = null;
  }
  if (stage === null) return;
  const strip = layout.strips[stage];
  if (!grid.shown) {
    const nodes = Array.from({ length: trace.stages[stage].size }, (_, at) => {
      const node = element("div", { role: "button", class: "map-cell", tabindex: -1 });
      grid.refs.set(node, { kind: "stage", stage, element: at });
      return node;
    });
    grid.strips[stage].node.replaceChildren(...nodes);
    grid.shown = { stage, nodes };
  }
  for (const [at, node] of grid.shown.nodes.entries()) {
    const { x, y, width, height } = cellBox(strip, at);
    put(node, x - strip.x, y - strip.y, width, height);
    node.setAttribute("aria-label", refText(trace, { kind: "stage", stage, element: at }, cursor));
  }
}

/** @param {Grid} grid @param {Ref | null} ref @returns {HTMLElement | undefined} */
function nodeFor(grid, ref) {
  if (ref?.kind === "param") return grid.params.find((each) => each.ref.matrix === ref.matrix)?.node;
  if (ref?.kind !== "stage") return undefined;
  return ref.element === null ? grid.strips[ref.stage].node : grid.shown?.nodes[ref.element];
}
