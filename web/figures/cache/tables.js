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
 * @typedef {"norm" | "query" | "out" | "keys" | "weights" | "values"} TableName
 */

import { headDim, headOf, layerStages } from "../../trace/attention.js";
import { placeText, streamWord } from "../../trace/names.js";
import { positions, stageValues } from "../../trace/read.js";
import { gradientColours, sentColours, stripColour } from "./colours.js";
import { rowsThere, streamStage } from "./moment.js";
import { reachesOf } from "./scales.js";
import { nameOf } from "./text.js";

const WORDS = { keys: "keys", values: "value vectors" };
/** @type {Rgb} */
const UNSEEN = [0, 0, 0]; // of a cell that something else is drawn over

/**
 * @param {LayerProps} props
 * @returns {Record<Exclude<TableName, "norm">, TableProps> & {norm: TableProps | null}}
 */
export function tablesOf(props) {
  return {
    norm: normTable(props),
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
 * Keys or value vectors, a row for each position; one that is still on its way is not in its table.
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
    sent:
      (moment.isSending || (moment.isBackward && layout.hasLanes)) && trace.columns.cache_key_sent
        ? sentColours(props, what)
        : null,
  };
}

/** @param {LayerProps} props */
function queryTable(props) {
  const { trace, layer, moment, layout } = props;
  const stage = layerStages(trace, layer).query[moment.position];
  return stripTable(props, "query", layout.layers[layer].query, stage, "query");
}

/**
 * The stream that the query and the newest row are made of; null where there is no room to show it.
 *
 * @param {LayerProps} props
 */
function normTable(props) {
  const { trace, layer, moment, layout } = props;
  const { source } = layout.layers[layer];
  const stage = streamStage(trace, layer, moment.position);
  return source && stripTable(props, "norm", source.norm, stage, streamWord(trace));
}

/**
 * @param {LayerProps} props
 * @param {"norm" | "query"} what
 * @param {{width: number, height: number}} box
 * @param {number} stage
 * @param {string} word
 * @returns {TableProps}
 */
function stripTable(props, what, box, stage, word) {
  const { trace, cursor, t, layer, moment, palette } = props;
  const ofGradients = moment.isBackward ? "gradients of the " : "";
  return {
    ...common(props, box, {
      refAt: ({ column }) => numberRef(stage, column),
      cellAt: (ref) => cell(ref.stage === stage ? 0 : -1, ref.element),
    }),
    rows: 1,
    columns: trace.header.config.n_embd,
    label: `The ${ofGradients}${word} of ${placeText(trace, moment.position)}, layer ${layer}`,
    painted: `${cursor} ${t < 1 ? t : ""} ${palette.key}`,
    colourOf: (_, column) => stripColour(props, numberRef(stage, column), what),
  };
}

/**
 * The outputs of all heads, one after the other.
 *
 * @param {LayerProps} props
 * @returns {TableProps}
 */
function outTable(props) {
  const { trace, cursor, t, layer, moment, layout, palette } = props;
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
    painted: `${cursor} ${t < 1 ? t : ""} ${palette.key}`,
    colourOf: (_, column) => stripColour(props, refAt(column), "out"),
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
