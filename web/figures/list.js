/** The figures there are: a new one is its folder and a line here. */

import { adam } from "./adam/figure.js";
import { autograd } from "./autograd/figure.js";
import { cache } from "./cache/figure.js";
import { chooser } from "./chooser/figure.js";
import { comparison } from "./comparison/figure.js";
import { controls } from "./controls/figure.js";
import { document } from "./document/figure.js";
import { experiment } from "./experiment/figure.js";
import { file } from "./file/figure.js";
import { generated } from "./generated/figure.js";
import { generation } from "./generation/figure.js";
import { graph } from "./graph/figure.js";
import { heads } from "./heads/figure.js";

import { line } from "./line/figure.js";
import { loss } from "./loss/figure.js";
import { map } from "./map/figure.js";
import { name } from "./name/figure.js";
import { now } from "./now/figure.js";
import { pace } from "./pace/figure.js";
import { predictions } from "./predictions/figure.js";
import { problem } from "./problem/figure.js";
import { reading } from "./reading/figure.js";
import { resume } from "./resume/figure.js";
import { samples } from "./samples/figure.js";
import { sandbox } from "./sandbox/figure.js";
import { setup } from "./setup/figure.js";
import { source } from "./source/figure.js";
import { status } from "./status/figure.js";
import { surprise } from "./surprise/figure.js";
import { through } from "./through/figure.js";
import { timeline } from "./timeline/figure.js";
import { tour } from "./tour/figure.js";
import { transport } from "./transport/figure.js";
import { vocabulary } from "./vocabulary/figure.js";
import { weights } from "./weights/figure.js";

export const FIGURES = {
  map,
  graph,
  cache,
  heads,
  predictions,
  adam,
  loss,
  controls,
  document,
  samples,
  generated,
  generation,
  autograd,
  status,
  problem,
  resume,
  file,
  setup,
  comparison,
  reading,
  chooser,
  line,
  through,
  name,
  source,
  now,
  experiment,
  timeline,
  tour,
  transport,
  sandbox,
  weights,
  surprise,
  pace,
  vocabulary,
};
