/**
 * The figures that can be embedded, each fetched when it is wanted.
 *
 * @import {Figure} from "../../figures/figure.js"
 */

import { fetchFigure as fetchLater } from "../article/later.js";

/** @type {Record<string, () => Promise<Figure>>} */
const ALSO = {
  autograd: async () => (await import("../../figures/autograd/figure.js")).autograd,
  controls: async () => (await import("../../figures/controls/figure.js")).controls,
  document: async () => (await import("../../figures/document/figure.js")).document,
  experiment: async () => (await import("../../figures/experiment/figure.js")).experiment,
  chooser: async () => (await import("../../figures/chooser/figure.js")).chooser,
  file: async () => (await import("../../figures/file/figure.js")).file,
  generated: async () => (await import("../../figures/generated/figure.js")).generated,
  loss: async () => (await import("../../figures/loss/figure.js")).loss,
  name: async () => (await import("../../figures/name/figure.js")).name,
  reading: async () => (await import("../../figures/reading/figure.js")).reading,
  samples: async () => (await import("../../figures/samples/figure.js")).samples,
  setup: async () => (await import("../../figures/setup/figure.js")).setup,
  source: async () => (await import("../../figures/source/figure.js")).source,
  weights: async () => (await import("../../figures/weights/figure.js")).weights,
};

/** @param {string} name */
export const fetchFigure = (name) => fetchLater(name, ALSO);
