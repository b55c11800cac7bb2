/**
 * The terms of one weight as tables: the dot product, the softmax of the row, the weighted sum of value vectors. All
 * numbers are the trace's.
 *
 * @import {StageRef} from "../../trace/refs.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Reader} from "./reader.js"
 * @import {TableCell} from "./table.js"
 * @import {Shown} from "./weights.js"
 */

import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { headDim, layerStages, pairIndex, rowIndex } from "../../trace/attention.js";
import { known, say } from "../../trace/known.js";
import { expressionOf, placeText } from "../../trace/names.js";
import { isComputed, stageValues } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { decimals, letter, rootText } from "./text.js";
import { indexOfMost, rowStage } from "./weights.js";

const PENDING = "\u00b7";

/**
 * A cell for a number that has no name of its own.
 *
 * @param {boolean} isThere
 * @param {number} value
 * @param {string} expression
 * @returns {TableCell}
 */
const numberCell = (isThere, value, expression) => ({
  text: isThere ? decimals(value) : PENDING,
  name: isThere ? `${expression} = ${digits(value)}` : `${expression}: not computed yet`,
  class: "figure",
});

/**
 * @param {string} text
 * @param {string} [name]
 * @param {Partial<TableCell>} [other]
 * @returns {TableCell}
 */
const heading = (text, name = text, other = {}) => ({ text, name, role: "columnheader", class: "heads-th", ...other });

/**
 * @param {string} text
 * @param {string} name
 * @param {string} className
 */
const foot = (text, name, className) => heading(text, name, { role: "rowheader", class: className, span: 2 });

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
  const [hasLogits, hasWeights, hasOut] = [logits, weights, out].map((stage) => isComputed(trace, stage, cursor));
  const { attn_products, attn_dots, attn_exps, attn_exp_sums, attn_weighted } = trace.columns;
  const first = pairIndex(trace, t, layer, head, 0);

  /** @param {StageRef} ref */
  const nameOf = (ref) => expressionOf(trace, ref);

  /**
   * A cell for an element of a stage, or what it says while that is not computed.
   *
   * @param {StageRef} ref
   * @param {string} [className]
   * @returns {TableCell}
   */
  function elementCell(ref, className = "figure") {
    const { value } = known(trace, ref, cursor);
    return {
      text: value === null ? PENDING : decimals(value),
      name: say(trace, ref, cursor),
      class: className,
      ref,
      act: () => reader.select(ref),
      ...(motion < 1 && trace.frames[cursor].stage === ref.stage ? { opacity: motion } : {}),
    };
  }

  /**
   * The letter that a row is about: chooses the pair.
   *
   * @param {number} s
   * @returns {TableCell}
   */
  function letterCell(s) {
    const text = letter(trace, s);
    return {
      text,
      label: String(s),
      name: placeText(trace, s),
      role: "rowheader",
      class: classes("heads-letter", { special: text.length > 1, "is-focus": s === focus.s }),
      act: choosing(s),
    };
  }
  const choosing = (/** @type {number} */ s) => () => reader.choose({ ...focus, s });
  const litAt = (/** @type {number} */ s) => classes("figure", { "is-focus": s === focus.s });

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
            numberCell(hasLogits, attn_products[at * d + j], `${nameOf(q)} * ${nameOf(k)}`),
          ];
        }),
        [
          foot("sum: q \u00b7 k", "their sum", "heads-sum"),
          { ...numberCell(hasLogits, attn_dots[at], "q \u00b7 k"), class: "figure heads-sum" },
        ],
        [
          foot(`/ ${root}  =  ${nameOf(result)}`, `divided by the root of head_dim, ${root}`, "heads-result"),
          elementCell(result, "figure heads-result"),
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
            { ...numberCell(hasWeights, attn_exps[first + s], expression), class: litAt(s), act: choose },
            { ...elementCell(weight, litAt(s)), act: chosenToo(weight) },
          ];
        }),
        [
          foot("sum", "sum of the exponentials", "heads-sum"),
          { ...numberCell(hasWeights, total, "their sum"), class: "figure heads-sum" },
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
              const term = numberCell(hasOut, attn_weighted[(first + s) * d + j], expression);
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
