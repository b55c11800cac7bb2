/** Run by Node: the layouts of a trace's header, read from standard input, at several widths and focuses, as JSON. */

import { readFileSync } from "node:fs";
import { traceOf } from "../../../web/trace/read.js";
import { cellBox, elementAt, mapLayout } from "../../../web/figures/map/layout.js";

const { header, widths } = JSON.parse(readFileSync(0, "utf8"));
const trace = traceOf(header, { stage_values: new Float64Array(1) });
const last = header.token_ids.length - 2;
const layouts = widths.flatMap((width) =>
  [0, last / 2, last].map((focus) => {
    const layout = mapLayout(trace, width, focus);
    const missed = layout.strips.filter((strip) => {
      const { x, y, width: w, height } = cellBox(strip, trace.stages[strip.stage].size - 1);
      const found = elementAt(trace, layout, x + w / 2, y + height / 2);
      return found?.stage !== strip.stage || found.element !== trace.stages[strip.stage].size - 1;
    });
    return {
      asked: width,
      focus,
      width: layout.width,
      height: layout.height,
      strips: layout.strips,
      missed: missed.length,
    };
  }),
);
console.log(JSON.stringify(layouts));
