/**
 * The figures of the article that are fetched when they come near, each with its style.
 *
 * @import {Figure} from "../../figures/figure.js"
 */

import { fetchStyle } from "./styling.js";

/** @type {Record<string, () => Promise<Figure>>} */
const LATER = {
  adam: async () => (await import("../../figures/adam/figure.js")).adam,
  cache: async () => (await import("../../figures/cache/figure.js")).cache,
  generation: async () => (await import("../../figures/generation/figure.js")).generation,
  graph: async () => (await import("../../figures/graph/figure.js")).graph,
  heads: async () => (await import("../../figures/heads/figure.js")).heads,
  line: async () => (await import("../../figures/line/figure.js")).line,
  map: async () => (await import("../../figures/map/figure.js")).map,
  now: async () => (await import("../../figures/now/figure.js")).now,
  pace: async () => (await import("../../figures/pace/figure.js")).pace,
  predictions: async () => (await import("../../figures/predictions/figure.js")).predictions,
  sandbox: async () => (await import("../../figures/sandbox/figure.js")).sandbox,
  surprise: async () => (await import("../../figures/surprise/figure.js")).surprise,
  through: async () => (await import("../../figures/through/figure.js")).through,
  timeline: async () => (await import("../../figures/timeline/figure.js")).timeline,
  transport: async () => (await import("../../figures/transport/figure.js")).transport,
  vocabulary: async () => (await import("../../figures/vocabulary/figure.js")).vocabulary,
};

/**
 * A figure and its style, when both are there.
 *
 * @param {string} name
 * @param {Record<string, () => Promise<Figure>>} [also]  more that can be fetched
 * @returns {Promise<Figure>}
 */
export async function fetchFigure(name, also = {}) {
  const [figure] = await Promise.all([(LATER[name] ?? also[name])(), fetchStyle(name)]);
  return figure;
}
