/**
 * A trace as the page reads it: typed arrays made easy to ask. Computes no number, only finds and names them.
 *
 * The format is described at the top of microgpt/observe/trace.py. A *ref* points at one thing in a trace; it is what is selected
 * or hovered: an element of a stage (or the whole of it, element null), a parameter, or a node of the scalar graph that
 * is neither.
 *
 * @typedef {{kind: "stage", stage: number, element: number | null}
 *   | {kind: "param", matrix: number, row: number, column: number}
 *   | {kind: "node", node: number}} Ref
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {number | null} position
 * @property {number | null} layer
 * @property {number | null} head
 * @property {string} expression
 * @property {string} file
 * @property {number} line
 * @property {number} first
 * @property {number} size
 * @property {number[]} reads
 * @property {[matrix: number, firstRow: number, rows: number][]} reads_rows
 *
 * @typedef {"tokens" | "forward" | "loss" | "backward" | "adam"} Phase
 * @typedef {{phase: Phase, stage: number | null, matrix: number | null, pass: number | null}} Frame
 * @typedef {{name: string, rows: number, columns: number, first: number}} MatrixInfo
 *
 * @typedef {object} Trace
 * @property {any} header
 * @property {Stage[]} stages
 * @property {Frame[]} frames
 * @property {MatrixInfo[]} matrices
 * @property {Record<string, Float64Array | Uint32Array | Uint8Array>} columns
 * @property {boolean} hasGraph
 * @property {boolean} [areChanges]  whether its values are by how much those of another trace changed
 * @property {Int32Array} forwardFrame  by stage: the frame that computes it
 * @property {Int32Array[]} backwardFrame  by pass, by stage: the frame that completes its gradient; past the end if none
 * @property {Int32Array} passAt  by frame: the newest pass begun by then, -1 before the first
 */

const ARRAYS = { d: Float64Array, I: Uint32Array, B: Uint8Array };
export const NONE = 0xffffffff;

/**
 * The trace in a header and the bytes of its columns, which header.columns says how to find.
 *
 * @param {any} header @param {ArrayBuffer} bytes
 */
export function readTrace(header, bytes) {
  /** @type {Trace["columns"]} */
  const columns = {};
  for (const [name, { type, first, length }] of Object.entries(header.columns)) {
    columns[name] = new ARRAYS[/** @type {"d" | "I" | "B"} */ (type)](bytes, first, length);
  }
  return traceOf(header, columns);
}

/** @param {any} header @param {Trace["columns"]} columns @returns {Trace} */
export function traceOf(header, columns) {
  /** @type {{stages: Stage[], frames: Frame[], matrices: MatrixInfo[]}} */
  const { stages, frames, matrices } = header;
  const never = frames.length;
  const forwardFrame = new Int32Array(stages.length).fill(never);
  const backwardFrame = Array.from({ length: header.passes }, () => new Int32Array(stages.length).fill(never));
  const passAt = new Int32Array(frames.length);
  let pass = -1;
  frames.forEach((frame, index) => {
    if (frame.phase === "backward") {
      pass = frame.pass ?? 0;
      if (frame.stage !== null) backwardFrame[pass][frame.stage] = index;
    } else if (frame.stage !== null) {
      forwardFrame[frame.stage] = index;
    }
    passAt[index] = pass;
  });
  return {
    header,
    columns,
    stages,
    frames,
    matrices,
    hasGraph: header.graph !== null,
    forwardFrame,
    backwardFrame,
    passAt,
  };
}

/** The values of a stage. @param {Trace} trace @param {number} stage */
export function stageValues(trace, stage) {
  const { first, size } = trace.stages[stage];
  return /** @type {Float64Array} */ (trace.columns.stage_values).subarray(first, first + size);
}

/** The gradients of a stage after a pass. @param {Trace} trace @param {number} stage @param {number} pass */
export function stageGrads(trace, stage, pass) {
  const { first, size } = trace.stages[stage];
  const start = pass * trace.columns.stage_values.length + first;
  return /** @type {Float64Array} */ (trace.columns.stage_grads).subarray(start, start + size);
}

/** @type {WeakMap<Trace, Int16Array>} */
const positionOfFrame = new WeakMap();

/** The position that a frame is about: of its stage, or of the last frame before that had one. @param {Trace} trace @param {number} cursor */
export function positionAt(trace, cursor) {
  let known = positionOfFrame.get(trace);
  if (!known) {
    let position = 0;
    known = Int16Array.from(trace.frames, ({ stage }) => {
      if (stage !== null) position = trace.stages[stage].position ?? position;
      return position;
    });
    positionOfFrame.set(trace, known);
  }
  return known[cursor];
}

/** @type {WeakMap<Trace, Map<string, number>>} */
const stagesByName = new WeakMap();

/** The index of a stage, such as "layer0.attn_q" at position 2; -1 if there is none. @param {Trace} trace @param {string} name @param {number | null} position */
export function stageNamed(trace, name, position) {
  let known = stagesByName.get(trace);
  if (!known) {
    known = new Map(trace.stages.map((stage, index) => [`${stage.name} ${stage.position}`, index]));
    stagesByName.set(trace, known);
  }
  return known.get(`${name} ${position}`) ?? -1;
}

/**
 * The number of a pair of positions, the one that reads and the one that is read, in the columns attn_* and cache_*: see
 * microgpt/observe/attention.py.
 *
 * @param {Trace} trace @param {number} t @param {number} layer @param {number} head @param {number} s
 */
export function pairIndex(trace, t, layer, head, s) {
  const { n_layer: layers, n_head: heads } = trace.header.config;
  return (layers * heads * t * (t + 1)) / 2 + (layer * heads + head) * (t + 1) + s;
}

/** @type {WeakMap<Trace, Trace>} */
const changedTraces = new WeakMap();

/**
 * A trace of an experiment with, in place of every value, by how much the reader's edits changed it.
 *
 * @param {Trace} trace @returns {Trace}
 */
export function changesOf(trace) {
  let changed = changedTraces.get(trace);
  if (!changed) {
    const stages = trace.stages.map((stage) => ({ ...stage, expression: `change of ${stage.expression}` }));
    changed = {
      ...trace,
      areChanges: true,
      stages,
      columns: { ...trace.columns, stage_values: trace.columns.stage_changes },
    };
    changedTraces.set(trace, changed);
  }
  return changed;
}

/** Whether a stage has been computed when the cursor stands there. @param {Trace} trace @param {number} stage @param {number} cursor */
export function isComputed(trace, stage, cursor) {
  return trace.forwardFrame[stage] <= cursor;
}

/**
 * The newest pass that has brought a stage its gradient by then, or -1.
 *
 * @param {Trace} trace @param {number} stage @param {number} cursor
 */
export function gradientPass(trace, stage, cursor) {
  for (let pass = trace.passAt[cursor]; pass >= 0; pass--) if (trace.backwardFrame[pass][stage] <= cursor) return pass;
  return -1;
}

/** @param {Ref | null} a @param {Ref | null} b */
export function sameRef(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The token a position reads, as text. @param {Trace} trace @param {number} position */
export function tokenAt(trace, position) {
  return trace.header.vocabulary[trace.header.token_ids[position]];
}

/** How many positions there are. @param {Trace} trace */
export function positions(trace) {
  return trace.header.token_ids.length - 1;
}

/** The index of a parameter in the flat order, which is also its node. @param {Trace} trace @param {Extract<Ref, {kind: "param"}>} ref */
export function paramIndex(trace, { matrix, row, column }) {
  const { first, columns } = trace.matrices[matrix];
  return first + row * columns + column;
}

/**
 * What is known of a parameter at a cursor: its number, after its matrix's turn in Adam's update the new one, and, when all
 * backward passes are through, its gradient.
 *
 * @param {Trace} trace @param {Extract<Ref, {kind: "param"}>} ref @param {number} cursor @returns {{value: number, grad: number | null}}
 */
export function paramNumbers(trace, ref, cursor) {
  const index = paramIndex(trace, ref);
  const { adam_before, adam_after, adam_grad } = trace.columns;
  const { phase, matrix } = trace.frames[cursor];
  const isMoved = phase === "adam" && matrix !== null && matrix >= ref.matrix;
  return { value: (isMoved ? adam_after : adam_before)[index], grad: phase === "adam" ? adam_grad[index] : null };
}

/** How many parameters there are. @param {Trace} trace */
export function numParams(trace) {
  const last = trace.matrices[trace.matrices.length - 1];
  return last.first + last.rows * last.columns;
}

/** The parameter that a flat index stands for. @param {Trace} trace @param {number} index @returns {Extract<Ref, {kind: "param"}>} */
export function paramRef(trace, index) {
  const matrix = trace.matrices.findLastIndex(({ first }) => first <= index);
  const { first, columns } = trace.matrices[matrix];
  return { kind: "param", matrix, row: Math.floor((index - first) / columns), column: (index - first) % columns };
}

/** The graph node of a ref, or null without a graph or for a whole stage. @param {Trace} trace @param {Ref} ref */
export function nodeOf(trace, ref) {
  if (!trace.hasGraph) return null;
  if (ref.kind === "node") return ref.node;
  if (ref.kind === "param") return paramIndex(trace, ref);
  return ref.element === null ? null : trace.columns.stage_nodes[trace.stages[ref.stage].first + ref.element];
}

/** @type {WeakMap<Trace, Map<number, Ref>>} */
const elementOfNode = new WeakMap();

/** What a graph node is called elsewhere: a parameter, the element of the stage that made it, or itself. @param {Trace} trace @param {number} node @returns {Ref} */
export function refOfNode(trace, node) {
  if (node < numParams(trace)) return paramRef(trace, node);
  let known = elementOfNode.get(trace);
  if (!known) {
    known = new Map();
    trace.stages.forEach(({ first, size }, stage) => {
      for (let element = 0; element < size; element++) {
        const id = trace.columns.stage_nodes[first + element];
        if (!known?.has(id)) known?.set(id, { kind: "stage", stage, element });
      }
    });
    elementOfNode.set(trace, known);
  }
  return known.get(node) ?? { kind: "node", node };
}

/** The operands of a node, with the local gradient on the edge to each. @param {Trace} trace @param {number} node */
export function operandsOf(trace, node) {
  const { node_first, node_operands, node_locals } = trace.columns;
  const operands = [];
  for (let edge = node_first[node]; edge < node_first[node + 1]; edge++) {
    operands.push({ node: node_operands[edge], local: node_locals[edge] });
  }
  return operands;
}

/** @type {WeakMap<Trace, {first: Uint32Array, users: Uint32Array}>} */
const usersOfNode = new WeakMap();

/** The nodes that were made from a node, once for each time it was used. @param {Trace} trace @param {number} node */
export function usersOf(trace, node) {
  let index = usersOfNode.get(trace);
  if (!index) {
    const { node_first, node_operands } = trace.columns;
    const count = node_first.length - 1;
    const first = new Uint32Array(count + 1);
    for (const operand of node_operands) first[operand + 1] += 1;
    for (let i = 0; i < count; i++) first[i + 1] += first[i];
    const next = first.slice();
    const users = new Uint32Array(node_operands.length);
    for (let user = 0; user < count; user++) {
      for (let edge = node_first[user]; edge < node_first[user + 1]; edge++) users[next[node_operands[edge]]++] = user;
    }
    index = { first, users };
    usersOfNode.set(trace, index);
  }
  return [...index.users.subarray(index.first[node], index.first[node + 1])];
}

/** The label of the operation that made a node: "" for a leaf. @param {Trace} trace @param {number} node @returns {string} */
export function opOf(trace, node) {
  return trace.header.ops[trace.columns.node_op[node]];
}

/** What a ref is called in Python. @param {Trace} trace @param {Ref} ref @returns {string} */
export function expressionOf(trace, ref) {
  if (ref.kind === "param") return `${trace.matrices[ref.matrix].name}[${ref.row}][${ref.column}]`;
  if (ref.kind === "stage") {
    const { expression, size, name } = trace.stages[ref.stage];
    const isScalar = name === "loss" || name === "mean_loss" || name === "loss_share";
    return ref.element === null || (size === 1 && isScalar) ? expression : `${expression}[${ref.element}]`;
  }
  return operationText(trace, ref.node, (operand) => nodeName(trace, operand, 1));
}

/** A node's name, or what it is made of, no deeper than so many operations. @param {Trace} trace @param {number} node @param {number} depth @returns {string} */
export function nodeName(trace, node, depth) {
  const ref = refOfNode(trace, node);
  if (ref.kind !== "node") return expressionOf(trace, ref);
  if (opOf(trace, node) === "") return String(trace.columns.node_data[node]);
  return depth === 0 ? "(…)" : operationText(trace, node, (operand) => nodeName(trace, operand, depth - 1));
}

/** An operation written out with some text for each operand. @param {Trace} trace @param {number} node @param {(operand: number) => string} text */
function operationText(trace, node, text) {
  const op = opOf(trace, node);
  const operands = operandsOf(trace, node).map((each) => text(each.node));
  if (op === "") return String(trace.columns.node_data[node]);
  if (op === "+" || op === "*") return operands.join(` ${op} `);
  if (op.startsWith("**")) return `(${operands[0]}) ${op.replace("**", "** ")}`;
  return `${op}(${operands[0]})`;
}

/**
 * A chain of additions as its terms, in the order in which they were added; any other node as itself. The 0 that Python's
 * sum() starts from is left out.
 *
 * @param {Trace} trace @param {number} node
 */
export function termsOf(trace, node) {
  /** @type {number[]} */
  const terms = [];
  let at = node;
  for (;;) {
    if (opOf(trace, at) !== "+" || (at !== node && refOfNode(trace, at).kind !== "node")) {
      terms.push(at);
      break;
    }
    const [left, right] = operandsOf(trace, at);
    if (opOf(trace, right.node) === "" && trace.columns.node_data[right.node] === 0) {
      at = left.node; // x + 0: how sum() begins
    } else {
      terms.push(right.node);
      at = left.node;
    }
  }
  return terms.reverse();
}

/** The nodes that a stage's element was made of, operands first: what "into" steps through. @param {Trace} trace @param {number} stage @returns {number[]} */
export function nodesOfStage(trace, stage) {
  const { node_stage } = trace.columns;
  const nodes = [];
  for (let node = numParams(trace); node < node_stage.length; node++) if (node_stage[node] === stage) nodes.push(node);
  return nodes;
}
