/**
 * The terms of one weight as tables: the dot product, the softmax of the row, the weighted sum of value vectors. All
 * numbers are the trace's.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {TableCell} from "./table.js"
 * @import {Pair, Props} from "./weights.js"
 */

import { digits } from "../../draw/format.js";
import { isComputed, pairIndex, stageNamed, stageValues } from "../../trace/read.js";
import { classes, decimals, headDim, letter, placed, rootText, rowIndex } from "./text.js";
import { headStage } from "./weights.js";

const PENDING = "\u00b7";

/** A cell for an element of a stage, or what it says while that is not computed. @param {Props} props @param {number} stage @param {number} element @param {string} expression @returns {TableCell} */
function elementCell({ trace, cursor, t }, stage, element, expression) {
  const isThere = isComputed(trace, stage, cursor);
  const value = stageValues(trace, stage)[element];
  return {
    text: isThere ? decimals(value) : PENDING,
    name: isThere ? `${expression} = ${digits(value)}` : `${expression}: not computed yet`,
    ref: { kind: "stage", stage, element },
    target: {},
    class: "figure",
    ...(t < 1 && trace.frames[cursor].stage === stage ? { opacity: t } : {}),
  };
}

/** A cell for a number that has no name of its own. @param {boolean} isThere @param {number} value @param {string} expression @returns {TableCell} */
function numberCell(isThere, value, expression) {
  return {
    text: isThere ? decimals(value) : PENDING,
    name: isThere ? `${expression} = ${digits(value)}` : `${expression}: not computed yet`,
    class: "figure",
  };
}

/** @param {string} text @param {string} [name] @param {number} [span] @returns {TableCell} */
const heading = (text, name = text, span) => ({
  text,
  name,
  role: "columnheader",
  class: "heads-th",
  ...(span ? { span } : {}),
});

/** The letter that a row of a table is about. @param {Trace} trace @param {number} s @param {boolean} isFocus @param {any} [target] @returns {TableCell} */
function letterCell(trace, s, isFocus, target) {
  const text = letter(trace, s);
  return {
    text,
    label: String(s),
    name: placed(trace, s),
    role: "rowheader",
    class: classes("heads-letter", { special: text.length > 1, "is-focus": isFocus }),
    ...(target ? { target } : {}),
  };
}

/** q . k / sqrt(head_dim), product by product. @param {Props} props @param {Pair} pair @returns {TableCell[][]} */
export function dotTable(props, pair) {
  const { trace, cursor } = props;
  const { layer, head, t, s } = pair;
  const d = headDim(trace);
  const [queries, keys] = [stageNamed(trace, `layer${layer}.attn_q`, t), stageNamed(trace, `layer${layer}.attn_k`, s)];
  const logits = headStage(trace, layer, head, t, "attn_logits");
  const isThere = isComputed(trace, logits, cursor);
  const at = pairIndex(trace, t, layer, head, s);
  const { attn_products, attn_dots } = trace.columns;
  const rows = Array.from({ length: d }, (_, j) => {
    const element = head * d + j;
    const [q, k] = [`q[${element}]`, `keys[${layer}][${s}][${element}]`];
    return [
      { ...elementCell(props, queries, element, q), label: q, class: "figure is-query" },
      { ...elementCell(props, keys, element, k), label: k, class: "figure is-key" },
      { ...numberCell(isThere, attn_products[at * d + j], `${q} * ${k}`), class: "figure" },
    ];
  });
  const root = rootText(trace);
  return [
    [
      { ...heading("query"), class: "heads-th is-query" },
      { ...heading("key"), class: "heads-th is-key" },
      heading("q * k", "their product"),
    ],
    ...rows,
    [
      { ...heading("sum: q \u00b7 k", "their sum", 2), role: "rowheader", class: "heads-sum" },
      { ...numberCell(isThere, attn_dots[at], "q \u00b7 k"), class: "figure heads-sum" },
    ],
    [
      {
        ...heading(`/ ${root}  =  attn_logits[${s}]`, `divided by the root of head_dim, ${root}`, 2),
        role: "rowheader",
        class: "heads-result",
      },
      { ...elementCell(props, logits, s, `attn_logits[${s}]`), class: "figure heads-result" },
    ],
  ];
}

/** The softmax over all that the position reads. @param {Props} props @param {Pair} pair @returns {TableCell[][]} */
export function softmaxTable(props, pair) {
  const { trace, cursor } = props;
  const { layer, head, t } = pair;
  const [logits, weights] = [headStage(trace, layer, head, t, "attn_logits"), headStage(trace, layer, head, t)];
  const isThere = isComputed(trace, weights, cursor);
  const { attn_exps, attn_exp_sums } = trace.columns;
  const first = pairIndex(trace, t, layer, head, 0);
  const largest = stageValues(trace, logits);
  const max = largest.indexOf(Math.max(...largest));
  const total = attn_exp_sums[rowIndex(trace, t, layer, head)];
  const rows = Array.from({ length: t + 1 }, (_, s) => {
    const isFocus = s === pair.s;
    const lit = isFocus ? " is-focus" : "";
    const target = { pair: { ...pair, s } };
    return [
      letterCell(trace, s, isFocus, target),
      { ...elementCell(props, logits, s, `attn_logits[${s}]`), class: `figure${lit}`, target },
      {
        ...numberCell(isThere, attn_exps[first + s], `exp(attn_logits[${s}] \u2212 attn_logits[${max}])`),
        class: `figure${lit}`,
        target,
      },
      { ...elementCell(props, weights, s, `attn_weights[${s}]`), class: `figure${lit}`, target },
    ];
  });
  return [
    [
      heading("reads"),
      heading("logit", "attn_logits"),
      heading("exp(logit \u2212 max)", "exp of the logit less the largest"),
      heading("/ sum = weight", "divided by their sum: attn_weights"),
    ],
    ...rows,
    [
      { ...heading("sum", "sum of the exponentials", 2), role: "rowheader", class: "heads-sum" },
      { ...numberCell(isThere, total, "their sum"), class: "figure heads-sum" },
      { text: "", name: "the weights add up to 1", class: "heads-sum" },
    ],
  ];
}

/** The value vectors, each times its weight, and their sum. @param {Props} props @param {Pair} pair @returns {TableCell[][]} */
export function sumTable(props, pair) {
  const { trace, cursor } = props;
  const { layer, head, t } = pair;
  const d = headDim(trace);
  const [weights, out] = [headStage(trace, layer, head, t), headStage(trace, layer, head, t, "out")];
  const isThere = isComputed(trace, out, cursor);
  const { attn_weighted } = trace.columns;
  const columns = Array.from({ length: d }, (_, j) => head * d + j);
  const rows = Array.from({ length: t + 1 }, (_, s) => {
    const lit = s === pair.s ? " is-focus" : "";
    const values = stageNamed(trace, `layer${layer}.attn_v`, s);
    const first = pairIndex(trace, t, layer, head, s) * d;
    return [
      letterCell(trace, s, s === pair.s, { pair: { ...pair, s } }),
      { ...elementCell(props, weights, s, `attn_weights[${s}]`), class: `figure heads-weight${lit}` },
      ...columns.map((element, j) => {
        const value = elementCell(props, values, element, `values[${layer}][${s}][${element}]`);
        const term = numberCell(
          isThere,
          attn_weighted[first + j],
          `attn_weights[${s}] * values[${layer}][${s}][${element}]`,
        );
        return { ...term, name: `${term.name}; ${value.name}`, ref: value.ref, target: {}, class: `figure${lit}` };
      }),
    ];
  });
  const results = columns.map((_, j) => ({
    ...elementCell(props, out, j, `head_outs[${head}][${j}]`),
    class: "figure heads-result",
  }));
  return [
    [
      heading("reads"),
      heading("weight"),
      ...columns.map((element) => ({
        ...heading(`[${element}]`, `times values[${layer}][s][${element}]`),
        class: "heads-th figure is-value",
      })),
    ],
    ...rows,
    [
      {
        ...heading(`head_outs[${head}]`, `their sum: head_outs[${head}]`, 2),
        role: "rowheader",
        class: "heads-result",
      },
      ...results,
    ],
  ];
}
