/**
 * The wires of the current frame's block: lit from what it reads or, when gradients flow, to what it read.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Picture} from "./draw.js"
 * @import {Route} from "./routes.js"
 */

import { kindOf } from "../../trace/stages.js";
import { routeBetween, routeFromMatrix } from "./routes.js";
import { pointOnScreen } from "./screen.js";

/** @param {Picture} picture */
export function drawWires(picture) {
  const { trace, layout, palette, moment } = picture;
  const { stage, flows } = moment;
  if (stage === null) return;
  const { colours } = palette;
  const { reads, reads_rows: rows } = trace.stages[stage];
  for (const read of reads) {
    const { role } = kindOf(trace.stages[read].name);
    drawWire(picture, routeBetween(layout, read, stage), flows ? colours.gradient : colours[role ?? "ink"]);
  }
  for (const [matrix, first, count] of rows) {
    const route = routeFromMatrix(layout, matrix, first + (count - 1) / 2, stage);
    drawWire(picture, route, flows ? colours.gradient : colours.parameter);
  }
}

/**
 * A wire lit as far as time has come, from the block read to the reader or the other way.
 *
 * @param {Picture} picture
 * @param {Route} route
 * @param {string} colour
 */
function drawWire(picture, route, colour) {
  const { context, camera, moment } = picture;
  const t = moment.opNode === null ? moment.t : 1;
  const points = route.map((point) => pointOnScreen(picture, point));
  if (moment.flows) points.reverse();
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  context.save();
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.75;
  if (t < 1) {
    context.globalAlpha = 0.3;
    strokeRounded(context, points, camera.k);
    context.globalAlpha = 1;
    context.setLineDash([length * t, length * 2]);
  }
  strokeRounded(context, points, camera.k);
  context.setLineDash([]);
  const { point, angle } = alongAt(points, length * t);
  context.translate(...point);
  context.rotate(angle);
  const reach = t < 1 ? 4 : 0;
  context.beginPath();
  context.moveTo(reach, 0);
  context.lineTo(reach - 7, -3.5);
  context.lineTo(reach - 7, 3.5);
  context.fill();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Route} route
 * @param {number} k
 */
function strokeRounded(context, route, k) {
  context.beginPath();
  context.moveTo(...route[0]);
  for (let i = 1; i < route.length - 1; i++) {
    const [before, at, after] = [route[i - 1], route[i], route[i + 1]];
    const leg = Math.min(distance(before, at), distance(at, after)) / 2;
    context.arcTo(...at, ...after, Math.min(6, 0.3 * k, leg));
  }
  context.lineTo(...route[route.length - 1]);
  context.stroke();
}

/**
 * The point so far along a line, and the direction there.
 *
 * @param {Route} points
 * @param {number} reach
 */
function alongAt(points, reach) {
  let left = reach;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const leg = distance(a, b);
    if (left <= leg + 1e-6 && leg > 0) {
      const part = Math.min(1, left / leg);
      const point = /** @type {Route[number]} */ ([a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]);
      return { point, angle: Math.atan2(b[1] - a[1], b[0] - a[0]) };
    }
    left -= leg;
  }
  return { point: points[points.length - 1], angle: 0 };
}

/**
 * Of two corners, which are level or plumb.
 *
 * @param {Route[number]} a
 * @param {Route[number]} b
 */
function distance(a, b) {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}
