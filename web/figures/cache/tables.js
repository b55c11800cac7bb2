/**
 * What each table of a layer shows when the cursor stands at a frame: its numbers, their colours and names.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Rgb} from "../../draw/palette.js"
 * @import {Cell} from "../../draw/heat-map.js"
 * @import {LayerProps} from "./layer.js"
 * @import {What} from "./moment.js"
 * @import {TableProps} from "./table.js"
 * @import {NumberRef} from "./text.js"
 *
 * @typedef {"query" | "out" | "keys" | "weights" | "values"} TableName
 */

import { headDim, headOf, layerStages } from "../../trace/attention.js";
import { placeText } from "../../trace/names.js";
import { isComputed, positions, stageValues } from "../../trace/read.js";
import { gradientColours, outColour, sentColours } from "./colours.js";
import { rowsThere } from "./moment.js";
import { reachesOf } from "./scales.js";
import { nameOf } from "./text.js";

const WORDS = { keys: "keys", values: "value vectors" };
/** @type {Rgb} */
const UNSEEN = [0, 0, 0]; // of a cell that something else is drawn over

/**
 * How far what comes with the frame has come.
 *
 * @param {number} t
 */
export const grown = (t) => Math.min(t / 0.8, 1);

/**
 * @param {LayerProps} props
 * @returns {Record<TableName, TableProps>}
 */
export function tablesOf(props) {
  return {
    query: queryTable(props),
    out: outTable(props),
    keys: cacheTable(props, "keys"),
    weights: weightsTable(props),
    values: cacheTable(props, "values"),
  };
}

/**
 * What all tables have, from which number stands where.
 *
 * @param {LayerProps} props
 * @param {{width: number, height: number}} box
 * @param {{refAt: (cell: Cell) => NumberRef | null, cellAt: (ref: NumberRef) => Cell | null}} places
 */
function common({ trace, cursor, hovered, selection }, { width, height }, { refAt, cellAt }) {
  const cellOf = (/** @type {Ref | null} */ ref) =>
    ref?.kind === "stage" && ref.element !== null ? cellAt(/** @type {NumberRef} */ (ref)) : null;
  return {
    width,
    height,
    refAt,
    hovered: cellOf(hovered),
    selected: cellOf(selection),
    nameOf(/** @type {number} */ row, /** @type {number} */ column) {
      const ref = refAt({ row, column });
      return ref ? nameOf(trace, ref, cursor) : "";
    },
  };
}

/**
 * Keys or value vectors, a row for each position.
 *
 * @param {LayerProps} props
 * @param {What} what
 * @returns {TableProps}
 */
function cacheTable(props, what) {
  const { trace, cursor, t, layer, moment, layout, palette } = props;
  const stages = layerStages(trace, layer)[what];
  const there = rowsThere(trace, cursor, layer, what);
  const isSliding = !moment.isBackward && t < 1 && moment.stage === stages[there - 1];
  const reach = reachesOf(trace)[what];
  const colour = (/** @type {number} */ row, /** @type {number} */ column) =>
    palette.scales.signed.pixel(stageValues(trace, stages[row])[column], reach);
  const settled = there - (isSliding ? 1 : 0);
  const share = grown(t);
  return {
    ...common(props, layout.layers[layer][what].table, {
      refAt: ({ row, column }) => numberRef(stages[row], column),
      cellAt: ({ stage, element }) => cell(stages.indexOf(stage), element),
    }),
    rows: positions(trace),
    columns: trace.header.config.n_embd,
    label: `${moment.isBackward ? "Gradients of the " : ""}${WORDS[what]} of layer ${layer}: positions by elements`,
    painted: moment.isBackward
      ? `backward ${cursor} ${t < 1 ? t : ""} ${palette.key}`
      : `${there} ${isSliding} ${palette.key}`,
    colourOf: moment.isBackward
      ? gradientColours(props, what)
      : (row, column) => (row < settled ? colour(row, column) : null),
    home: { row: Math.max(there - 1, 0), column: 0 },
    slide: isSliding
      ? { row: settled, share: share * (2 - share), colourOf: (column) => colour(settled, column) }
      : null,
    sent: moment.isSending && trace.columns.cache_key_sent ? sentColours(props, what) : null,
  };
}

/**
 * @param {LayerProps} props
 * @returns {TableProps}
 */
function queryTable(props) {
  const { trace, cursor, layer, moment, layout, palette } = props;
  const at = moment.position;
  const stage = layerStages(trace, layer).query[at];
  const isThere = isComputed(trace, stage, cursor);
  const reach = reachesOf(trace).query;
  return {
    ...common(props, layout.layers[layer].query, {
      refAt: ({ column }) => numberRef(stage, column),
      cellAt: (ref) => cell(ref.stage === stage ? 0 : -1, ref.element),
    }),
    rows: 1,
    columns: trace.header.config.n_embd,
    label: `The query of ${placeText(trace, at)}, layer ${layer}`,
    painted: `${isThere} ${at} ${palette.key}`,
    colourOf: (_, column) => (isThere ? palette.scales.signed.pixel(stageValues(trace, stage)[column], reach) : null),
  };
}

/**
 * The outputs of all heads, one after the other.
 *
 * @param {LayerProps} props
 * @returns {TableProps}
 */
function outTable(props) {
  const { trace, cursor, layer, moment, layout, palette } = props;
  const at = moment.position;
  const d = headDim(trace);
  const outs = layerStages(trace, layer).out.map((stages) => stages[at]);
  const refAt = (/** @type {number} */ column) => numberRef(outs[headOf(trace, column)], column % d);
  return {
    ...common(props, layout.layers[layer].out, {
      refAt: ({ column }) => refAt(column),
      cellAt: ({ stage, element }) => cell(outs.includes(stage) ? 0 : -1, outs.indexOf(stage) * d + element),
    }),
    rows: 1,
    columns: trace.header.config.n_embd,
    label: `The outputs of the heads of ${placeText(trace, at)}, layer ${layer}`,
    painted: `${cursor} ${palette.key}`,
    colourOf: (_, column) => outColour(props, refAt(column)),
  };
}

/**
 * A row for each position that can be read, a column for each head. What it looks like are the bars over it.
 *
 * @param {LayerProps} props
 * @returns {TableProps}
 */
function weightsTable(props) {
  const { trace, layer, moment, layout } = props;
  const at = moment.position;
  const weights = layerStages(trace, layer).weights.map((stages) => stages[at]);
  return {
    ...common(props, layout.layers[layer].weights.table, {
      refAt: ({ row, column }) => (row > at ? null : numberRef(weights[column], row)),
      cellAt: ({ stage, element }) => cell(weights.includes(stage) ? element : -1, weights.indexOf(stage)),
    }),
    rows: positions(trace),
    columns: weights.length,
    label: `Attention weights of ${placeText(trace, at)}, layer ${layer}: positions by heads`,
    painted: String(at),
    colourOf: (row) => (row > at ? null : UNSEEN),
  };
}

/**
 * @param {number} stage
 * @param {number} element
 * @returns {NumberRef}
 */
const numberRef = (stage, element) => ({ kind: "stage", stage, element });

/**
 * @param {number} row  -1: there is none
 * @param {number} column
 */
const cell = (row, column) => (row < 0 ? null : { row, column });
