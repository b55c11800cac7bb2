/** Lays out the heads of many shapes: {shapes, widths} on standard input, the layouts as JSON on standard output. */

import { readFileSync } from "node:fs";
import { arcsLayout, headsLayout } from "../../../web/figures/heads/layout.js";

const { shapes, widths } = JSON.parse(readFileSync(0, "utf8"));
const layouts = [];
for (const [n, heads] of shapes) {
  for (const width of widths) {
    const arcs = arcsLayout(n, heads, width);
    const paths = [];
    for (let head = 0; head < heads; head++)
      for (let t = 0; t < n; t++) for (let s = 0; s <= t; s++) paths.push({ head, t, s, d: arcs.path(head, t, s) });
    layouts.push({ n, heads, asked: width, maps: headsLayout(n, heads, width), arcs: { ...arcs, paths } });
  }
}
console.log(JSON.stringify(layouts));
