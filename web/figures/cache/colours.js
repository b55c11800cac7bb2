/**
 * The colours of the cells of a layer, as gradients and the parts of them come in.
 *
 * @import {Moment, What} from "./moment.js"
 * @import {LayerProps} from "./layer.js"
 * @import {NumberRef} from "./text.js"
 */

import { between } from "../../draw/palette.js";
import { layerStages } from "../../trace/attention.js";
import { known } from "../../trace/known.js";
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
function arrived({ position }, t, row) {
  const order = position - row;
  return t >= 1 || order < 0 ? 1 : Math.min(Math.max(t * (position + 2) - order, 0), 1);
}

/**
 * The colours of what is being sent, and how much of it has come.
 *
 * @param {LayerProps} props
 * @param {What} what
 */
export function sentColours({ trace, cursor, t, layer, moment, palette }, what) {
  const reach = reachesOf(trace)[what === "keys" ? "keyGradients" : "valueGradients"];
  return {
    painted: `${cursor} ${t} ${palette.key}`,
    paper: palette.paper,
    colourOf(/** @type {number} */ row, /** @type {number} */ column) {
      const sent = sentAt(trace, cursor, layer, what, moment.position, row, column);
      if (sent === null) return null;
      const isNew = sentAt(trace, cursor - 1, layer, what, moment.position, row, column) === null;
      return { colour: palette.scales.gradient.pixel(sent, reach), share: isNew ? arrived(moment, t, row) : 1 };
    },
  };
}

/**
 * The colour of a number of a head's output, or of its gradient.
 *
 * @param {LayerProps} props
 * @param {NumberRef} ref
 */
export function outColour({ trace, cursor, moment, palette }, ref) {
  const { values, outGradients } = reachesOf(trace);
  const { value, grad } = known(trace, ref, cursor);
  if (moment.isBackward) return grad === null ? null : palette.scales.gradient.pixel(grad, outGradients);
  return value === null ? null : palette.scales.signed.pixel(value, values);
}
