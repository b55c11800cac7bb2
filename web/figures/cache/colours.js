/**
 * The colours of the cells of a layer, as gradients and the parts of them come in.
 *
 * @import {Rgb} from "../../draw/colour.js"
 * @import {Moment, What} from "./known.js"
 * @import {LayerProps} from "./layer.js"
 */

import { isComputed, stageGrads, stageValues } from "../../trace/read.js";
import { gradientAt, sentAt } from "./known.js";
import { between, reachesOf } from "./scales.js";

/** The colours of gradients: what came before changes to what has come now, row by row from the sender up. @param {LayerProps} props @param {What} what */
export function gradientColours({ trace, cursor, t, layer, moment, palette }, what) {
  const reach = reachesOf(trace)[what === "keys" ? "keyGradients" : "valueGradients"];
  const colour = (/** @type {number} */ at, /** @type {number} */ row, /** @type {number} */ column) => {
    const gradient = gradientAt(trace, at, layer, what, row, column);
    return gradient === null ? null : palette.scales.gradient(gradient, reach);
  };
  return (/** @type {number} */ row, /** @type {number} */ column) => {
    const now = colour(cursor, row, column);
    const share = arrived(moment, t, row);
    if (now === null || share >= 1 || cursor === 0) return now;
    return between(colour(cursor - 1, row, column) ?? palette.paper, now, share);
  };
}

/** How much of what a position sends has come to a row. @param {Moment} moment @param {number} t @param {number} row */
function arrived({ position }, t, row) {
  const order = position - row;
  return t >= 1 || order < 0 ? 1 : Math.min(Math.max(t * (position + 2) - order, 0), 1);
}

/** @param {LayerProps} props @param {What} what */
export function sentColours({ trace, cursor, t, layer, moment, palette }, what) {
  const reach = reachesOf(trace)[what === "keys" ? "keyGradients" : "valueGradients"];
  return {
    painted: `${cursor} ${t} ${palette.key}`,
    paper: palette.paper,
    colourOf(/** @type {number} */ row, /** @type {number} */ column) {
      const sent = sentAt(trace, cursor, layer, what, moment.position, row, column);
      if (sent === null) return null;
      const isNew = sentAt(trace, cursor - 1, layer, what, moment.position, row, column) === null;
      return { colour: palette.scales.gradient(sent, reach), share: isNew ? arrived(moment, t, row) : 1 };
    },
  };
}

/** @param {LayerProps} props @param {number} stage @param {number} element @returns {Rgb | null} */
export function outColour({ trace, cursor, moment, palette }, stage, element) {
  const { values, outGradients } = reachesOf(trace);
  if (!moment.isBackward)
    return isComputed(trace, stage, cursor) ? palette.scales.signed(stageValues(trace, stage)[element], values) : null;
  return trace.backwardFrame[moment.pass][stage] <= cursor
    ? palette.scales.gradient(stageGrads(trace, stage, moment.pass)[element], outGradients)
    : null;
}
