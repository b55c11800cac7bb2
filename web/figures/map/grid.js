/**
 * The elements of the model map: a row for each row of stages and in it a strip for each stage, over the painted cells,
 * to be pointed at, focused and read out.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Lit} from "./frame.js"
 * @import {MapLayout} from "./layout.js"
 *
 * @typedef {ReturnType<typeof buildGrid>} Grid
 */

import { digits, tokenText } from "../../draw/format.js";
import { gradientPass, isComputed, positions, stageValues, tokenAt } from "../../trace/read.js";
import { element, setText } from "../../draw/element.js";
import { cellBox, mapLayout } from "./layout.js";
import { refText, rowsText, stripName } from "./text.js";

/** @param {HTMLElement} node @param {number} x @param {number} y @param {number} [width] @param {number} [height] */
export function put(node, x, y, width, height) {
  node.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  node.style.width = width === undefined ? "" : `${width.toFixed(1)}px`;
  node.style.height = height === undefined ? "" : `${height.toFixed(1)}px`;
}

/** @param {Trace} trace */
export function buildGrid(trace) {
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
    return element(
      "div",
      { class: "map-head", role: "columnheader", "data-position": position },
      token,
      element("span", { class: "figure" }, String(position)),
    );
  });
  const targets = heads.map((_, position) => {
    const token = element("b", { class: "map-token" }, tokenText(tokenAt(trace, position + 1)));
    token.classList.toggle("special", (token.textContent ?? "").length > 1);
    return element("div", { class: "map-target", role: "gridcell" }, token);
  });
  const headLabel = element(
    "div",
    { class: "map-label", role: "rowheader" },
    element("span", {}, "token"),
    element("code", {}, "pos_id"),
  );
  const rows = [element("div", { role: "row", class: "map-row" }, headLabel, ...heads)];
  const footLabel = element("div", { class: "map-label", role: "rowheader" }, element("span", {}, "should predict"));
  /** @type {{label: HTMLElement, heading: HTMLElement | null}[]} */
  const labels = [];
  /** @type {Map<number, HTMLElement>} */
  const lossTexts = new Map();
  for (const [index, { row }] of layout.rows.entries()) {
    const label = element(
      "div",
      { class: "map-label", role: "rowheader" },
      element("span", {}, row.label),
      element("code", {}, row.expression),
    );
    if (row.role) label.dataset.role = row.role;
    const heading =
      row.heading === null ? null : element("div", { class: "heading", "aria-hidden": "true" }, row.heading);
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
  return {
    rows,
    labels,
    headLabel,
    footLabel,
    heads,
    targets,
    strips,
    params,
    refs,
    order,
    lossTexts,
    roving: /** @type {HTMLElement | null} */ (null),
    shown: /** @type {{stage: number, nodes: HTMLElement[]} | null} */ (null),
  };
}

/** @param {Grid} grid @param {MapLayout} layout */
export function placeGrid(grid, layout) {
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
    for (const param of grid.params)
      if (param.row === index)
        put(
          param.node,
          layout.isStacked ? 0 : layout.paramX,
          layout.isStacked ? labelY : y,
          layout.isStacked ? layout.width : undefined,
          16,
        );
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
export function describe(grid, trace, cursor, lit) {
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
  const row =
    lit.writes === null
      ? null
      : grid.labels.findIndex((_, index) =>
          grid.order[index].some((ref) => ref.kind === "stage" && ref.stage === lit.writes),
        );
  for (const [index, { label }] of grid.labels.entries()) label.classList.toggle("is-lit", index === row);
}

/** The numbers of the strip that has been gone into, as elements that can be focused. @param {Grid} grid @param {{trace: Trace, hovered: Ref | null, cursor: number}} props @param {MapLayout} layout */
export function showElements(grid, { trace, hovered, cursor }, layout) {
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
export function nodeFor(grid, ref) {
  if (ref?.kind === "param") return grid.params.find((each) => each.ref.matrix === ref.matrix)?.node;
  if (ref?.kind !== "stage") return undefined;
  return ref.element === null ? grid.strips[ref.stage].node : grid.shown?.nodes[ref.element];
}
