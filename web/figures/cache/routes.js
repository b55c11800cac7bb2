/**
 * The ways between the normed stream and what is made of it: as wires, and for what travels along them.
 *
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 * @import {Wire} from "./overlay.js"
 */

import { layerStages } from "../../trace/attention.js";

/**
 * The wires from the normed stream to what is made of it; those of the frame are lit.
 *
 * @param {LayerProps} props
 * @returns {Wire[]}
 */
export function wiresOf(props) {
  const { trace, layer, moment, layout, palette } = props;
  const { colours } = palette;
  if (!layout.layers[layer].source) return [];
  const stages = layerStages(trace, layer);
  const names = /** @type {const} */ (["query", "keys", "values"]);
  return names.map((what) => {
    const isLit = moment.stage !== null && moment.stage === stages[what][moment.position];
    const points = routeTo(props, what).line;
    const isBack = isLit && moment.isSending;
    return {
      points: isBack ? points.toReversed() : points,
      colour: isLit ? (isBack ? colours.gradient : colours.ink) : colours.hair,
      width: isLit ? 1.75 : 1,
      hasHead: true,
    };
  });
}

/**
 * The way from the normed stream to where something is made of it: boxes for what travels, points for the wire.
 *
 * @param {LayerProps} props
 * @param {"query" | "keys" | "values"} what
 * @returns {{boxes: Box[], line: [number, number][]}}
 */
export function routeTo({ layer, layout }, what) {
  const { source, query } = layout.layers[layer];
  const { norm, ...slots } = /** @type {NonNullable<typeof source>} */ (source);
  const middle = norm.y + norm.height / 2;
  if (what === "values") {
    const line = /** @type {[number, number][]} */ ([
      [norm.x + norm.width + 3, middle],
      [slots.values.x - 3, middle],
    ]);
    return { boxes: [norm, slots.values], line };
  }
  const left = norm.x - 3;
  const end = slots.keys.x + slots.keys.width + 3;
  if (what === "keys")
    return {
      boxes: [norm, slots.keys],
      line: [
        [left, middle],
        [end, middle],
      ],
    };
  const turn = (left + end) / 2 + layout.gap * 0.18;
  const top = query.y + query.height / 2;
  const up = { ...norm, width: layout.gap * 0.5, x: turn - layout.gap * 0.25 };
  return {
    boxes: [norm, up, { ...up, y: query.y, height: query.height }, query],
    line: [
      [turn, middle],
      [turn, top],
      [end, top],
    ],
  };
}

/**
 * Where something is that has come so far along a way.
 *
 * @param {{boxes: Box[]}} route
 * @param {number} share
 */
export function along({ boxes }, share) {
  const at = Math.min(share, 0.9999) * (boxes.length - 1);
  const leg = Math.floor(at);
  return mix(boxes[leg], boxes[leg + 1], at - leg);
}

/**
 * @param {Box} from
 * @param {Box} to
 * @param {number} share
 * @returns {Box}
 */
export function mix(from, to, share) {
  const part = (/** @type {keyof Box} */ side) => from[side] + (to[side] - from[side]) * share;
  return { x: part("x"), y: part("y"), width: part("width"), height: part("height") };
}
