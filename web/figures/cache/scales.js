/**
 * How far each scale of the KV cache reaches: over all layers, so that they can be compared.
 *
 * @import {Rgb} from "../../draw/colour.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{query: number, keys: number, values: number, keyGradients: number, valueGradients: number, outGradients: number}} Reaches
 */

import { stageGrads, stageValues } from "../../trace/read.js";
import { layerStages } from "./known.js";

/** So much of the way from one colour to another. @param {Rgb} from @param {Rgb} to @param {number} share @returns {Rgb} */
export function between(from, to, share) {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** @type {WeakMap<Trace, Reaches>} */
const reachesOfTrace = new WeakMap();

/** @param {Trace} trace @returns {Reaches} */
export function reachesOf(trace) {
  let known = reachesOfTrace.get(trace);
  if (known) return known;
  const layers = Array.from({ length: trace.header.config.n_layer }, (_, layer) => layerStages(trace, layer));
  const passes = Array.from({ length: trace.header.passes }, (_, pass) => pass);
  const greatest = (/** @type {Iterable<ArrayLike<number>>} */ lists) => {
    let max = 0;
    for (const numbers of lists) for (let i = 0; i < numbers.length; i++) max = Math.max(max, Math.abs(numbers[i]));
    return max;
  };
  const values = (/** @type {number[]} */ stages) => greatest(stages.map((stage) => stageValues(trace, stage)));
  const grads = (/** @type {number[]} */ stages) =>
    greatest(passes.flatMap((pass) => stages.map((stage) => stageGrads(trace, stage, pass))));
  const columns = (/** @type {string[]} */ ...names) => greatest(names.map((name) => trace.columns[name] ?? []));
  known = {
    query: values(layers.flatMap(({ query }) => query)),
    keys: values(layers.flatMap(({ keys }) => keys)),
    values: values(layers.flatMap(({ values: stages }) => stages)),
    keyGradients: Math.max(grads(layers.flatMap(({ keys }) => keys)), columns("cache_key_grads", "cache_key_sent")),
    valueGradients: Math.max(
      grads(layers.flatMap(({ values: stages }) => stages)),
      columns("cache_value_grads", "cache_value_sent"),
    ),
    outGradients: grads(layers.flatMap(({ out }) => out.flat())),
  };
  reachesOfTrace.set(trace, known);
  return known;
}
