/**
 * Whether a trace that somebody else's file holds is one that figures can draw: every entry there, of its kind, and
 * pointing at something; every column as long as the others need it. What its numbers are is not looked at.
 *
 * @import {TraceHeader} from "../../wire/trace-format.js"
 *
 * @typedef {(value: any) => boolean} Check
 */

/** @type {Check} */
const isText = (value) => typeof value === "string";
/** @type {Check} */
const isNumber = (value) => typeof value === "number";
/** @type {Check} */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {Check} */
const isSwitch = (value) => typeof value === "boolean";
/** @type {(check: Check) => Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @type {(check: Check) => Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(check: Check) => Check} */
const allOf = (check) => (value) => isRecord(value) && Object.values(value).every(check);
/** @type {Check} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @type {(checks: Record<string, Check>) => Check} */
const record = (checks) => (value) =>
  isRecord(value) && Object.entries(checks).every(([name, check]) => Object.hasOwn(value, name) && check(value[name]));
/** Under these names, separated by blanks. @type {(names: string, check: Check) => Record<string, Check>} */
const named = (names, check) => Object.fromEntries(names.split(" ").map((name) => [name, check]));

const place = { file: isText, line: isCount };
const moved = { grad_norm: isNumber, moved: record(named("with against adrift unmoved", isNumber)) };
const functionPlace = record({ ...place, statements: allOf(record({ ...place, last: isCount })) });

const HEADER = record({
  config: record({
    ...named("n_layer n_embd n_head block_size num_steps seed num_samples", isCount),
    ...named("init_std learning_rate beta1 beta2 eps temperature", isNumber),
    ...named("special_tokens activation crop backward norm optimizer", isText),
    ...named("attention mlp residual position_embedding norm_embedding tied_head", isSwitch),
  }),
  vocabulary: listOf(isText),
  token_ids: listOf(isCount),
  target: (value) => value === "document" || isCount(value),
  ...named("data_name doc", isText),
  ...named("step num_steps passes", isCount),
  ...named("lr_t loss perplexity random_guess", isNumber),
  ...named("losses perplexities", listOf(isNumber)),
  ...named("ops files", listOf(isText)),
  cache: record(named("numbers vectors vectors_without products products_again products_without", isCount)),
  curves: record(named("steps learning_rate", listOf(isNumber))),
  adam: record(named("t", isNumber)),
  moved: record(moved),
  matrices: listOf(record({ ...moved, name: isText, ...named("rows columns first", isCount) })),
  stages: listOf(
    record({
      ...named("name expression file operation", isText),
      ...named("line last first size", isCount),
      ...named("position layer head", orNull(isCount)),
      reads: listOf(isCount),
      reads_rows: listOf(listOf(isCount)),
      operands: listOf(isRecord),
    }),
  ),
  frames: listOf(record({ phase: isText, ...named("stage matrix pass", orNull(isCount)) })),
  functions: record(named("tokens backward adam", functionPlace)),
  graph: orNull(record({ ...named("nodes edges", isCount), reached: listOf(isCount) })),
  refused: orNull(isText),
});

/** What only that of Adam has: plain SGD has no moments. */
const OF_ADAM = record({
  curves: record(named("beta1_factor beta2_factor", listOf(isNumber))),
  adam: record(named("beta1_rest beta1_correction beta1_factor beta2_rest beta2_correction beta2_factor", isNumber)),
});

const PHASES = new Set(["tokens", "forward", "loss", "backward", "adam"]);

/**
 * @param {any} header
 * @param {Record<string, unknown>} columns
 * @returns {header is TraceHeader}
 */
export function isWhole(header, columns) {
  const isOfItsOptimizer = HEADER(header) && (header.config.optimizer !== "adam" || OF_ADAM(header));
  return isOfItsOptimizer && pointsAtSomething(header) && Object.entries(lengthsOf(header)).every(isAsLong);

  /** @param {[string, number]} column */
  function isAsLong([name, length]) {
    const column = Object.hasOwn(columns, name) ? columns[name] : null;
    return Array.isArray(column) && column.length === length;
  }
}

/** @param {TraceHeader} header */
function pointsAtSomething({ config, vocabulary, token_ids, losses, matrices, stages, frames, passes }) {
  const isStage = (/** @type {number | null} */ each) => each === null || each < stages.length;
  const isMatrix = (/** @type {number | null} */ each) => each === null || each < matrices.length;
  const isPass = (/** @type {number | null} */ each) => each === null || each < passes;
  const isOneOf = (/** @type {number | null} */ each, /** @type {number} */ most) => each === null || each < most;
  return (
    frames.length > 0 &&
    losses.length > 0 &&
    losses.length === token_ids.length - 1 &&
    token_ids.every((each) => each < vocabulary.length) &&
    frames.every((each) => PHASES.has(each.phase)) &&
    frames.every(({ stage, matrix, pass }) => isStage(stage) && isMatrix(matrix) && isPass(pass)) &&
    stages.every(({ reads, reads_rows }) => reads.every(isStage) && reads_rows.every(([each]) => isMatrix(each))) &&
    stages.every(({ position }) => isOneOf(position, losses.length)) &&
    stages.every(({ layer, head }) => isOneOf(layer, config.n_layer) && isOneOf(head, config.n_head))
  );
}

/** How long each column has to be. @param {TraceHeader} header */
function lengthsOf({ config, losses, matrices, stages, passes, graph }) {
  const { n_layer, n_head, n_embd, attention, optimizer } = config;
  const values = Math.max(...stages.map(({ first, size }) => first + size));
  const parameters = Math.max(...matrices.map(({ first, rows, columns }) => first + rows * columns));
  const read = (n_layer * losses.length * (losses.length + 1)) / 2; // every position reads those before it, and itself
  const columns = (/** @type {string} */ names, /** @type {number} */ length) =>
    Object.fromEntries(names.split(" ").map((name) => [name, length]));
  return {
    stage_values: values,
    stage_grads: passes * values,
    ...(attention && {
      ...columns("attn_dots attn_exps", read * n_head),
      ...columns("attn_products attn_weighted", read * n_embd),
      attn_exp_sums: n_layer * n_head * losses.length,
    }),
    ...columns("adam_before adam_grad adam_update adam_after", parameters),
    ...(optimizer === "adam" &&
      columns("adam_m_before adam_v_before adam_m adam_v adam_m_hat adam_v_hat adam_direction", parameters)),
    ...(attention &&
      passes === 1 &&
      columns("cache_key_sent cache_key_grads cache_value_sent cache_value_grads", read * n_embd)),
    ...(passes === 1 && { token_grads: losses.length * n_embd }),
    ...(graph && {
      stage_nodes: values,
      ...columns("node_data node_grad node_op node_stage node_element", graph.nodes),
      node_first: graph.nodes + 1,
      ...columns("node_operands node_locals node_shares", graph.edges),
      ...(passes === 1 && { node_gathered: graph.edges }),
    }),
  };
}
