/**
 * Lines on the canvas: with round corners, lit part of the way, and the point so far along one.
 *
 * @import {Picture} from "./draw.js"
 * @import {Route} from "./routes.js"
 */

/**
 * A route in pixels.
 *
 * @param {Pick<Picture, "camera" | "size">} picture
 * @param {Route} route
 * @returns {Route}
 */
export function routeOnScreen({ camera: { x, y, k }, size }, route) {
  return route.map(([left, top]) => [(left - x) * k + size.width / 2, (top - y) * k + size.height / 2]);
}

/**
 * @param {Route} points
 */
export function lengthOf(points) {
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  return length;
}

/**
 * Put a line with round corners on a path.
 *
 * @param {CanvasRenderingContext2D} path
 * @param {Route} route
 * @param {number} k
 */
export function roundedPath(path, route, k) {
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
export function alongAt(points, reach) {
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
