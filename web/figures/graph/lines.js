/**
 * Draws the lines between the blocks of the computation graph: all of them hair-thin, those of the current frame lit.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Picture} from "./draw.js"
 * @import {Route} from "./routes.js"
 */

import { pairs } from "d3-array";
import { oncePer } from "../../trace/once.js";
import { graphLayout } from "./layout.js";
import { routeBetween, routeFromMatrix } from "./routes.js";
import { roleColour } from "./scale.js";

/**
 * The straight legs of every line between blocks, each once: lines to several heads share most of theirs.
 *
 * @type {(trace: Trace) => Route[]}
 */
const legsOf = oncePer((trace) => {
  const layout = graphLayout(trace);
  /** @type {Map<string, Route>} */
  const found = new Map();
  for (const [to, { reads }] of trace.stages.entries()) {
    for (const from of reads) {
      for (const leg of pairs(routeBetween(layout, from, to))) {
        const key = leg.flat().map((x) => x.toFixed(2));
        found.set(key.join(), leg);
      }
    }
  }
  return joined([...found.values()]);
});

/**
 * Legs on the same line that overlap made into one.
 *
 * @param {Route[]} legs
 * @returns {Route[]}
 */
function joined(legs) {
  /** @type {Map<string, {axis: 0 | 1, at: number, spans: [number, number][]}>} */
  const lines = new Map();
  for (const [a, b] of legs) {
    const axis = Math.abs(a[0] - b[0]) < 1e-6 ? 1 : 0; // along which it runs
    const at = a[1 - axis];
    const key = `${axis} ${at.toFixed(2)}`;
    const line = lines.get(key) ?? { axis: /** @type {0 | 1} */ (axis), at, spans: [] };
    line.spans.push([Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])]);
    lines.set(key, line);
  }
  /** @type {Route[]} */
  const result = [];
  for (const { axis, at, spans } of lines.values()) {
    spans.sort((a, b) => a[0] - b[0]);
    let [from, to] = spans[0];
    /** @type {(along: number) => Route[number]} */
    const point = (along) => (axis ? [at, along] : [along, at]);
    const close = () => result.push([point(from), point(to)]);
    for (const [start, end] of spans) {
      if (start > to + 1e-6) {
        close();
        [from, to] = [start, end];
      } else {
        to = Math.max(to, end);
      }
    }
    close();
  }
  return result;
}

/**
 * Every line between blocks, hair-thin and on whole pixels.
 *
 * @param {Picture} picture
 */
export function drawLines(picture) {
  const { context, palette, camera, size } = picture;
  context.fillStyle = palette.colours.hair;
  const [left, top] = [size.width / 2 - camera.x * camera.k, size.height / 2 - camera.y * camera.k];
  for (const [a, b] of legsOf(picture.trace)) {
    const [x0, y0] = [Math.round(a[0] * camera.k + left), Math.round(a[1] * camera.k + top)];
    const [x1, y1] = [Math.round(b[0] * camera.k + left), Math.round(b[1] * camera.k + top)];
    if (x0 > size.width || y0 > size.height || x1 < 0 || y1 < 0) continue;
    context.fillRect(x0, y0, x1 - x0 + 1, y1 - y0 + 1);
  }
}

/**
 * The lines of the current frame's block: from what it reads; when gradients flow, to what it read.
 *
 * @param {Picture} picture
 */
export function drawLitLines(picture) {
  const { trace, layout, palette, moment } = picture;
  const { stage, flows, opNode } = moment;
  if (stage === null) return;
  const t = opNode === null ? moment.t : 1;
  const { reads, reads_rows } = trace.stages[stage];
  for (const read of reads) {
    const colour = flows ? palette.colours.gradient : roleColour(palette, trace.stages[read].name, "ink");
    drawFlow(picture, routeBetween(layout, read, stage), colour, t, flows);
  }
  for (const [matrix, first, count] of reads_rows) {
    const colour = flows ? palette.colours.gradient : palette.colours.parameter;
    drawFlow(picture, routeFromMatrix(layout, matrix, first + (count - 1) / 2, stage), colour, t, flows);
  }
}

/**
 * A line lit as far as time t has come, from the block read to the reader or the other way.
 *
 * @param {Picture} picture
 * @param {Route} route
 * @param {string} colour
 * @param {number} t
 * @param {boolean} isReversed
 */
function drawFlow({ context, camera, size }, route, colour, t, isReversed) {
  const points = /** @type {Route} */ (
    route.map(([x, y]) => [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2])
  );
  if (isReversed) points.reverse();
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  context.save();
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.75;
  if (t < 1) {
    context.globalAlpha = 0.3;
    context.beginPath();
    roundedPath(context, points, camera.k);
    context.stroke();
    context.globalAlpha = 1;
    context.setLineDash([length * t, length * 2]);
  }
  context.beginPath();
  roundedPath(context, points, camera.k);
  context.stroke();
  context.setLineDash([]);
  const [head, angle] = alongAt(points, length * t);
  context.translate(head[0], head[1]);
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
 * Put a line with round corners on a path.
 *
 * @param {CanvasRenderingContext2D} path
 * @param {Route} route
 * @param {number} k
 */
function roundedPath(path, route, k) {
  path.moveTo(route[0][0], route[0][1]);
  for (let i = 1; i < route.length - 1; i++) {
    const [before, at, after] = [route[i - 1], route[i], route[i + 1]];
    const legs = Math.min(distance(before, at), distance(at, after)) / 2;
    path.arcTo(at[0], at[1], after[0], after[1], Math.min(6, 0.3 * k, legs));
  }
  const end = route[route.length - 1];
  path.lineTo(end[0], end[1]);
}

/**
 * The point so far along a line, and the direction there.
 *
 * @param {Route} points
 * @param {number} reach
 * @returns {[[number, number], number]}
 */
function alongAt(points, reach) {
  let left = reach;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const leg = distance(a, b);
    if (left <= leg + 1e-6 && leg > 0) {
      const part = Math.min(1, left / leg);
      return [[a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part], Math.atan2(b[1] - a[1], b[0] - a[0])];
    }
    left -= leg;
  }
  return [points[points.length - 1], 0];
}

/**
 * @param {[number, number]} a
 * @param {[number, number]} b
 */
function distance(a, b) {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}
