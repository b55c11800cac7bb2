/**
 * Draws the lines between the blocks of the computation graph, hair-thin; those that a frame lights are in flow.js.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Picture} from "./draw.js"
 * @import {Route} from "./routes.js"
 */

import { pairs } from "d3-array";
import { oncePer } from "../../trace/once.js";
import { graphLayout } from "./layout.js";
import { routeBetween } from "./routes.js";

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
