/**
 * The words of the field, each explained in a sentence or two that are true of this model. Sentences of the page mark
 * them, so that they explain themselves where they stand: see explained.js.
 */

/** @type {Record<string, string>} by the term; a term is explained in words that need not be */
export const TERMS = {
  token:
    "The smallest piece of text the model reads: here one character, or a mark for where a document begins or ends.",
  BOS:
    "Beginning of sequence: the token that stands before the first character. In the published program it also " +
    "ends a document.",
  EOS: "End of sequence: the token that stands after the last character.",
  document: "One text to learn from, such as a name.",
  position: "Where a token stands in the document, counted from 0.",
  parameter: "A number that training adjusts. All that the model knows is in its parameters.",
  embedding:
    "The list of numbers that stands for a token, or for a position: a row of a matrix, learned like every parameter.",
  wte: "The token embeddings: a matrix with a row for each token.",
  wpe: "The position embeddings: a matrix with a row for each position.",
  "residual stream":
    "The list of numbers that holds all that is known at a position. Each block reads it and adds to it; nothing " +
    "in it is overwritten.",
  block: "Attention or MLP: a part that reads the residual stream and adds its result to it.",
  residual: "A block's input, added to its output: what goes past the block.",
  stream:
    "The list of numbers that stands for a position on its way through the model. Where blocks add to it, it is the " +
    "residual stream.",
  norm: "What leaves of a vector only its proportions, so that its numbers are of about the size of 1: see rmsnorm.",
  layernorm: "A vector less its mean, divided by its standard deviation.",
  rmsnorm: "A vector divided by the root of the mean of its squares, so that its numbers are of about the size of 1.",
  attn_wq: "The query matrix: each of its rows makes one number of the query, a weighted sum of the stream it reads.",
  attn_wo: "The attention output matrix: it mixes the outputs of all heads before they are added to the stream.",
  mlp_fc2: "The second matrix of the MLP: from the hidden numbers back to the length of the stream.",
  lm_head: "The output matrix: a row for each token, which, times the stream and added up, gives that token's logit.",
  vector: "A list of numbers.",
  matrix: "A table of numbers, in rows and columns.",
  "weighted sum": "Numbers added up, each multiplied by a weight of its own.",
  query: "A list of numbers that says what a position looks for in those so far, itself among them.",
  key: "A list of numbers that says what a position has to offer; queries are held against it.",
  "value vector":
    "A list of numbers that a position hands to those who read it. (Not to be taken for a value, any number.)",
  head: "One of several attentions side by side, each with its own part of query, key and value vector.",
  head_dim: "How many numbers of a query, a key or a value vector belong to one head.",
  "KV cache": "The keys and value vectors of all positions so far, kept so that later positions can read them.",
  "attention logit":
    "How well a query matches a key: their product, number by number, added up and divided by the root of head_dim.",
  "attention weight": "How much of a position a head reads: a share of 1, made by softmax from the attention logits.",
  attention: "The part of a layer in which a position reads from those before it, and from itself.",
  exp: "exp(x) is e, 2.718, to the power of x: always positive, and about 2.7 times as large for every 1 that x grows.",
  softmax: "Turns any numbers into shares that add up to 1: exp of each, divided by the sum of all of those.",
  MLP:
    "Multilayer perceptron, the other part of a layer: two matrices with a bend between, as a rule relu, for one " +
    "position at a time.",
  relu: "max(0, x): negative numbers become 0, others stay.",
  logit:
    "A number for something that may be chosen, before softmax makes a probability of it: the larger, the likelier.",
  probability: "How likely the model holds a token to come next: between 0 and 1, all together 1.",
  "log-probability":
    "The logarithm of a probability: 0 for what is certain, and further below the less likely it is. Those of the " +
    "letters add up to that of the word.",
  loss: "How badly a token was predicted: minus the logarithm of the probability it was given. Training lowers it.",
  gradient:
    "How much the loss would change if this number changed a little, per unit of that change. Above 0: raising the " +
    "number raises the loss.",
  slope: "How much one number changes with another, per unit: how steep its curve is there.",
  "local gradient": "By how much the result of one operation changes with one of its operands.",
  operand: "What an operation is applied to: a and b in a + b.",
  "chain rule":
    "What a use of a number adds to its gradient: the local gradient of that use, times the gradient of its result.",
  "forward pass": "The computation from the tokens to the loss.",
  "backward pass":
    "The way from the loss back through all that it was made from, last first, that gives every number its gradient.",
  Adam:
    "The rule by which a step moves a parameter: against the average of its gradients, scaled by how large they " +
    "have been.",
  "first moment": "m: a running average of a parameter's gradients, in which older ones fade.",
  SGD:
    "Stochastic gradient descent, the plainest rule: a step moves a parameter against its gradient, by lr_t times " +
    "the gradient.",
  "second moment": "v: a running average of the squares of a parameter's gradients.",
  "bias correction":
    "m and v begin at 0, and so are too small in the first steps. m_hat and v_hat make up for it: m and v, each " +
    "divided by 1 - beta**t, its own beta to the power of the step.",
  "learning rate": "lr_t: how far a step moves the parameters, in scale. It falls to 0 over the training.",
  layer: "Attention and MLP, one after the other. A model has one or several layers.",
  step: "One round of training: a document forward, its loss backward, and every parameter moved a little.",
  "dot product": "Two lists multiplied number by number, and the products added up.",
};

/** @type {Record<string, string>} a term by how else it is written */
const OTHERWISE = {
  queries: "query",
  matrices: "matrix",
  normed: "norm",
  probabilities: "probability",
  losses: "loss",
  "learning rates": "learning rate",
  "value vectors": "value vector",
  lr_t: "learning rate",
  m_hat: "bias correction",
  v_hat: "bias correction",
};

/**
 * The term that a word of a sentence is, as TERMS has it; undefined for a word that is none.
 *
 * @param {string} word
 * @returns {string | undefined}
 */
export function termOf(word) {
  const own = (/** @type {string} */ text) => (Object.hasOwn(TERMS, text) ? text : undefined);
  const lower = word.toLowerCase();
  return own(word) ?? OTHERWISE[lower] ?? own(lower) ?? (lower.endsWith("s") ? own(lower.slice(0, -1)) : undefined);
}

/** Longer terms first, so that "value vector" is not found as something else. */
const WRITTEN = [...Object.keys(TERMS), ...Object.keys(OTHERWISE)].sort((a, b) => b.length - a.length);
const PATTERN = new RegExp(`(?<![\\w.“])(?:${WRITTEN.join("|")})s?(?![\\w(“[.]\\w|[\\w“\\[(])`, "gi");

/**
 * A sentence cut where its terms stand: text and terms in turn, each term once, where it is said first.
 *
 * @param {string} sentence
 * @param {Set<string>} [said]  terms already marked; those found are added
 * @returns {{text: string, term: string | null}[]}
 */
export function marked(sentence, said = new Set()) {
  /** @type {{text: string, term: string | null}[]} */
  const parts = [];
  let from = 0;
  for (const { 0: text, index } of sentence.matchAll(PATTERN)) {
    const term = termOf(text);
    if (!term || said.has(term)) continue;
    said.add(term);
    if (index > from) parts.push({ text: sentence.slice(from, index), term: null });
    parts.push({ text, term });
    from = index + text.length;
  }
  if (from < sentence.length) parts.push({ text: sentence.slice(from), term: null });
  return parts;
}
