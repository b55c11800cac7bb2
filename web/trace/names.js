/**
 * What things in a trace are called: as expressions in Python, and in words.
 *
 * @import {Trace} from "./read.js"
 * @import {Ref, StageRef} from "./refs.js"
 */

import { tokenText } from "../draw/format.js";
import { operandsOf, opOf } from "./graph.js";
import { optimizerText, tokenAt } from "./read.js";
import { refOfNode } from "./refs.js";
import { kindOf } from "./stages.js";

/**
 * What a ref is called in Python: keys[0][2][5].
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {string}
 */
export function expressionOf(trace, ref) {
  if (ref.kind === "param") return `${trace.matrices[ref.matrix].name}[${ref.row}][${ref.column}]`;
  if (ref.kind === "node") return operationText(trace, ref.node, (operand) => nodeName(trace, operand, 1));
  const { expression, size, name } = trace.stages[ref.stage];
  const isScalar = size === 1 && kindOf(name).numbers === "loss";
  return ref.element === null || isScalar ? expression : `${expression}[${ref.element}]`;
}

/**
 * An expression in which the only layer there is is not named: attn_wq[3][5] for layer0.attn_wq[3][5].
 *
 * @param {Trace} trace
 * @param {string} expression
 */
export const inOneLayer = (trace, expression) =>
  trace.header.config.n_layer === 1 ? expression.replaceAll("layer0.", "") : expression;

/**
 * A node's name, or what it is made of, no deeper than so many operations.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {number} depth
 * @returns {string}
 */
export function nodeName(trace, node, depth) {
  const ref = refOfNode(trace, node);
  if (ref.kind !== "node") return expressionOf(trace, ref);
  if (opOf(trace, node) === "") return String(trace.columns.node_data[node]);
  return depth === 0 ? "(…)" : operationText(trace, node, (operand) => nodeName(trace, operand, depth - 1));
}

/**
 * An operation written out with some text for each operand.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {(operand: number) => string} text
 */
function operationText(trace, node, text) {
  const op = opOf(trace, node);
  const operands = operandsOf(trace, node).map((each) => text(each.node));
  if (op === "") return String(trace.columns.node_data[node]);
  if (op === "+" || op === "*") return operands.join(` ${op} `);
  if (op.startsWith("**")) return `(${operands[0]}) ${op.replace("**", "** ")}`;
  return `${op}(${operands[0]})`;
}

/**
 * position 2 “l”
 *
 * @param {Trace} trace
 * @param {number} position
 */
export function placeText(trace, position) {
  return `position ${position} “${tokenText(tokenAt(trace, position))}”`;
}

/**
 * query, position 2 “l”; of a model of several layers: attention logits, head 1, layer 0, position 2 “l”
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function stageText(trace, stage) {
  const { name, position, layer, head } = trace.stages[stage];
  const where = (head === null ? "" : `, head ${head}`) + layerText(trace, layer);
  return kindOf(name).label + where + (position === null ? "" : `, ${placeText(trace, position)}`);
}

/**
 * Which layer, where there are several.
 *
 * @param {Trace} trace
 * @param {number | null} layer
 */
const layerText = (trace, layer) => (layer === null || trace.header.config.n_layer === 1 ? "" : `, layer ${layer}`);

/**
 * Anything in words: number 5 of the key, position 2 “i”; logits for “a”, position 2 “i”; weight [3][5] of the query
 * matrix; a multiplication within the query, position 2 “i”.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {string}
 */
export function thingText(trace, ref) {
  if (ref.kind === "param") return `number [${ref.row}][${ref.column}] of the ${matrixText(trace, ref.matrix)}`;
  if (ref.kind === "node") return nodeText(trace, ref.node);
  const { name, size } = trace.stages[ref.stage];
  const text = stageText(trace, ref.stage);
  const { label, isOverCache, isOverVocabulary } = kindOf(name);
  if (ref.element === null || (size === 1 && !isOverCache)) return text;
  const rest = text.slice(label.length);
  if (isOverCache) return `${ONE[label]}${rest}, reading ${placeText(trace, ref.element)}`;
  if (isOverVocabulary) return `${ONE[label]} of “${tokenText(trace.header.vocabulary[ref.element])}”${rest}`;
  return `number ${ref.element} of the ${text}`;
}

/**
 * A whole stage beside a thing that stands at some position.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number | null} at
 */
export function wholeText(trace, stage, at) {
  const { name, position } = trace.stages[stage];
  return (position === null || position === at ? "" : `${placeText(trace, position)}: `) + kindOf(name).label;
}

/**
 * A thing beside another that stands at some position: where it is only if that is elsewhere.
 *
 * @param {Trace} trace
 * @param {StageRef} ref
 * @param {number | null} at
 */
export function besideText(trace, { stage, element }, at) {
  const { name, size } = trace.stages[stage];
  const { label, isOverCache, isOverVocabulary } = kindOf(name);
  const whole = wholeText(trace, stage, at);
  const place = whole.slice(0, whole.length - label.length);
  if (isOverCache && element !== null) {
    return `${place}${ONE[label]}${element === at ? "" : `, reading ${placeText(trace, element)}`}`;
  }
  if (isOverVocabulary && element !== null) {
    return `${place}${ONE[label]} of “${tokenText(trace.header.vocabulary[element])}”`;
  }
  return whole + (size === 1 ? "" : element === null ? sharedPart(name) : ` [${element}]`);
}

/** What all numbers of a stage are made with. @param {string} name  of the stage */
function sharedPart(name) {
  if (name.endsWith("norm")) return ", its root mean square";
  return kindOf(name).numbers === "share" ? ", its sum of exps" : "";
}

/** @type {Record<string, string>} one of the numbers that have a name of their own */
const ONE = {
  "attention logits": "attention logit",
  "attention weights": "attention weight",
  logits: "logit",
  probabilities: "probability",
};

/**
 * What a node that is neither a parameter nor an element of a stage is.
 *
 * @param {Trace} trace
 * @param {number} node
 */
function nodeText(trace, node) {
  const op = opOf(trace, node);
  if (op === "") return "a constant";
  return `${operationName(op)} within the ${stageText(trace, trace.columns.node_stage[node])}`;
}

/** @param {string} op */
function operationName(op) {
  const names = {
    "+": "an addition",
    "*": "a multiplication",
    exp: "an exponential",
    log: "a logarithm",
    relu: "a relu",
  };
  return names[/** @type {keyof typeof names} */ (op)] ?? "a power";
}

/** @type {Record<string, string>} by the name in state_dict, without its layer */
const MATRICES = {
  wte: "token embeddings",
  wpe: "position embeddings",
  lm_head: "output matrix",
  attn_wq: "query matrix",
  attn_wk: "key matrix",
  attn_wv: "value matrix",
  attn_wo: "attention output matrix",
  mlp_fc1: "first MLP matrix",
  mlp_fc2: "second MLP matrix",
};

/**
 * A matrix in words: query matrix, layer 1
 *
 * @param {Trace} trace
 * @param {number} matrix
 */
export function matrixText(trace, matrix) {
  const { name } = trace.matrices[matrix];
  const [, layer, base] = /** @type {RegExpMatchArray} */ (name.match(/^(?:layer(\d+)\.)?(.*)$/));
  return MATRICES[base] + layerText(trace, layer === undefined ? null : Number(layer));
}

/**
 * What a frame is called: gradient of the query, position 2 “i”
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function frameText(trace, cursor) {
  const { phase, stage, matrix, pass } = trace.frames[cursor];
  if (phase === "tokens") return "the document becomes tokens";
  if (matrix !== null)
    return `${optimizerText(trace)} ${trace.header.lr_t === 0 ? "comes to" : "moves"} the ${matrixText(trace, matrix)}`;
  if (stage === null) return phase;
  const text = stageText(trace, stage);
  if (phase !== "backward") return text;
  const { passes } = trace.header;
  return `gradient of the ${text}${passes > 1 ? `, backward pass ${Number(pass) + 1} of ${passes}` : ""}`;
}

/**
 * What the thing of a frame is called in Python, beside frameText: q, layer0.attn_wq; nothing where the words say it.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function frameExpression(trace, cursor) {
  const { stage, matrix } = trace.frames[cursor];
  if (matrix !== null) return trace.matrices[matrix].name;
  return stage === null ? "" : trace.stages[stage].expression;
}

/**
 * The part of the model that a stage belongs to: Attention; of several layers: Attention, layer 0
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function groupText(trace, stage) {
  const { name, layer } = trace.stages[stage];
  return kindOf(name).group + layerText(trace, layer);
}

/** What attention and MLP are given. @param {Trace} trace */
export const streamWord = (trace) => (trace.header.config.norm === "none" ? "stream" : "normed stream");
