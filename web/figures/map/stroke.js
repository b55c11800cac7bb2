/**
 * Lines on a canvas with rounded corners, whole or in part.
 *
 * @typedef {[x: number, y: number][]} Line
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Line} points
 * @param {number} [radius]
 */
export function stroke(context, points, radius = 3) {
  if (points.length < 2) return;
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const room = Math.min(distance(points[i - 1], points[i]), distance(points[i], points[i + 1])) / 2;
    context.arcTo(...points[i], ...points[i + 1], Math.min(radius, room));
  }
  context.lineTo(...points[points.length - 1]);
  context.stroke();
}

/**
 * The first part of a line.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Line} points
 * @param {number} share
 */
export function strokePart(context, points, share) {
  const length = lengthOf(points);
  if (share < 1) context.setLineDash([length * share, length + 1]);
  stroke(context, points);
  context.setLineDash([]);
}

/**
 * How long a line is.
 *
 * @param {Line} points
 */
export function lengthOf(points) {
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  return length;
}

/**
 * The point so far along a line.
 *
 * @param {Line} points
 * @param {number} along  in px
 * @returns {Line[number]}
 */
export function pointAt(points, along) {
  let rest = along;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    const length = distance(from, to);
    if (rest <= length) {
      const share = length === 0 ? 0 : rest / length;
      return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    }
    rest -= length;
  }
  return points[points.length - 1];
}

/**
 * @param {Line[number]} a
 * @param {Line[number]} b
 */
function distance(a, b) {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}
