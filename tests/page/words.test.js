import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brief, digits } from "../../web/draw/format.js";
import { marked, TERMS, termOf } from "../../web/draw/terms.js";
import { TOPICS } from "../../web/figures/now/topics.js";
import { stageNamed, stageValues } from "../../web/trace/read.js";
import { kindOf } from "../../web/trace/stages.js";
import { backwardWords, forwardWords, frameWords } from "../../web/trace/words.js";
import { shapes, traceNamed } from "./traces.js";

const TRACES = Object.fromEntries(
  ["bill", "first", "layers", "target", "graph-heads", "graph-long", "graph-deep"].map((name) => [
    name,
    traceNamed(name),
  ]),
);
const { bill, first, layers, target, "graph-deep": deep } = TRACES;

/**
 * @param {import("../../web/trace/read.js").Trace} trace
 * @param {string} name
 * @param {number | null} position
 */
const forward = (trace, name, position) => forwardWords(trace, stageNamed(trace, name, position));

/**
 * @param {import("../../web/trace/read.js").Trace} trace
 * @param {string} name
 * @param {number | null} position
 * @param {number} [pass]
 */
const backward = (trace, name, position, pass = 0) => backwardWords(trace, stageNamed(trace, name, position), pass);

describe("what happens in a frame", () => {
  for (const [name, trace] of Object.entries(TRACES)) {
    test(`every frame says what is computed from what, and why: ${name}`, () => {
      trace.frames.forEach((_, cursor) => {
        const { headline, answer, why, formula, topic } = frameWords(trace, cursor);
        for (const text of [headline, why, ...(answer ? [answer] : [])]) {
          assert.match(text, /^(?:[A-Z0-9“]|exp |relu ).*[.?)]$/s, text);
          assert.doesNotMatch(text, /undefined|null|NaN|\[object| {2}|\bno\b of them/, text);
        }
        assert.ok(formula && topic in TOPICS, headline);
      });
    });

    test(`no frame on the way back has the words of one on the way forward: ${name}`, () => {
      const forwards = new Set(
        trace.stages.flatMap((_, stage) => {
          const { headline, why } = forwardWords(trace, stage);
          return [headline, why];
        }),
      );
      trace.frames.forEach(({ phase, stage }, cursor) => {
        if (phase !== "backward") return;
        const { headline, answer, why } = frameWords(trace, cursor);
        for (const text of [headline, answer, why]) assert.ok(!forwards.has(text), `${stage}: ${text}`);
      });
    });
  }

  test("a position asks itself too, and those before it", () => {
    const asks = (/** @type {number} */ position) => forward(bill, "layer0.head1.attn_logits", position).headline;
    assert.equal(
      asks(0),
      "Position 0 “BOS” asks itself, the only one so far: how well do my query and my key match? (head 1)",
    );
    assert.equal(asks(1), "Position 1 “b” asks itself and the one before it: how well do we match? (head 1)");
    assert.equal(asks(2), "Position 2 “i” asks itself and the two before it: how well do we match? (head 1)");
  });

  test("what the token that came had been given is Python's number", () => {
    for (const trace of [bill, first, layers]) {
      const next = trace.header.token_ids[2];
      const given = digits(stageValues(trace, stageNamed(trace, "probs", 1))[next]);
      assert.ok(forward(trace, "loss", 1).headline.includes(` ${given}:`));
    }
    const given = digits(stageValues(target, stageNamed(target, "probs", 2))[target.header.token_ids[3]]);
    assert.ok(backward(target, "probs", 2).why.includes(` ${given},`));
  });

  test("relu is the bend, and with the square after it the first of two", () => {
    assert.match(forward(bill, "layer0.mlp_relu", 0).why, /^The bend of the MLP/);
    assert.match(forward(first, "layer0.mlp_relu", 0).why, /^The first of two bends/);
    assert.match(forward(first, "layer0.mlp_relu2", 0).why, /^The second bend/);
  });

  test("a way back is named only where one leads", () => {
    assert.equal(backward(bill, "layer0.attn_k", 2).answer, "Positions 2, 3 and 4 asked it: each sends a share.");
    assert.equal(backward(bill, "layer0.attn_k", 4).answer, "Only position 4 sends a share.");
    assert.match(
      backward(bill, "layer0.attn_norm", 1).answer,
      /^All 48 numbers of the query, the key and the value vector/,
    );
    // with the loss of position 2 alone: position 1 has been read, but what it asked itself came to nothing
    assert.equal(backward(target, "layer0.attn_k", 1).answer, "Only position 2 sends a share.");
    assert.match(backward(target, "layer0.attn_norm", 1).answer, /^All 32 numbers of the key and the value vector/);
    assert.match(backward(target, "embedding_norm", 1).answer, /^It all comes back through attention/);
    assert.match(backward(target, "embedding_norm", 2).answer, /^Two ways lead back/);
  });

  test("after several passes a gradient is never said to be a slope", () => {
    first.frames.forEach(({ phase }, cursor) => {
      if (phase !== "backward") return;
      assert.doesNotMatch(frameWords(first, cursor).headline, /How would the loss change/);
    });
    const stale = /no slopes of the loss\.$/;
    assert.match(backward(first, "layer0.attn_norm", 0, 1).why, stale);
    assert.match(backward(deep, "layer2.attn_k", 0, 1).why, stale);
    // what a pass comes to for the first time, and keys that get each part once, have slopes
    assert.doesNotMatch(backward(first, "layer0.attn_norm", 1, 1).why, stale);
    assert.doesNotMatch(backward(first, "layer0.attn_k", 0, 1).why, stale);
    assert.doesNotMatch(backward(deep, "layer3.attn_k", 0, 1).why, stale);
  });

  test("two norms in a row are explained where there are two", () => {
    assert.match(forward(bill, "layer0.attn_norm", 1).why, /^Two norms in a row/);
    assert.doesNotMatch(forward(layers, "layer1.attn_norm", 1).why, /in a row/);
    assert.doesNotMatch(forward(first, "layer0.attn_norm", 1).why, /in a row/);
  });

  test("there are words for models of every shape", () => {
    for (const trace of shapes()) {
      trace.stages.forEach(({ name }, stage) => {
        if (kindOf(name).base === "loss") return; // which says a number, and shapes have none
        assert.ok(forwardWords(trace, stage).headline);
        if (kindOf(name).base !== "probs") assert.ok(backwardWords(trace, stage, 0).headline);
      });
    }
  });
});

describe("terms", () => {
  const WANTED = `query, key, value vector, residual stream, softmax, BOS, logits, probabilities, loss, gradient,
    bias correction, first moment, second moment, learning rate, embedding, rmsnorm, head, head_dim, KV cache,
    parameter, token, position, MLP, relu, backward pass, chain rule, step`;

  test("every word of the field is explained, in sentences", () => {
    for (const word of WANTED.split(/,\s+/)) assert.ok(termOf(word), word);
    for (const [term, text] of Object.entries(TERMS)) assert.match(text, /^[A-Za-z0-9].+[.)]$/, term);
  });

  test("a sentence marks each term once, and says the same as before", () => {
    const sentence =
      "The query meets each key; keys are in the KV cache, and value vectors are no values. BOS asks too.";
    const parts = marked(sentence);
    assert.equal(parts.map(({ text }) => text).join(""), sentence);
    assert.deepEqual(
      parts.flatMap(({ term }) => term ?? []),
      ["query", "key", "KV cache", "value vector", "BOS"],
    );
  });

  test("a term within a word or a name of the source is none", () => {
    assert.deepEqual(marked("attn_logits[2] monkeys heading keys[0]"), [
      { text: "attn_logits[2] monkeys heading keys[0]", term: null },
    ]);
  });

  test("no sentence that marks terms is changed by it", () => {
    for (const trace of Object.values(TRACES)) {
      trace.frames.forEach((_, cursor) => {
        const { why } = frameWords(trace, cursor);
        assert.equal(
          marked(why)
            .map(({ text }) => text)
            .join(""),
          why,
        );
      });
    }
  });
});

test("a number is told from others in the least room", () => {
  assert.deepEqual([0, 0.5, -1.2345, 0.00012345, 123456].map(brief), ["0", "0.500", "−1.23", "1.2e−4", "1.2e+5"]);
});

test("in a model with layernorm and gelu these are what is told of", () => {
  const config = { ...bill.header.config, norm: "layernorm", activation: "gelu" };
  const stages = bill.stages.map((each) => ({ ...each, name: each.name.replace("mlp_relu", "mlp_gelu") }));
  const other = /** @type {typeof bill} */ ({ ...bill, stages, header: { ...bill.header, config, stages } });
  for (const name of ["embedding_norm", "layer0.attn_norm", "layer0.mlp_norm"]) {
    const { headline, formula } = forward(other, name, 1);
    assert.match(headline, /loses its mean and is divided by its standard deviation/);
    assert.match(formula, /x\[j\] - mean\(x\)/);
    assert.match(forward(bill, name, 1).headline, /is divided by its root mean square/);
  }
  assert.match(forward(other, "layer0.mlp_norm", 1).why, /^After layernorm/);
  assert.match(forward(other, "layer0.mlp_gelu", 1).headline, /is multiplied by a share/);
  for (const name of ["layer0.mlp_hidden", "layer0.mlp_gelu"]) {
    assert.doesNotMatch(Object.values(backward(other, name, 1)).join(" "), /relu|became 0|made 0/);
  }
});
