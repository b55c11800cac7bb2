/**
 * How far each scale of the KV cache reaches: over all layers, so that they can be compared.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {Record<"norm" | "query" | "keys" | "values" | "products" | "normGradients" | "queryGradients"
 *   | "keyGradients" | "valueGradients" | "outGradients", number>} Reaches
 */

import { layerStages } from "../../trace/attention.js";
import { oncePer } from "../../trace/once.js";
import { positions, stageGrads, stageValues } from "../../trace/read.js";
import { streamStage } from "./moment.js";

/** @type {(trace: Trace) => Reaches} */
export const reachesOf = oncePer((trace) => {
  const layers = Array.from({ length: trace.header.config.n_layer }, (_, layer) => layerStages(trace, layer));
  const passes = Array.from({ length: trace.header.passes }, (_, pass) => pass);
  const values = (/** @type {number[]} */ stages) => greatest(stages.map((stage) => stageValues(trace, stage)));
  const grads = (/** @type {number[]} */ stages) =>
    greatest(passes.flatMap((pass) => stages.map((stage) => stageGrads(trace, stage, pass))));
  const columns = (/** @type {string[]} */ ...names) => greatest(names.map((name) => trace.columns[name] ?? []));
  const [keys, valueVectors] = [layers.flatMap((each) => each.keys), layers.flatMap((each) => each.values)];
  const queries = layers.flatMap((each) => each.query);
  const norms = layers.flatMap((_, layer) =>
    Array.from({ length: positions(trace) }, (_, position) => streamStage(trace, layer, position)),
  );
  return {
    norm: values(norms),
    query: values(queries),
    keys: values(keys),
    values: values(valueVectors),
    products: columns("attn_products"),
    normGradients: grads(norms),
    queryGradients: grads(queries),
    keyGradients: Math.max(grads(keys), columns("cache_key_grads", "cache_key_sent")),
    valueGradients: Math.max(grads(valueVectors), columns("cache_value_grads", "cache_value_sent")),
    outGradients: grads(layers.flatMap((each) => each.out.flat())),
  };
});

/** @param {ArrayLike<number>[]} lists */
function greatest(lists) {
  let max = 0;
  for (const numbers of lists) for (let i = 0; i < numbers.length; i++) max = Math.max(max, Math.abs(numbers[i]));
  return max;
}
