/**
 * Expressions to begin with. The numbers of their leaves are Python's to know, in microgpt/observe/expression.py; their
 * walks are recorded.
 */

/** @type {readonly (readonly [text: string, name: string])[]} */
export const PRESETS = [
  ["(a*b + c).relu()", "a neuron"],
  ["a * b", "a product"],
  ["s = a + b; s * s", "a sum used twice"],
  ["a - b", "minus"],
  ["a / b", "divided by"],
  ["log(a)", "log"],
  ["x = exp(a); x / (x + exp(b))", "softmax of two"],
];
