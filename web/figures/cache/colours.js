/**
 * The colours of the cells of a layer, as gradients and the parts of them come in.
 *
 * @import {Moment, What} from "./moment.js"
 * @import {LayerProps} from "./layer.js"
 * @import {NumberRef} from "./text.js"
 * @import {Reaches} from "./scales.js"
 */

import { actsOf } from "../../draw/acts.js";
import { between } from "../../draw/palette.js";
import { layerStages } from "../../trace/attention.js";
import { known } from "../../trace/known.js";
import { positions } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { sentAt } from "./moment.js";
import { reachesOf } from "./scales.js";

/**
 * The colours of gradients: what came before changes to what has come now, row by row from the sender up.
 *
 * @param {LayerProps} props
 * @param {What} what
 */
export function gradientColours({ trace, cursor, t, layer, moment, palette }, what) {
  const reach = reachesOf(trace)[what === "keys" ? "keyGradients" : "valueGradients"];
  const stages = layerStages(trace, layer)[what];
  const colour = (/** @type {number} */ at, /** @type {number} */ row, /** @type {number} */ column) => {
    const { grad } = known(trace, stageRef(stages[row], column), at);
    return grad === null ? null : palette.scales.gradient.pixel(grad, reach);
  };
  return (/** @type {number} */ row, /** @type {number} */ column) => {
    const now = colour(cursor, row, column);
    const share = arrived(moment, t, row);
    if (now === null || share >= 1 || cursor === 0) return now;
    return between(colour(cursor - 1, row, column) ?? palette.paper, now, share);
  };
}

/**
 * How much of what a position sends has come to a row.
 *
 * @param {Moment} moment
 * @param {number} t
 * @param {number} row
 */
export function arrived({ position }, t, row) {
  const order = position - row;
  return t >= 1 || order < 0 ? 1 : Math.min(Math.max((t / 0.9) * (position + 1.5) - order, 0) / 1.5, 1);
}

/**
 * The colours of the parts that gradients are made of, and how much of each has come: a lane in the row for every
 * position, the last one's first; where there is no room for that, one for the position that sends.
 *
 * @param {LayerProps} props
 * @param {What} what
 */
export function sentColours({ trace, cursor, t, layer, moment, layout, palette }, what) {
  const reach = reachesOf(trace)[what === "keys" ? "keyGradients" : "valueGradients"];
  const n = positions(trace);
  return {
    painted: `${cursor} ${t} ${palette.key}`,
    paper: palette.paper,
    lanes: layout.hasLanes ? n : 1,
    colourOf(/** @type {number} */ row, /** @type {number} */ column, /** @type {number} */ lane) {
      const sender = layout.hasLanes ? n - 1 - lane : moment.position;
      const sent = sentAt(trace, cursor, layer, what, sender, row, column);
      if (sent === null) return null;
      const isNew = sentAt(trace, cursor - 1, layer, what, sender, row, column) === null;
      return { colour: palette.scales.gradient.pixel(sent, reach), share: isNew ? full(arrived(moment, t, row)) : 1 };
    },
  };
}

/** A part is there once it has arrived, not while it is on its way. @param {number} share */
const full = (share) => Math.max(0, share * 5 - 4);

/**
 * The colour of a number of a strip, or of its gradient; it fills in at the end of the move into its frame.
 *
 * @param {LayerProps} props
 * @param {NumberRef} ref
 * @param {"norm" | "query" | "out"} what
 */
export function stripColour({ trace, cursor, t, moment, palette }, ref, what) {
  const reaches = reachesOf(trace);
  const { value, grad } = known(trace, ref, cursor);
  const colour = moment.isBackward
    ? grad === null
      ? null
      : palette.scales.gradient.pixel(grad, reaches[STRIPS[what].gradients])
    : value === null
      ? null
      : palette.scales.signed.pixel(value, reaches[STRIPS[what].values]);
  if (!colour || moment.stage !== ref.stage || t >= 1) return colour;
  return between(palette.paper, colour, actsOf(t).fill);
}

/** @type {Record<"norm" | "query" | "out", {values: keyof Reaches, gradients: keyof Reaches}>} */
const STRIPS = {
  norm: { values: "norm", gradients: "normGradients" },
  query: { values: "query", gradients: "queryGradients" },
  out: { values: "values", gradients: "outGradients" }, // weighted means of value vectors: no larger than those
};
