/**
 * The published program in JavaScript, which the page's training is timed against: a node per number, as in Python.
 *
 * Written to be quick, as one would by hand: nodes have fields in place of lists, and stand in an array in the order in
 * which they were made, which is an order to go backward in and saves sorting. No typed arrays, no node for a vector.
 */

/** Every node since the last backward pass. @type {Value[]} */
let made = [];

class Value {
  /**
   * What it was made from, and d(this)/d(that).
   *
   * @param {number} data
   * @param {Value} [left] @param {number} [leftGrad]
   * @param {Value} [right] @param {number} [rightGrad]
   */
  constructor(data, left, leftGrad = 0, right = undefined, rightGrad = 0) {
    this.data = data;
    this.grad = 0;
    this.left = left;
    this.leftGrad = leftGrad;
    this.right = right;
    this.rightGrad = rightGrad;
    if (left) made.push(this);
  }

  /** @param {Value} other */
  add(other) {
    return new Value(this.data + other.data, this, 1, other, 1);
  }

  /** @param {Value} other */
  mul(other) {
    return new Value(this.data * other.data, this, other.data, other, this.data);
  }

  /** @param {number} x */
  times(x) {
    return new Value(this.data * x, this, x);
  }

  /** @param {number} x */
  plus(x) {
    return new Value(this.data + x, this, 1);
  }

  /** @param {number} n */
  pow(n) {
    return new Value(this.data ** n, this, n * this.data ** (n - 1));
  }

  exp() {
    const y = Math.exp(this.data);
    return new Value(y, this, y);
  }

  log() {
    return new Value(Math.log(this.data), this, 1 / this.data);
  }

  relu() {
    return this.data > 0 ? new Value(this.data, this, 1) : new Value(0, this, 0);
  }

  /** @param {Value} other */
  div(other) {
    return this.mul(other.pow(-1));
  }

  backward() {
    this.grad = 1;
    for (let i = made.length - 1; i >= 0; i--) {
      const { grad, left, leftGrad, right, rightGrad } = made[i];
      left.grad += leftGrad * grad;
      if (right) right.grad += rightGrad * grad;
    }
    made = [];
  }
}

/** @param {Value[]} xs */
function sum(xs) {
  let total = xs[0];
  for (let i = 1; i < xs.length; i++) total = total.add(xs[i]);
  return total;
}

/** @param {Value[]} x @param {Value[]} y */
function dot(x, y) {
  let total = x[0].mul(y[0]);
  for (let i = 1; i < x.length; i++) total = total.add(x[i].mul(y[i]));
  return total;
}

/** @param {Value[]} x @param {Value[][]} w */
const linear = (x, w) => w.map((row) => dot(row, x));

/** @param {Value[]} logits */
function softmax(logits) {
  const max = Math.max(...logits.map(({ data }) => data));
  const exps = logits.map((x) => x.plus(-max).exp());
  const total = sum(exps);
  return exps.map((e) => e.div(total));
}

/** @param {Value[]} x */
function rmsnorm(x) {
  const scale = dot(x, x)
    .times(1 / x.length)
    .plus(1e-5)
    .pow(-0.5);
  return x.map((xi) => xi.mul(scale));
}

/** @param {Value[]} x @param {Value[]} y */
const add = (x, y) => x.map((xi, i) => xi.add(y[i]));

/** A model in training, from the parameters, the documents as token ids and the settings that Python began with. */
export class Port {
  constructor({ params, docs, config }) {
    this.weights = Object.fromEntries(
      Object.entries(params).map(([name, rows]) => [name, rows.map((row) => row.map((x) => new Value(x)))]),
    );
    this.params = Object.values(this.weights).flat(2);
    this.m = this.params.map(() => 0);
    this.v = this.params.map(() => 0);
    this.docs = docs;
    this.config = config;
    this.step = 0;
  }

  /** The logits of the token after this one. */
  gpt(token, position, keys, values) {
    const { n_layer, n_head, n_embd } = this.config;
    const width = n_embd / n_head;
    let x = rmsnorm(add(this.weights.wte[token], this.weights.wpe[position]));
    for (let i = 0; i < n_layer; i++) {
      const w = (name) => this.weights[`layer${i}.${name}`];
      let residual = x;
      x = rmsnorm(x);
      const q = linear(x, w("attn_wq"));
      keys[i].push(linear(x, w("attn_wk")));
      values[i].push(linear(x, w("attn_wv")));
      const heads = [];
      for (let start = 0; start < n_embd; start += width) {
        const part = (vector) => vector.slice(start, start + width);
        const weights = softmax(keys[i].map((key) => dot(part(q), part(key)).times(1 / Math.sqrt(width))));
        const columns = values[i].map(part);
        for (let j = 0; j < width; j++) heads.push(sum(weights.map((weight, t) => weight.mul(columns[t][j]))));
      }
      x = add(linear(heads, w("attn_wo")), residual);
      residual = x;
      const hidden = linear(rmsnorm(x), w("mlp_fc1")).map((xi) => xi.relu());
      x = add(linear(hidden, w("mlp_fc2")), residual);
    }
    return linear(x, this.weights.lm_head);
  }

  /** One training step; its loss. */
  train() {
    const { n_layer, block_size, num_steps, learning_rate, beta1, beta2, eps } = this.config;
    const tokens = this.docs[this.step % this.docs.length].slice(0, block_size + 1);
    const keys = Array.from({ length: n_layer }, () => []);
    const values = Array.from({ length: n_layer }, () => []);
    const losses = [];
    for (let i = 0; i + 1 < tokens.length; i++) {
      const probs = softmax(this.gpt(tokens[i], i, keys, values));
      losses.push(probs[tokens[i + 1]].log().times(-1));
    }
    const loss = sum(losses).times(1 / losses.length);
    loss.backward();
    const rate = learning_rate * (1 - this.step / num_steps);
    this.step++;
    const m_scale = 1 - beta1 ** this.step;
    const v_scale = 1 - beta2 ** this.step;
    this.params.forEach((p, i) => {
      this.m[i] = beta1 * this.m[i] + (1 - beta1) * p.grad;
      this.v[i] = beta2 * this.v[i] + (1 - beta2) * p.grad ** 2;
      p.data -= (rate * (this.m[i] / m_scale)) / (Math.sqrt(this.v[i] / v_scale) + eps);
      p.grad = 0;
    });
    return loss.data;
  }
}
