/**
 * The chain rule with its terms: from where a number was given its gradient, one term for each use of it, and what it
 * had gathered by then. What a use adds is its local gradient times the gradient of what was made there; Python has
 * multiplied and added them (see microgpt/observe/graph.py, and attention.py for the KV cache).
 *
 * Uses come in the order in which the backward pass came to them: the last first.
 *
 * @import {Trace} from "./read.js"
 * @import {Ref, StageRef} from "./refs.js"
 *
 * @typedef {object} Term  one use of a number, and what came back of it
 * @property {number | null} user  the node that was made there, where the trace has a graph
 * @property {StageRef} ref  what it is part of: an element of a stage, or a whole one if it serves several
 * @property {Ref | null} factor  what the number was multiplied by there, if it has a name
 * @property {number | null} local  the local gradient: by how much the user changes with the number
 * @property {number | null} grad  the gradient of the user
 * @property {number} share  what this adds
 * @property {number} sum  what is gathered with it
 */

import { headOf, layerStages, termIndex } from "./attention.js";
import { nodesOfStage, operandsOf, opOf, usersOf } from "./graph.js";
import { hasSent } from "./known.js";
import { NONE } from "./read.js";
import { nodeOf, refOfNode, stageRef } from "./refs.js";
import { kindOf } from "./stages.js";

/**
 * The terms that are there when the cursor stands at a frame; null if the trace does not say: of a whole stage, without
 * a graph (but for keys and value vectors), and after several backward passes, whose shares are not told apart.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 * @returns {Term[] | null}
 */
export function chainOf(trace, ref, cursor) {
  if (trace.header.passes > 1) return null;
  const node = nodeOf(trace, ref);
  if (node === null || !trace.columns.node_gathered) return cacheChain(trace, ref, cursor);
  const { node_first, node_operands, node_locals, node_grad, node_shares, node_gathered } = trace.columns;
  /** @type {Term[]} */
  const terms = [];
  for (const user of new Set(usersOf(trace, node))) {
    if (!sends(trace, user, cursor)) continue;
    for (let edge = node_first[user]; edge < node_first[user + 1]; edge++) {
      if (node_operands[edge] !== node) continue;
      terms.push({
        user,
        ref: partOf(trace, user),
        factor: factorOf(trace, user, edge - node_first[user]),
        local: node_locals[edge],
        grad: node_grad[user],
        share: node_shares[edge],
        sum: node_gathered[edge],
      });
    }
  }
  return inOrder(terms);
}

/**
 * The chain rule of a number, and if that has a single term which belongs to no name, as within a softmax, that of the
 * node there, and so on: the terms at the end of that path, and the single ones on the way, from there back to the
 * number.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 * @returns {{terms: Term[], way: Term[]} | null}
 */
export function wayBack(trace, ref, cursor) {
  let terms = chainOf(trace, ref, cursor);
  /** @type {Term[]} */
  const way = [];
  while (terms?.length === 1 && terms[0].user !== null && !terms[0].factor) {
    const next = refOfNode(trace, terms[0].user);
    const further = next.kind === "node" ? chainOf(trace, next, cursor) : null;
    if (!further?.length) break;
    way.unshift(terms[0]);
    terms = further;
  }
  return terms && { terms, way };
}

/**
 * The last made first; of one node that uses the number twice, x * x, in the order of its operands.
 *
 * @param {Term[]} terms
 */
function inOrder(terms) {
  return terms.sort((a, b) => Number(b.user) - Number(a.user));
}

/**
 * Whether a node has sent its shares at a cursor: those of the stage it was made for are sent with its frame.
 *
 * @param {Trace} trace
 * @param {number} user
 * @param {number} cursor
 */
function sends(trace, user, cursor) {
  return isReached(trace, user) && hasSent(trace, cursor, trace.columns.node_stage[user]);
}

/**
 * Whether a backward pass comes to a node: of a stage's nodes, to the first of them.
 *
 * @param {Trace} trace
 * @param {number} node  no parameter
 */
export function isReached(trace, node) {
  const stage = trace.columns.node_stage[node];
  return node - nodesOfStage(trace, stage)[0] < (trace.header.graph?.reached[stage] ?? 0);
}

/**
 * What a node is part of: the element of a stage that it was made for, or itself.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function partOf(trace, node) {
  const { node_stage, node_element } = trace.columns;
  return stageRef(node_stage[node], node_element[node] === NONE ? null : node_element[node]);
}

/**
 * What the operand of a product was multiplied by, if that has a name.
 *
 * @param {Trace} trace
 * @param {number} user
 * @param {number} operand  which of its two
 */
function factorOf(trace, user, operand) {
  if (opOf(trace, user) !== "*") return null;
  const other = operandsOf(trace, user)[1 - operand].node;
  const ref = refOfNode(trace, other);
  return ref.kind === "node" ? null : ref;
}

/**
 * Of a number in the KV cache, which the trace tells without a graph too: a term for each position that read it.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 * @returns {Term[] | null}
 */
function cacheChain(trace, ref, cursor) {
  if (ref.kind !== "stage" || ref.element === null || !trace.columns.cache_key_sent) return null;
  const { name, layer, position: s } = trace.stages[ref.stage];
  const { role } = kindOf(name);
  if (layer === null || s === null || (role !== "key" && role !== "value")) return null;
  const [sent, gathered] = [trace.columns[`cache_${role}_sent`], trace.columns[`cache_${role}_grads`]];
  const users = layerStages(trace, layer)[role === "key" ? "logits" : "out"][headOf(trace, ref.element)];
  /** @type {Term[]} */
  const terms = [];
  for (let t = users.length - 1; t >= s; t--) {
    if (!hasSent(trace, cursor, users[t])) continue;
    const at = termIndex(trace, t, layer, s, ref.element);
    const part = stageRef(users[t], role === "key" ? s : null);
    terms.push({ user: null, ref: part, factor: null, local: null, grad: null, share: sent[at], sum: gathered[at] });
  }
  return terms;
}
