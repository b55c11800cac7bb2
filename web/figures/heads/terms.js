/**
 * The terms of one weight as tables: the dot product, the softmax of the row, the weighted sum of value vectors. All
 * numbers are the trace's.
 *
 * @import {StageRef} from "../../trace/refs.js"
 * @import {Reader} from "./reader.js"
 * @import {Shown} from "./weights.js"
 */

import { actsOf } from "../../draw/acts.js";
import { headDim, layerStages, pairIndex, rowIndex } from "../../trace/attention.js";
import { operandsOf, runningTotals } from "../../trace/graph.js";
import { expressionOf } from "../../trace/names.js";
import { isComputed, stageValues } from "../../trace/read.js";
import { nodeOf, stageRef } from "../../trace/refs.js";
import { cellsOf, foot, heading } from "./cells.js";
import { comeTo } from "./motion.js";
import { rootText } from "./text.js";
import { indexOfMost, rowStage } from "./weights.js";

/**
 * The terms of the weight that is looked at.
 *
 * @param {Shown} shown
 * @param {Reader} reader
 */
export function termsOf(shown, reader) {
  const { trace, cursor, t: motion, focus } = shown;
  const { layer, head, t } = focus;
  const d = headDim(trace);
  const elements = Array.from({ length: d }, (_, j) => head * d + j); // of a query, a key, a value vector
  const read = Array.from({ length: t + 1 }, (_, s) => s);
  const { query, keys, values } = layerStages(trace, layer);
  const [logits, weights, out] = [
    rowStage(trace, focus, "logits"),
    rowStage(trace, focus),
    rowStage(trace, focus, "out"),
  ];
  const { attn_products, attn_dots, attn_exps, attn_exp_sums, attn_weighted } = trace.columns;
  const first = pairIndex(trace, t, layer, head, 0);
  const { stageNow, elementCell, numberCell, letterCell, choosing, litAt } = cellsOf(shown, reader, false);
  const { add, fill } = actsOf(motion);

  /** A number of a column that comes with a stage. @param {number} stage @param {number} number */
  const madeWith = (stage, number) => (isComputed(trace, stage, cursor) ? number : null);

  /** @param {StageRef} ref */
  const nameOf = (ref) => expressionOf(trace, ref);

  /** The sum of the products that are there, while they come. @param {number} whole */
  function dotSoFar(whole) {
    if (stageNow !== logits) return madeWith(logits, whole);
    const there = Math.floor(add * d + 1e-9);
    const node = nodeOf(trace, stageRef(logits, focus.s));
    if (there === d) return whole;
    return there === 0 || node === null ? null : runningTotals(trace, operandsOf(trace, node)[0].node)[there - 1];
  }

  return {
    /** q . k / sqrt(head_dim), product by product. */
    dot() {
      const at = first + focus.s;
      const result = stageRef(logits, focus.s);
      const root = rootText(trace);
      return [
        [
          heading("query", "query", { class: "heads-th is-query" }),
          heading("key", "key", { class: "heads-th is-key" }),
          heading("q * k", "their product"),
        ],
        ...elements.map((element, j) => {
          const [q, k] = [stageRef(query[t], element), stageRef(keys[focus.s], element)];
          return [
            { ...elementCell(q, "figure is-query"), label: nameOf(q) },
            { ...elementCell(k, "figure is-key"), label: nameOf(k) },
            numberCell(
              madeWith(logits, attn_products[at * d + j]),
              `${nameOf(q)} * ${nameOf(k)}`,
              stageNow === logits ? Math.min(Math.max(add * d - j, 0), 1) : 1,
            ),
          ];
        }),
        [
          foot("sum: q \u00b7 k", "their sum", "heads-sum"),
          { ...numberCell(dotSoFar(attn_dots[at]), "q \u00b7 k"), class: "figure heads-sum" },
        ],
        [
          foot(`/ ${root}  =  ${nameOf(result)}`, `divided by the root of head_dim, ${root}`, "heads-result"),
          {
            ...elementCell(result, "figure heads-result"),
            ...(stageNow === logits ? { opacity: fill } : {}),
          },
        ],
      ];
    },

    /** The softmax over all that the position reads. */
    softmax() {
      const most = stageRef(logits, indexOfMost(stageValues(trace, logits)));
      const total = attn_exp_sums[rowIndex(trace, t, layer, head)];
      return [
        [
          heading("reads"),
          heading("logit", "attn_logits"),
          heading("exp(logit \u2212 max)", "exp of the logit less the largest"),
          heading("/ sum = weight", "divided by their sum: attn_weights"),
        ],
        ...read.map((s) => {
          const logit = stageRef(logits, s);
          const expression = `exp(${nameOf(logit)} \u2212 ${nameOf(most)})`;
          const choose = choosing(s);
          /** @param {StageRef} ref */
          const chosenToo = (ref) => () => {
            choose();
            reader.select(ref);
          };
          const weight = stageRef(weights, s);
          return [
            letterCell(s),
            { ...elementCell(logit, litAt(s)), act: chosenToo(logit) },
            {
              ...numberCell(
                madeWith(weights, attn_exps[first + s]),
                expression,
                stageNow === weights ? comeTo(motion * 1.6, s, t) : 1,
              ),
              class: litAt(s),
              act: choose,
            },
            { ...elementCell(weight, litAt(s)), act: chosenToo(weight) },
          ];
        }),
        [
          foot("sum", "sum of the exponentials", "heads-sum"),
          {
            ...numberCell(madeWith(weights, total), "their sum", stageNow === weights ? add : 1),
            class: "figure heads-sum",
          },
          { text: "", name: "the weights add up to 1", class: "heads-sum" },
        ],
      ];
    },

    /** The value vectors, each times its weight, and their sum. */
    sum() {
      const name = trace.stages[out].expression;
      return [
        [
          heading("reads"),
          heading("weight"),
          ...elements.map((element) =>
            heading(`[${element}]`, `times values[${layer}][s][${element}]`, { class: "heads-th figure is-value" }),
          ),
        ],
        ...read.map((s) => {
          const weight = stageRef(weights, s);
          return [
            letterCell(s),
            elementCell(weight, `${litAt(s)} heads-weight`),
            ...elements.map((element, j) => {
              const ref = stageRef(values[s], element);
              const expression = `${nameOf(weight)} * ${nameOf(ref)}`;
              const term = numberCell(
                madeWith(out, attn_weighted[(first + s) * d + j]),
                expression,
                stageNow === out ? comeTo(motion, s, t) : 1,
              );
              const value = elementCell(ref, litAt(s));
              return { ...term, class: litAt(s), name: `${term.name}; ${value.name}`, ref, act: value.act };
            }),
          ];
        }),
        [
          foot(name, `their sum: ${name}`, "heads-result"),
          ...elements.map((_, j) => elementCell(stageRef(out, j), "figure heads-result")),
        ],
      ];
    },
  };
}
