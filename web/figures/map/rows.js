/**
 * The rows of the model map: which stages stand beside each other, and what the field calls them.
 *
 * @import {Stage, Trace} from "../../trace/read.js"
 */

/**
 * What its numbers are: signed, or shares of one; "loss" is a single number that is written out.
 * @typedef {"signed" | "share" | "loss"} RowKind
 *
 * @typedef {object} Row
 * @property {string} key  the stage's name without its head
 * @property {string} base  ... and without its layer
 * @property {string} label
 * @property {string} expression  in Python
 * @property {string | null} heading  above the first row of a group
 * @property {number | null} layer
 * @property {RowKind} kind
 * @property {boolean} isStream  whether it is the residual stream
 * @property {"query" | "key" | "value" | null} role
 * @property {boolean} isByHead
 * @property {boolean} isOverCache  whether it has an element for each position so far
 * @property {number} size  of its largest stage
 * @property {number | null} matrix  the parameters it reads
 * @property {number[]} stages
 */

/** @type {Record<string, string>} */
const LABELS = {
  tok_emb: "token embedding",
  pos_emb: "position embedding",
  embedding: "their sum",
  embedding_norm: "rmsnorm",
  attn_norm: "rmsnorm",
  attn_q: "query",
  attn_k: "key",
  attn_v: "value",
  attn_logits: "attention logits",
  attn_weights: "attention weights",
  out: "head outputs",
  attn_heads: "heads, joined",
  attn_out: "attention output",
  attn_residual: "residual stream",
  mlp_norm: "rmsnorm",
  mlp_hidden: "hidden",
  mlp_relu: "relu",
  mlp_relu2: "relu squared",
  mlp_out: "MLP output",
  mlp_residual: "residual stream",
  logits: "logits",
  probs: "probabilities",
  loss: "loss",
  loss_share: "its share of the mean",
  mean_loss: "mean loss",
};

const STREAM = new Set(["embedding", "embedding_norm", "attn_residual", "mlp_residual"]);
const SHARES = new Set(["attn_weights", "probs"]);
const LOSSES = new Set(["loss", "loss_share", "mean_loss"]);
/** @type {Record<string, Row["role"]>} */
const ROLES = { attn_q: "query", attn_k: "key", attn_v: "value" };

/** @type {WeakMap<Trace, Row[]>} */
const rowsOfTrace = new WeakMap();

/** The rows of a trace, in the order in which gpt() makes them. @param {Trace} trace @returns {Row[]} */
export function mapRows(trace) {
  const known = rowsOfTrace.get(trace);
  if (known) return known;
  /** @type {Map<string, number[]>} */
  const byKey = new Map();
  trace.stages.forEach((stage, index) => {
    const key = stage.name.replace(/head\d+\./, "");
    const stages = byKey.get(key);
    if (stages) stages.push(index);
    else byKey.set(key, [index]);
  });
  const rows = [...byKey].map(([key, stages]) => rowOf(trace, key, stages));
  rowsOfTrace.set(trace, rows);
  return rows;
}

/** @param {Trace} trace @param {string} key @param {number[]} indices @returns {Row} */
function rowOf(trace, key, indices) {
  const stages = indices.map((index) => trace.stages[index]);
  const base = key.replace(/layer\d+\./, "");
  const { layer, head } = stages[0];
  return {
    key,
    base,
    label: LABELS[base] ?? base.replaceAll("_", " "),
    expression: commonExpression(stages),
    heading: headingOf(base, layer),
    layer,
    kind: LOSSES.has(base) ? "loss" : SHARES.has(base) && !trace.areChanges ? "share" : "signed",
    isStream: STREAM.has(base),
    role: ROLES[base] ?? null,
    isByHead: head !== null,
    isOverCache: base === "attn_logits" || base === "attn_weights",
    size: Math.max(...stages.map(({ size }) => size)),
    matrix: stages[0].reads_rows[0]?.[0] ?? null,
    stages: indices,
  };
}

/** @param {string} base @param {number | null} layer */
function headingOf(base, layer) {
  if (base === "tok_emb") return "Embedding";
  if (base === "attn_norm") return `Attention, layer ${layer}`;
  if (base === "mlp_norm") return `MLP, layer ${layer}`;
  return base === "logits" ? "Prediction" : null;
}

/** What stages are called together: an index in which they differ becomes a name. @param {Stage[]} stages */
function commonExpression(stages) {
  const [{ expression, name, head }] = stages;
  if (stages.every((stage) => stage.expression === expression)) return expression;
  const index = name === "tok_emb" ? "token_id" : head === null ? "pos_id" : "h";
  return expression.replace(/\[\d+\]$/, `[${index}]`);
}

/** @type {WeakMap<Trace, Map<number, number>>} */
const rowOfStage = new WeakMap();

/** The row that a stage is in. @param {Trace} trace @param {number} stage */
export function rowIndex(trace, stage) {
  let index = rowOfStage.get(trace);
  if (!index) {
    index = new Map();
    for (const [row, { stages }] of mapRows(trace).entries()) for (const each of stages) index.set(each, row);
    rowOfStage.set(trace, index);
  }
  return /** @type {number} */ (index.get(stage));
}
