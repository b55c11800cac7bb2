/**
 * Every line between the blocks of the computation graph, hair-thin.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Picture} from "./draw.js"
 * @import {Route} from "./routes.js"
 */

import { oncePer } from "../../trace/once.js";
import { graphLayout } from "./layout.js";
import { routeBetween } from "./routes.js";
import { pointOnScreen } from "./screen.js";

/**
 * The lines on whole pixels.
 *
 * @param {Picture} picture
 */
export function drawLines(picture) {
  const { context, palette, size } = picture;
  context.fillStyle = palette.colours.hair;
  for (const [a, b] of legsOf(picture.trace)) {
    const [x0, y0] = pointOnScreen(picture, a).map(Math.round);
    const [x1, y1] = pointOnScreen(picture, b).map(Math.round);
    if (x0 > size.width || y0 > size.height || x1 < 0 || y1 < 0) continue;
    context.fillRect(x0, y0, x1 - x0 + 1, y1 - y0 + 1);
  }
}

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
      const route = routeBetween(layout, from, to);
      for (let i = 1; i < route.length; i++) {
        const leg = [route[i - 1], route[i]];
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
 */
function joined(legs) {
  /** @type {Map<string, {axis: 0 | 1, at: number, spans: [from: number, to: number][]}>} */
  const lines = new Map();
  for (const [a, b] of legs) {
    const axis = Math.abs(a[0] - b[0]) < 1e-6 ? 1 : 0; // along which it runs
    const at = a[1 - axis];
    const key = `${axis} ${at.toFixed(2)}`;
    const line = lines.get(key) ?? { axis, at, spans: [] };
    line.spans.push([Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])]);
    lines.set(key, line);
  }
  return [...lines.values()].flatMap(({ axis, at, spans }) =>
    united(spans).map((ends) => /** @type {Route} */ (ends.map((end) => (axis ? [at, end] : [end, at])))),
  );
}

/**
 * Spans that touch made into one.
 *
 * @param {[from: number, to: number][]} spans
 */
function united(spans) {
  /** @type {[from: number, to: number][]} */
  const found = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && from <= last[1] + 1e-6) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}
