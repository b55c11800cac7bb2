/**
 * One layer of the KV cache: keys, the attention weights of the position that reads, value vectors; the query above the
 * keys, the heads' outputs below the value vectors.
 *
 * @import {Cell} from "../../draw/heat-map.js"
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Box, CacheLayout} from "./layout.js"
 * @import {Moment} from "./known.js"
 * @import {Palette} from "../../draw/palette.js"
 *
 * @typedef {object} LayerProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} layer
 * @property {Moment} moment
 * @property {CacheLayout} layout
 * @property {Palette} palette
 */

import { element, setText } from "../../draw/element.js";
import { isComputed, positions, stageValues } from "../../trace/read.js";
import { completeBoxes, label, marksAt, nameHeads, put, refBoxes, weightsTitle } from "./beside.js";
import { gradientColours, outColour, sentColours } from "./colours.js";
import { headDim, headOf, layerStages, refOf, rowsThere } from "./known.js";
import { GAP } from "./layout.js";
import { litBoxes } from "./lit.js";
import { reachesOf } from "./scales.js";
import { tableView } from "./table.js";
import { cellName, placeText, stripCellName, weightName } from "./text.js";
import { weightsView } from "./weights.js";

const WORDS = { keys: "keys", values: "value vectors" };

/** @param {HTMLElement} root @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function layerView(root, { onHover, onSelect }) {
  /** @type {LayerProps | null} */
  let drawn = null; // what the last update was given: what the pointer is over

  /** @param {(props: LayerProps, cell: Cell) => Ref | null} find */
  const listeners = (find) => ({
    onHover: (/** @type {Cell | null} */ cell) => drawn && onHover(cell && find(drawn, cell)),
    onSelect(/** @type {Cell} */ cell) {
      const ref = drawn && find(drawn, cell);
      if (ref) onSelect(ref);
    },
  });
  const heading = element("p", { class: "heading" });
  const marks = element("div", { class: "cache-marks", "aria-hidden": "true" });
  const labels = element("div", {});
  /** @type {Record<"keys" | "weights" | "values", {title: HTMLElement, heads: HTMLElement, table: HTMLElement}>} */
  const blocks = { keys: blockOf("keys"), weights: blockOf("weights"), values: blockOf("values") };
  const [query, out] = [
    element("div", { class: "cache-strip", "data-role": "query" }),
    element("div", { class: "cache-strip" }),
  ];
  const [queryLabel, outLabel] = [
    element("p", { class: "cache-side", "data-role": "query" }, element("code", {}, "q")),
    element("p", { class: "cache-side" }, element("code", {}, "head_outs")),
  ];
  const node = element("section", { class: "cache-layer" }, heading, labels, query, queryLabel, out, outLabel);
  for (const { title, heads, table } of Object.values(blocks)) node.append(title, heads, table);
  node.append(marks);
  root.append(node);

  const drawTable = {
    keys: tableView(
      blocks.keys.table,
      listeners(({ trace, layer }, { row, column }) => refOf(layerStages(trace, layer).keys[row], column)),
    ),
    values: tableView(
      blocks.values.table,
      listeners(({ trace, layer }, { row, column }) => refOf(layerStages(trace, layer).values[row], column)),
    ),
  };
  const drawQuery = tableView(
    query,
    listeners(({ trace, layer, moment }, { column }) =>
      refOf(layerStages(trace, layer).query[moment.position], column),
    ),
  );
  const drawOut = tableView(
    out,
    listeners(({ trace, layer, moment }, { column }) => outRef(trace, layer, moment, column)),
  );
  const drawWeights = weightsView(
    blocks.weights.table,
    listeners(({ trace, layer, moment }, { row, column }) =>
      row > moment.position ? null : refOf(layerStages(trace, layer).weights[column][moment.position], row),
    ),
  );

  /** @param {LayerProps} props */
  return function update(props) {
    const { trace, layer, moment, layout } = props;
    drawn = props;
    const placed = layout.layers[layer];
    const { n_head: heads, n_layer: layers } = trace.header.config;
    node.setAttribute("aria-label", `Layer ${layer}`);
    node.style.height = `${placed.height}px`;
    heading.hidden = layers === 1;
    setText(heading, `layer ${layer}`);
    /** @param {Box} box */
    const local = (box) => ({ ...box, y: box.y - placed.y });
    const titles = {
      keys: moment.isBackward ? "gradients of" : "keys",
      weights: weightsTitle(
        placeText(trace, moment.position),
        placed.weights.title.width + (layout.isStacked ? 0 : GAP / 2),
      ),
      values: moment.isBackward ? "gradients of" : "value vectors",
    };
    for (const name of /** @type {const} */ (["keys", "weights", "values"])) {
      const [block, { title, heads: headNames, table }] = [placed[name], blocks[name]];
      put(title, local(block.title));
      setText(title.children[0], titles[name]);
      if (name !== "weights") setText(title.children[1], `${name}[${layer}]`);
      put(headNames, local(block.heads));
      nameHeads(headNames, heads, block.heads.width / heads);
      put(table, local(block.table));
    }
    put(query, local(placed.query));
    put(queryLabel, local({ x: 0, y: placed.query.y, width: placed.query.x - 12, height: placed.query.height }));
    put(out, local(placed.out));
    const outRoom = layout.isStacked ? { x: 0, width: placed.out.x - 4 } : { x: placed.out.x - 180, width: 172 };
    put(outLabel, local({ ...placed.out, ...outRoom }));
    setText(
      outLabel.children[0],
      layout.isStacked ? "out" : moment.isBackward ? "gradients of head_outs" : "head_outs",
    );
    label(labels, props, placed.y);
    drawTables(props);
    marksAt(marks, [...litBoxes(props), ...refBoxes(props), ...completeBoxes(props)], placed.y);
  };

  /** @param {LayerProps} props */
  function drawTables(props) {
    const { trace, cursor, t, selection, hovered, layer, moment, layout, palette } = props;
    const placed = layout.layers[layer];
    const { n_head: heads, n_embd: columns } = trace.header.config;
    const stages = layerStages(trace, layer);
    const reaches = reachesOf(trace);
    const group = headDim(trace) * layout.cell;
    const at = moment.position;
    const grown = Math.min(t / 0.8, 1);
    for (const what of /** @type {const} */ (["keys", "values"])) {
      const there = rowsThere(trace, cursor, layer, what);
      const isSliding = !moment.isBackward && t < 1 && moment.stage === stages[what][there - 1];
      const reach = reaches[what];
      const values = (/** @type {number} */ row, /** @type {number} */ column) =>
        palette.scales.signed(stageValues(trace, stages[what][row])[column], reach);
      const gradients = gradientColours(props, what);
      drawTable[what]({
        rows: positions(trace),
        columns,
        group,
        width: placed[what].table.width,
        height: placed[what].table.height,
        label: `${moment.isBackward ? "Gradients of the " : ""}${WORDS[what]} of layer ${layer}: positions by elements`,
        painted: moment.isBackward
          ? `backward ${cursor} ${t < 1 ? t : ""} ${palette.key}`
          : `${there} ${isSliding} ${palette.key}`,
        colourOf: moment.isBackward
          ? gradients
          : (row, column) => (row < there - (isSliding ? 1 : 0) ? values(row, column) : null),
        nameOf: (row, column) => cellName(trace, cursor, moment, layer, what, row, column),
        hovered: cellOf(stages[what], hovered),
        selected: cellOf(stages[what], selection),
        home: { row: Math.max(there - 1, 0), column: 0 },
        slide: isSliding
          ? { row: there - 1, share: grown * (2 - grown), colourOf: (column) => values(there - 1, column) }
          : null,
        sent: moment.isSending && trace.columns.cache_key_sent ? sentColours(props, what) : null,
      });
    }
    const strip = { rows: 1, columns, group, slide: null, sent: null };
    const hasQuery = isComputed(trace, stages.query[at], cursor);
    drawQuery({
      ...strip,
      width: placed.query.width,
      height: placed.query.height,
      label: `The query of ${placeText(trace, at)}, layer ${layer}`,
      painted: `${hasQuery} ${at} ${palette.key}`,
      colourOf: (_, column) =>
        hasQuery ? palette.scales.signed(stageValues(trace, stages.query[at])[column], reaches.query) : null,
      nameOf: (_, column) => stripCellName(trace, cursor, stages.query[at], column, at),
      hovered: cellOf([stages.query[at]], hovered),
      selected: cellOf([stages.query[at]], selection),
    });
    const outs = Array.from({ length: heads }, (_, head) => stages.out[head][at]);
    /** @param {Ref | null} ref */
    const outCell = (ref) =>
      ref?.kind === "stage" && ref.element !== null && outs.includes(ref.stage)
        ? { row: 0, column: outs.indexOf(ref.stage) * headDim(trace) + ref.element }
        : null;
    drawOut({
      ...strip,
      width: placed.out.width,
      height: placed.out.height,
      label: `The outputs of the heads of ${placeText(trace, at)}, layer ${layer}`,
      painted: `${outs.map((stage) => (moment.isBackward ? trace.backwardFrame[moment.pass][stage] : trace.forwardFrame[stage]) <= cursor)} ${moment.isBackward} ${moment.pass} ${at} ${palette.key}`,
      colourOf: (_, column) => outColour(props, outs[headOf(trace, column)], column % headDim(trace)),
      nameOf: (_, column) => stripCellName(trace, cursor, outs[headOf(trace, column)], column % headDim(trace), at),
      hovered: outCell(hovered),
      selected: outCell(selection),
    });
    const weights = Array.from({ length: heads }, (_, head) => stages.weights[head][at]);
    /** @param {Ref | null} ref */
    const weightCell = (ref) =>
      ref?.kind === "stage" && ref.element !== null && weights.includes(ref.stage)
        ? { row: ref.element, column: weights.indexOf(ref.stage) }
        : null;
    drawWeights({
      rows: positions(trace),
      columns: heads,
      width: placed.weights.table.width,
      height: placed.weights.table.height,
      label: `Attention weights of ${placeText(trace, at)}, layer ${layer}: positions by heads`,
      nameOf: (row, column) => weightName(trace, cursor, moment, layer, column, row),
      hovered: weightCell(hovered),
      selected: weightCell(selection),
      hasText: layout.hasWeightText,
      reads: (row, column) =>
        row <= at && isComputed(trace, weights[column], cursor) ? stageValues(trace, weights[column])[row] : null,
      max: Math.max(...weights.flatMap((stage) => [...stageValues(trace, stage)])),
      growing: moment.isBackward ? null : weights.indexOf(moment.stage ?? -1),
      share: grown,
    });
  }
}

/** @param {Trace} trace @param {number} layer @param {Moment} moment @param {number} column */
function outRef(trace, layer, { position }, column) {
  return refOf(layerStages(trace, layer).out[headOf(trace, column)][position], column % headDim(trace));
}

/** The cell of a table whose rows are these stages. @param {number[]} stages @param {Ref | null} ref @returns {Cell | null} */
function cellOf(stages, ref) {
  if (ref?.kind !== "stage" || ref.element === null) return null;
  const row = stages.indexOf(ref.stage);
  return row < 0 ? null : { row, column: ref.element };
}

/** @param {string} name */
function blockOf(name) {
  const title = element(
    "p",
    { class: "cache-title", "data-role": name },
    element("span"),
    ...(name === "weights" ? [] : [element("code")]),
  );
  return {
    title,
    heads: element("div", { class: "cache-heads", "aria-hidden": "true" }),
    table: element("div", { class: name === "weights" ? "cache-weights" : "cache-table" }),
  };
}
