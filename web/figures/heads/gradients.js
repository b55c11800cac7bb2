/**
 * The way back through one weight as tables: what the output's gradient sends, softmax backwards, what the logit's
 * gradient sends. All numbers are the trace's.
 *
 * @import {StageRef} from "../../trace/refs.js"
 * @import {Reader} from "./reader.js"
 * @import {TableCell} from "./table.js"
 * @import {Shown} from "./weights.js"
 */

import { headDim, layerStages, pairIndex } from "../../trace/attention.js";
import { hasSent } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { stageRef } from "../../trace/refs.js";
import { cellsOf, foot, heading } from "./cells.js";
import { comeTo } from "./motion.js";
import { rootText } from "./text.js";
import { rowStage } from "./weights.js";

/**
 * @param {Shown} shown
 * @param {Reader} reader
 */
export function gradientTermsOf(shown, reader) {
  const { trace, cursor, t: motion, focus } = shown;
  const { layer, head, t } = focus;
  const d = headDim(trace);
  const elements = Array.from({ length: d }, (_, j) => head * d + j);
  const read = Array.from({ length: t + 1 }, (_, s) => s);
  const { query, keys, values } = layerStages(trace, layer);
  const [logits, weights, out] = [
    rowStage(trace, focus, "logits"),
    rowStage(trace, focus),
    rowStage(trace, focus, "out"),
  ];
  const { cache_key_sent: toKeys, cache_value_sent: toValues } = trace.columns;
  const first = pairIndex(trace, t, layer, head, 0);
  const { stageNow, elementCell, numberCell, letterCell, litAt } = cellsOf(shown, reader, true);
  const root = rootText(trace);

  /** @param {StageRef} ref */
  const nameOf = (ref) => expressionOf(trace, ref);

  /**
   * What a stage sends with its own frame; there is no telling with several backward passes.
   *
   * @param {number} stage
   * @param {Shown["trace"]["columns"][string] | undefined} column
   * @param {number} at
   */
  const sent = (stage, column, at) => (column && hasSent(trace, cursor, stage) ? column[at] : null);

  /** How much of what goes to a position has come. @param {number} stage @param {number} s */
  const share = (stage, s) => (stageNow === stage ? comeTo(motion, t - s, t) : 1);

  return {
    /** @returns {TableCell[][]} */
    dot() {
      const at = (first + focus.s) * d;
      const result = stageRef(logits, focus.s);
      return [
        [
          heading("query", "gradient of the query", { class: "heads-th is-query" }),
          heading("key", "gradient of the key", { class: "heads-th is-key" }),
          heading("part sent to the key", "the logit's gradient times the query, over the root"),
        ],
        ...elements.map((element, j) => {
          const [q, k] = [stageRef(query[t], element), stageRef(keys[focus.s], element)];
          return [
            { ...elementCell(q, "figure is-query"), label: `${nameOf(q)}.grad` },
            { ...elementCell(k, "figure is-key"), label: ".grad" },
            numberCell(
              sent(logits, toKeys, at + j),
              `${nameOf(result)}.grad * ${nameOf(q)} / ${root}`,
              share(logits, focus.s),
            ),
          ];
        }),
        [
          foot(`${nameOf(result)}.grad`, "the gradient of the logit", "heads-result"),
          elementCell(result, "figure heads-result"),
        ],
      ];
    },

    /** @returns {TableCell[][]} */
    softmax() {
      return [
        [
          heading("reads"),
          heading("weight.grad", "gradients of attn_weights"),
          heading("logit.grad", "gradients of attn_logits"),
        ],
        ...read.map((s) => [
          letterCell(s),
          elementCell(stageRef(weights, s), litAt(s)),
          elementCell(stageRef(logits, s), litAt(s)),
        ]),
      ];
    },

    /** @returns {TableCell[][]} */
    sum() {
      const name = trace.stages[out].expression;
      return [
        [
          heading("reads"),
          heading("weight.grad", "gradients of attn_weights"),
          ...elements.map((element) =>
            heading(`[${element}]`, `part sent to values[${layer}][s][${element}]`, {
              class: "heads-th figure is-value",
            }),
          ),
        ],
        ...read.map((s) => {
          const weight = stageRef(weights, s);
          return [
            letterCell(s),
            elementCell(weight, `${litAt(s)} heads-weight`),
            ...elements.map((element, j) => {
              const ref = stageRef(values[s], element);
              const expression = `${nameOf(weight)} * ${nameOf(stageRef(out, j))}.grad`;
              const part = numberCell(sent(out, toValues, (first + s) * d + j), expression, share(out, s));
              return { ...part, class: litAt(s), name: `${part.name}; ${elementCell(ref).name}`, ref };
            }),
          ];
        }),
        [
          foot(`${name}.grad`, `gradients of ${name}`, "heads-result"),
          ...elements.map((_, j) => elementCell(stageRef(out, j), "figure heads-result")),
        ],
      ];
    },
  };
}
