/**
 * The settings of the figures that have any which a link may hold: without their figures, so that the table of
 * parameters is data.
 *
 * @import {Setting} from "../../figures/settings.js"
 */

import { settings as adam } from "../../figures/adam/settings.js";
import { settings as controls } from "../../figures/controls/settings.js";
import { settings as generation } from "../../figures/generation/settings.js";
import { settings as graph } from "../../figures/graph/settings.js";
import { settings as heads } from "../../figures/heads/settings.js";
import { settings as loss } from "../../figures/loss/settings.js";
import { settings as map } from "../../figures/map/settings.js";
import { settings as now } from "../../figures/now/settings.js";
import { settings as predictions } from "../../figures/predictions/settings.js";
import { settings as sandbox } from "../../figures/sandbox/settings.js";
import { settings as source } from "../../figures/source/settings.js";
import { settings as surprise } from "../../figures/surprise/settings.js";
import { settings as vocabulary } from "../../figures/vocabulary/settings.js";
import { settings as weights } from "../../figures/weights/settings.js";

/** @type {Record<string, Record<string, Setting>>} */
export const FIGURE_SETTINGS = {
  adam,
  controls,
  generation,
  graph,
  heads,
  loss,
  map,
  now,
  predictions,
  sandbox,
  source,
  surprise,
  vocabulary,
  weights,
};
