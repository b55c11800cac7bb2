/** Run by Node: the layouts of the KV cache for the shapes on standard input, as JSON. */

import { readFileSync } from "node:fs";
import { cacheLayout } from "../../../web/figures/cache/layout.js";

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((shape) => cacheLayout(shape))));
