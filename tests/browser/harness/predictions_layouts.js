/** Run by Node: the layouts of the predictions for the shapes on standard input, as JSON. */

import { readFileSync } from "node:fs";
import { predictionsLayout } from "../../../web/figures/predictions/layout.js";

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((shape) => predictionsLayout(shape))));
