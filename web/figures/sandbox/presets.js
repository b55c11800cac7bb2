/** Expressions to begin with: their leaves have numbers in microgpt/observe/expression.py, and their walks are recorded. */

/** @type {readonly (readonly [text: string, name: string])[]} */
export const PRESETS = [
  ["(a*b + c).relu()", "a neuron"],
  ["a * b", "a product"],
  ["s = a + b; s * s", "a sum used twice"],
  ["a - b", "minus"],
  ["a / b", "divided by"],
  ["log(a)", "log"],
  ["e = exp(a); e / (e + exp(b))", "softmax of two"],
];
