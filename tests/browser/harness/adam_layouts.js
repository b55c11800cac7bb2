/** Where the heat maps of Adam stand at several widths: {header, widths} in, a list of layouts out, without a page. */

import { readFileSync } from "node:fs";
import { traceOf } from "../../../web/trace/read.js";
import { adamLayout } from "../../../web/figures/adam/layout.js";
import { LINES } from "../../../web/figures/adam/lens.js";

const { header, widths } = JSON.parse(readFileSync(0, "utf8"));
const trace = traceOf(header, {});
process.stdout.write(
  JSON.stringify({ lines: LINES, layouts: widths.map((asked) => ({ asked, ...adamLayout(trace, asked) })) }),
);
