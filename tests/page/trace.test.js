import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { headDim, headOf, layerStages, pairIndex, rowIndex, termIndex } from "../../web/trace/attention.js";
import { nodesOfStage, operandsOf, opOf, termsOf, usersOf } from "../../web/trace/graph.js";
import {
  nextFrameOfLine,
  nextPhase,
  nextSegment,
  operationAt,
  operationCount,
  operationNodes,
  operationWord,
  segmentAt,
  segmentsOf,
} from "../../web/trace/moves.js";
import {
  expressionOf,
  frameExpression,
  frameText,
  nodeName,
  placeText,
  stageText,
  thingText,
} from "../../web/trace/names.js";
import { oncePer } from "../../web/trace/once.js";
import {
  changesOf,
  gradientPass,
  isComputed,
  positionAt,
  positions,
  stageGrads,
  stageNamed,
  stagesNamed,
  stageValues,
  tokenAt,
  usersOfStage,
} from "../../web/trace/read.js";
import {
  nodeOf,
  numParams,
  paramIndex,
  paramOf,
  paramRef,
  refOfNode,
  rowOfStage,
  sameRef,
  stageRef,
} from "../../web/trace/refs.js";
import { kindOf } from "../../web/trace/stages.js";
import { shapes, traceNamed } from "./traces.js";

/** @import {Trace} from "../../web/trace/read.js" */

const TRACES = Object.fromEntries(
  ["bill", "first", "layers", "target", "edited"].map((name) => [name, traceNamed(name)]),
);
const { bill, first, layers, target } = TRACES;
const GRAPHS = [bill, first, layers, target];

/** @param {number} a @param {number} b @param {number} [tolerance] */
function close(a, b, tolerance = 1e-12) {
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a)), `${a} is not ${b}`);
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

describe("reading", () => {
  test("each stage has one forward frame, in the order of the stages, and at most one in a backward pass", () => {
    for (const trace of [...Object.values(TRACES), ...shapes()]) {
      const forward = [...trace.forwardFrame];
      assert.equal(new Set(forward).size, trace.stages.length);
      const inOrder = forward.filter((frame) => trace.frames[frame].phase === "forward"); // the loss itself comes last
      assert.deepEqual(
        inOrder.toSorted((a, b) => a - b),
        inOrder,
      );
      assert.equal(trace.backwardFrame.length, trace.header.passes);
      for (const byStage of trace.backwardFrame) {
        const reached = [...byStage].filter((frame) => frame < trace.frames.length);
        assert.equal(new Set(reached).size, reached.length);
      }
    }
  });

  test("a gradient comes only after what it is handed on from", () => {
    for (const trace of Object.values(TRACES)) {
      for (const [pass, byStage] of trace.backwardFrame.entries()) {
        trace.stages.forEach(({ reads }, stage) => {
          if (byStage[stage] >= trace.frames.length) return;
          for (const read of reads) assert.ok(byStage[read] > byStage[stage], `pass ${pass}, ${stage} to ${read}`);
        });
      }
    }
  });

  test("the newest pass that has reached a stage is told at every frame", () => {
    const stage = stageNamed(first, "layer0.attn_k", 0);
    let pass = -1;
    first.frames.forEach((frame, cursor) => {
      if (frame.phase === "backward" && frame.stage === stage) pass = /** @type {number} */ (frame.pass);
      assert.equal(gradientPass(first, stage, cursor), pass);
    });
    assert.equal(pass, first.header.passes - 1);
  });

  test("a stage is found by its name and position", () => {
    assert.equal(bill.stages[stageNamed(bill, "layer0.attn_q", 2)].name, "layer0.attn_q");
    assert.equal(bill.stages[stageNamed(bill, "layer0.attn_q", 2)].position, 2);
    assert.equal(stageNamed(bill, "layer0.attn_q", 99), -1);
    assert.equal(stageNamed(bill, "mean_loss", null), bill.stages.length - 1);
    assert.equal(stagesNamed(bill, "logits").length, positions(bill));
  });

  test("the probabilities of a position add up to 1 and its loss is that of the token that came", () => {
    for (const trace of GRAPHS) {
      stagesNamed(trace, "probs").forEach((stage, position) => {
        const probs = [...stageValues(trace, stage)];
        close(sum(probs), 1);
        const next = trace.header.token_ids[position + 1];
        close(-Math.log(probs[next]), stageValues(trace, stageNamed(trace, "loss", position))[0]);
      });
    }
  });

  test("gradients of a pass stand after those of the pass before", () => {
    const stage = stageNamed(first, "layer0.attn_k", 0);
    const [one, two] = [0, 1].map((pass) => [...stageGrads(first, stage, pass)]);
    assert.equal(one.length, first.stages[stage].size);
    assert.notDeepEqual(one, two);
  });

  test("who reads a stage is who says so", () => {
    bill.stages.forEach(({ reads }, stage) => {
      for (const read of reads) assert.ok(usersOfStage(bill, read).includes(stage));
    });
    assert.deepEqual(usersOfStage(bill, bill.stages.length - 1), []);
  });

  test("a cursor is at the position of its frame, or of the last one that had one", () => {
    assert.equal(positionAt(bill, 0), 0);
    bill.frames.forEach(({ stage }, cursor) => {
      const position = stage === null ? null : bill.stages[stage].position;
      assert.equal(positionAt(bill, cursor), position ?? positionAt(bill, Math.max(cursor - 1, 0)));
    });
    assert.deepEqual(
      [0, 1, 4].map((position) => tokenAt(bill, position)),
      ["<BOS>", "b", "l"],
    );
  });

  test("the changes of an experiment stand where its values did, and everything else is as it was", () => {
    const changes = changesOf(TRACES.edited);
    const { stage_changes, stage_values } = TRACES.edited.columns;
    assert.equal(changes.columns.stage_values, stage_changes);
    assert.equal(TRACES.edited.columns.stage_values, stage_values);
    assert.equal(changes, changesOf(TRACES.edited));
    assert.ok(isComputed(changes, 0, changes.frames.length - 1));
    assert.equal(expressionOf(changes, stageRef(3)), `change of ${TRACES.edited.stages[3].expression}`);
  });

  test("what is worked out of a trace is worked out once, also if it is nothing", () => {
    let made = 0;
    const of = oncePer((/** @type {object} */ _) => {
      made += 1;
      return null;
    });
    const [one, other] = [{}, {}];
    assert.deepEqual([of(one), of(one), of(other)], [null, null, null]);
    assert.equal(made, 2);
  });
});

describe("refs", () => {
  test("every parameter has an index of its own, and is found by it", () => {
    for (const trace of GRAPHS) {
      const count = numParams(trace);
      for (let index = 0; index < count; index += 7) assert.equal(paramIndex(trace, paramRef(trace, index)), index);
      trace.matrices.forEach(({ first, rows, columns }, matrix) => {
        assert.deepEqual(paramRef(trace, first), { kind: "param", matrix, row: 0, column: 0 });
        assert.equal(
          paramIndex(trace, { kind: "param", matrix, row: rows - 1, column: columns - 1 }) + 1,
          {
            ...trace.matrices[matrix + 1],
          }.first ?? count,
        );
      });
    }
  });

  test("a node is called by what it is, and that is found again", () => {
    for (const trace of GRAPHS) {
      for (let node = 0; node < trace.columns.node_op.length; node += 13) {
        const ref = refOfNode(trace, node);
        assert.equal(nodeOf(trace, ref), node);
        if (node < numParams(trace)) assert.deepEqual(ref, paramRef(trace, node));
      }
    }
  });

  test("the numbers of a stage are those of its nodes", () => {
    for (const trace of GRAPHS) {
      trace.stages.forEach(({ size }, stage) => {
        for (let element = 0; element < size; element += 3) {
          const node = /** @type {number} */ (nodeOf(trace, stageRef(stage, element)));
          assert.equal(trace.columns.node_data[node], stageValues(trace, stage)[element]);
        }
      });
    }
  });

  test("an embedding is the row of its matrix, and no other stage is", () => {
    for (const trace of Object.values(TRACES)) {
      trace.stages.forEach(({ name, position }, stage) => {
        const row = rowOfStage(trace, stage);
        const { base } = kindOf(name);
        assert.equal(row !== null, base === "tok_emb" || base === "pos_emb", name);
        if (!row) return;
        const id = base === "tok_emb" ? trace.header.token_ids[/** @type {number} */ (position)] : position;
        assert.equal(trace.matrices[row.matrix].name, base === "tok_emb" ? "wte" : "wpe");
        assert.equal(row.row, id);
        const param = paramOf(trace, stageRef(stage, 3));
        assert.deepEqual(param, { kind: "param", ...row, column: 3 });
        if (param) assert.equal(trace.columns.adam_before[paramIndex(trace, param)], stageValues(trace, stage)[3]);
      });
    }
  });

  test("what is no parameter stands for none", () => {
    assert.equal(paramOf(bill, null), null);
    assert.equal(paramOf(bill, stageRef(stageNamed(bill, "logits", 0), 3)), null);
    assert.equal(paramOf(bill, stageRef(stageNamed(bill, "tok_emb", 0))), null);
    assert.equal(paramOf(bill, { kind: "node", node: numParams(bill) + 5 }), null);
    assert.deepEqual(paramOf(bill, { kind: "node", node: 17 }), paramRef(bill, 17));
  });

  test("a whole stage has no node, and without a graph nothing has", () => {
    assert.equal(nodeOf(bill, stageRef(3)), null);
    assert.equal(nodeOf(TRACES.edited, stageRef(3, 1)), null);
    assert.equal(nodeOf(TRACES.edited, paramRef(TRACES.edited, 0)), null);
  });
});

describe("stages", () => {
  test("every stage that Python makes is of a kind, with words of its own", () => {
    for (const trace of [...Object.values(TRACES), ...shapes()]) {
      for (const { name, layer, head } of trace.stages) {
        const kind = kindOf(name);
        assert.ok(kind.label && kind.short.length <= 18, name);
        assert.ok(["Embedding", "Attention", "MLP", "Prediction"].includes(kind.group));
        assert.equal(layer !== null, kind.group === "Attention" || kind.group === "MLP", name);
        if (head !== null) assert.equal(kind.group, "Attention");
      }
    }
  });

  test("kinds say how their numbers are to be read", () => {
    for (const trace of GRAPHS) {
      trace.stages.forEach(({ name, size, position }, stage) => {
        const kind = kindOf(name);
        const values = [...stageValues(trace, stage)];
        if (kind.numbers === "share") close(sum(values), 1);
        if (kind.numbers === "loss") assert.equal(size, 1);
        if (kind.isOverCache) assert.equal(size, Number(position) + 1);
      });
    }
  });

  test("a query, a key and a value vector have their roles in every layer", () => {
    assert.equal(kindOf("layer1.attn_q").role, "query");
    assert.equal(kindOf("layer0.attn_k").role, "key");
    assert.equal(kindOf("layer7.attn_v").role, "value");
    assert.equal(kindOf("layer0.attn_out").role, null);
  });

  test("the residual stream is what each block adds to", () => {
    const streams = new Set(layers.stages.filter(({ name }) => kindOf(name).isStream).map(({ name }) => name));
    assert.deepEqual(
      [...streams],
      ["embedding", "embedding_norm"].concat(
        [0, 1].flatMap((layer) => [`layer${layer}.attn_residual`, `layer${layer}.mlp_residual`]),
      ),
    );
  });

  test("a stage that is not in the table is refused by its name", () => {
    assert.throws(() => kindOf("layer0.novelty"), /no stage is called layer0\.novelty/);
  });
});

describe("names", () => {
  test("things are called as they are in Python", () => {
    assert.equal(expressionOf(bill, { kind: "param", matrix: 0, row: 3, column: 5 }), "wte[3][5]");
    assert.equal(expressionOf(bill, stageRef(stageNamed(bill, "layer0.attn_k", 2), 5)), "keys[0][2][5]");
    assert.equal(expressionOf(bill, stageRef(stageNamed(bill, "layer0.attn_k", 2))), "keys[0][2]");
    assert.equal(expressionOf(bill, stageRef(stageNamed(bill, "mean_loss", null), 0)), "loss");
  });

  test("an operation is written out with the names of what it is made from", () => {
    for (const trace of GRAPHS) {
      for (let node = numParams(trace); node < trace.columns.node_op.length; node += 501) {
        const text = nodeName(trace, node, 1);
        assert.doesNotMatch(text, /undefined|null|NaN/);
        if (refOfNode(trace, node).kind === "node" && opOf(trace, node) !== "") {
          assert.equal(expressionOf(trace, { kind: "node", node }), nodeName(trace, node, 2));
          assert.equal(nodeName(trace, node, 0), "(…)");
        }
      }
    }
  });

  test("a leaf that is no parameter is called by its number", () => {
    const node = bill.columns.node_op.findIndex((op, at) => at >= numParams(bill) && bill.header.ops[op] === "");
    assert.equal(nodeName(bill, node, 1), String(bill.columns.node_data[node]));
  });

  test("a stage is said in words, with where it is", () => {
    const stage = stageNamed(layers, "layer1.head1.attn_weights", 2);
    assert.equal(stageText(layers, stage), "attention weights, head 1, layer 1, position 2 “b”");
    assert.equal(stageText(layers, stageNamed(layers, "mean_loss", null)), "mean loss");
    assert.equal(stageText(bill, stageNamed(bill, "layer0.attn_q", 2)), "query, position 2 “i”"); // the only layer
    assert.equal(placeText(layers, 0), "position 0 “BOS”");
  });

  test("no two things of a step are called the same in words", () => {
    for (const trace of GRAPHS) {
      const stages = trace.stages.map((_, stage) => stageText(trace, stage));
      assert.equal(new Set(stages).size, stages.length);
      const frames = trace.frames.map((_, cursor) => frameText(trace, cursor));
      assert.equal(new Set(frames).size, frames.length);
      const elements = trace.stages.flatMap(({ size }, stage) =>
        Array.from({ length: size }, (_, element) => thingText(trace, stageRef(stage, element))),
      );
      assert.equal(new Set(elements).size, elements.length);
    }
  });

  test("anything has words: a number by its place, a weight by its letter, an operation by what it is part of", () => {
    const text = (/** @type {string} */ name, /** @type {number} */ element) =>
      thingText(bill, stageRef(stageNamed(bill, name, 2), element));
    assert.equal(text("layer0.attn_k", 5), "number 5 of the key, position 2 “i”");
    assert.equal(
      text("layer0.head1.attn_weights", 0),
      "attention weight, head 1, position 2 “i”, reading position 0 “BOS”",
    );
    assert.equal(text("logits", 0), "logit of “a”, position 2 “i”");
    assert.equal(text("loss", 0), "loss, position 2 “i”");
    assert.equal(thingText(bill, paramRef(bill, 17)), "number [1][1] of the token embeddings");
    const operation = operationAt(bill, bill.forwardFrame[stageNamed(bill, "layer0.attn_q", 2)], 0);
    assert.equal(
      thingText(bill, { kind: "node", node: Number(operation) }),
      "a multiplication within the query, position 2 “i”",
    );
  });

  test("a frame is called by what it computes, and beside it stands what that is in Python", () => {
    const at = (/** @type {string} */ phase) => bill.frames.findIndex((frame) => frame.phase === phase);
    const named = (/** @type {number} */ cursor) => [frameText(bill, cursor), frameExpression(bill, cursor)];
    assert.deepEqual(named(0), ["the document becomes tokens", ""]);
    assert.deepEqual(named(at("forward")), ["token embedding, position 0 “BOS”", "wte[26]"]);
    assert.deepEqual(named(at("backward")), ["gradient of the mean loss", "loss"]);
    assert.deepEqual(named(at("adam")), ["Adam moves the token embeddings", "wte"]);
    assert.deepEqual(named(bill.frames.length - 1), ["Adam moves the second MLP matrix", "layer0.mlp_fc2"]);
    const later = layers.frames.findIndex(
      ({ matrix }) => matrix !== null && layers.matrices[matrix].name.includes("1."),
    );
    assert.match(frameText(layers, later), /matrix, layer 1$/);
  });
});

describe("moves", () => {
  const all = [...Object.values(TRACES), ...shapes()];

  test("segments follow on each other and leave no frame out", () => {
    for (const trace of all) {
      const segments = segmentsOf(trace);
      assert.equal(segments[0].first, 0);
      assert.equal(segments.at(-1)?.last, trace.frames.length - 1);
      segments.slice(1).forEach(({ first: begin }, index) => {
        assert.equal(begin, segments[index].last + 1);
      });
      trace.frames.forEach(({ phase }, cursor) => {
        assert.equal(segments[segmentAt(trace, cursor)].phase, phase);
      });
    }
  });

  test("a segment is a position: forward through the document, then back", () => {
    assert.deepEqual(
      segmentsOf(bill).map(({ label }) => label),
      ["tokens", "<BOS>", "b", "i", "l", "l", "loss", "l", "l", "i", "b", "<BOS>", "Adam"],
    );
    assert.deepEqual(
      segmentsOf(target).map(({ label }) => label),
      ["tokens", "<BOS>", "b", "i", "l", "l", "loss", "i", "b", "<BOS>", "Adam"],
    );
  });

  test("the next segment begins at its first frame, and back goes to the beginning of this one first", () => {
    for (const trace of all) {
      const segments = segmentsOf(trace);
      segments.forEach(({ first: begin, last: end }, index) => {
        const next = segments[Math.min(index + 1, segments.length - 1)].first;
        assert.equal(nextSegment(trace, begin, 1), next);
        assert.equal(nextSegment(trace, end, 1), next);
        assert.equal(nextSegment(trace, begin, -1), segments[Math.max(index - 1, 0)].first);
        if (end > begin) assert.equal(nextSegment(trace, end, -1), begin);
      });
    }
  });

  test("the next phase is another one, and after the last there is the end", () => {
    for (const trace of all) {
      const seen = [trace.frames[0].phase];
      let cursor = 0;
      for (;;) {
        const next = nextPhase(trace, cursor);
        assert.ok(next >= cursor);
        if (trace.frames[next].phase === trace.frames[cursor].phase) break;
        assert.notEqual(trace.frames[next - 1].phase, trace.frames[next].phase);
        seen.push(trace.frames[next].phase);
        cursor = next;
      }
      assert.equal(seen[0], "tokens");
      assert.equal(seen.at(-1), "adam");
    }
  });

  test("the next frame of a line goes round, and a line that made nothing has none", () => {
    const { file, line } = bill.stages[stageNamed(bill, "layer0.attn_q", 1)];
    let cursor = 0;
    const visited = [];
    do {
      cursor = /** @type {number} */ (nextFrameOfLine(bill, cursor, file, line));
      assert.equal(bill.stages[/** @type {number} */ (bill.frames[cursor].stage)].line, line);
      visited.push(cursor);
    } while (visited.indexOf(cursor) === visited.length - 1);
    const made = bill.frames.filter(
      ({ stage }) => stage !== null && bill.stages[stage].line === line && bill.stages[stage].file === file,
    );
    assert.equal(visited.length - 1, made.length);
    assert.equal(nextFrameOfLine(bill, 0, file, 1), null);
    assert.equal(nextFrameOfLine(bill, 0, "microgpt/none.py", line), null);
  });

  test("the operations of a frame are those of its stage, backwards in reverse", () => {
    const stage = stageNamed(bill, "layer0.attn_q", 1);
    const [there, back] = [bill.forwardFrame[stage], bill.backwardFrame[0][stage]];
    const nodes = nodesOfStage(bill, stage).filter((node) => opOf(bill, node) !== "");
    assert.ok(nodes.length > 16);
    assert.deepEqual(operationNodes(bill, there), nodes);
    assert.deepEqual(operationNodes(bill, back), nodes.toReversed());
    for (const [cursor, first] of [
      [there, nodes[0]],
      [back, nodes.at(-1)],
    ]) {
      assert.equal(operationCount(bill, cursor), nodes.length);
      assert.equal(operationAt(bill, cursor, 0), first);
      assert.equal(operationAt(bill, cursor, nodes.length), null);
    }
  });

  test("a number that stands in the source is no operation", () => {
    for (const trace of [bill, first, layers]) {
      trace.frames.forEach((_, cursor) => {
        for (const node of operationNodes(trace, cursor)) assert.notEqual(opOf(trace, node), "");
      });
    }
  });

  test("backwards there are only the operations that the loss was made from", () => {
    const stage = stageNamed(bill, "probs", 2);
    const [there, back] = [bill.forwardFrame[stage], bill.backwardFrame[0][stage]];
    const target = bill.header.token_ids[3];
    const elements = (/** @type {number} */ cursor) =>
      new Set(
        operationNodes(bill, cursor)
          .map((node) => refOfNode(bill, node))
          .map((ref) => "element" in ref && ref.element),
      );
    assert.equal(elements(there).size, bill.header.vocabulary.length + 1); // and what is no element
    assert.deepEqual(elements(back), new Set([target, false]));
  });

  test("the tokens are gone through one by one, and Adam line by line", () => {
    const adam = bill.frames.findIndex(({ phase }) => phase === "adam");
    assert.equal(operationCount(bill, 0), bill.header.token_ids.length);
    assert.equal(operationCount(bill, adam), 5);
    assert.deepEqual(
      [0, adam].map((cursor) => operationAt(bill, cursor, 0)),
      [null, null],
    );
    assert.deepEqual(
      [0, 1, 5, adam].map((cursor) => operationWord(bill, cursor)),
      ["token", "operation", "operation", "line"],
    );
  });

  test("without a graph there is nothing to go into where a stage is made", () => {
    const { edited } = TRACES;
    assert.equal(operationCount(edited, edited.forwardFrame[3]), 0);
    assert.ok(operationCount(edited, 0) > 0);
  });
});

describe("attention", () => {
  for (const [name, trace] of Object.entries({ bill, layers, first })) {
    const { n_layer, n_head } = trace.header.config;
    const d = headDim(trace);

    test(`every pair of positions has a place of its own, in ${name}`, () => {
      const pairs = new Set();
      const rows = new Set();
      for (let t = 0; t < positions(trace); t++) {
        for (let layer = 0; layer < n_layer; layer++) {
          for (let head = 0; head < n_head; head++) {
            rows.add(rowIndex(trace, t, layer, head));
            for (let s = 0; s <= t; s++) pairs.add(pairIndex(trace, t, layer, head, s));
          }
        }
      }
      const count = (n_layer * n_head * positions(trace) * (positions(trace) + 1)) / 2;
      assert.deepEqual([pairs.size, Math.max(...pairs)], [count, count - 1]);
      assert.deepEqual([rows.size, Math.max(...rows)], [trace.columns.attn_exp_sums.length, rows.size - 1]);
    });

    test(`the stages of a layer are those of its heads and positions, in ${name}`, () => {
      for (let layer = 0; layer < n_layer; layer++) {
        const stages = layerStages(trace, layer);
        for (const each of [stages.query, stages.keys, stages.values]) assert.equal(each.length, positions(trace));
        stages.weights.forEach((byPosition, head) => {
          byPosition.forEach((stage, t) => {
            const { head: of, layer: at, position } = trace.stages[stage];
            assert.deepEqual([of, at, position], [head, layer, t]);
          });
        });
        assert.deepEqual([stages.logits.length, stages.out.length], [n_head, n_head]);
      }
    });

    test(`the terms of query times key add up to the attention logit, in ${name}`, () => {
      const { attn_products: products } = trace.columns;
      assert.ok(products, Object.keys(trace.columns).join(" "));
      for (let layer = 0; layer < n_layer; layer++) {
        const stages = layerStages(trace, layer);
        for (let t = 0; t < positions(trace); t++) {
          for (let head = 0; head < n_head; head++) {
            for (let s = 0; s <= t; s++) {
              const terms = Array.from({ length: d }, (_, j) => products[termIndex(trace, t, layer, s, head * d + j)]);
              close(sum(terms) / Math.sqrt(d), stageValues(trace, stages.logits[head][t])[s]);
            }
          }
        }
      }
    });
  }

  test("an element of a vector belongs to a head", () => {
    assert.equal(headDim(bill), 4);
    assert.deepEqual(
      [0, 3, 4, 15].map((element) => headOf(bill, element)),
      [0, 0, 1, 3],
    );
  });
});

describe("the graph", () => {
  test("operands come before what is made from them, and users are who use them", () => {
    for (const trace of GRAPHS) {
      for (let node = numParams(trace); node < trace.columns.node_op.length; node += 29) {
        for (const { node: operand } of operandsOf(trace, node)) {
          assert.ok(operand < node);
          assert.ok(usersOf(trace, operand).includes(node));
        }
      }
    }
  });

  test("a number that is used twice by one has it for a user twice", () => {
    const counts = operandsOf(bill, bill.columns.node_op.length - 1);
    assert.ok(counts.length > 0);
    const square = firstSquare(bill);
    assert.equal(usersOf(bill, operandsOf(bill, square)[0].node).filter((user) => user === square).length, 2);
  });

  test("the operation on the operands gives the number of the node", () => {
    const does = /** @type {Record<string, (...operands: number[]) => number>} */ ({
      "+": (a, b) => a + b,
      "*": (a, b) => a * b,
      exp: Math.exp,
      log: Math.log,
      relu: (a) => Math.max(0, a),
    });
    for (const trace of GRAPHS) {
      for (let node = numParams(trace); node < trace.columns.node_op.length; node += 17) {
        const operation = does[opOf(trace, node)];
        if (!operation) continue;
        const operands = operandsOf(trace, node).map((each) => trace.columns.node_data[each.node]);
        close(operation(...operands), trace.columns.node_data[node]);
      }
    }
  });

  test("the gradient of a node is what its users send it along the edges", () => {
    const { node_grad: grad } = bill.columns;
    for (let node = numParams(bill); node < grad.length - 1; node += 101) {
      const shares = [...new Set(usersOf(bill, node))].flatMap((user) =>
        operandsOf(bill, user)
          .filter((edge) => edge.node === node)
          .map(({ local }) => grad[user] * local),
      );
      close(sum(shares), grad[node]);
    }
  });

  test("a sum is taken apart into its terms, which add up to it", () => {
    for (const trace of GRAPHS) {
      const stage = stageNamed(trace, "layer0.attn_q", 1);
      const node = /** @type {number} */ (nodeOf(trace, stageRef(stage, 2)));
      const terms = termsOf(trace, node);
      assert.equal(terms.length, trace.header.config.n_embd); // a product for each number of the vector
      assert.ok(terms.every((term) => opOf(trace, term) === "*"));
      close(sum(terms.map((term) => trace.columns.node_data[term])), trace.columns.node_data[node]);
    }
  });

  test("what is no sum is one term, itself", () => {
    const node = bill.columns.node_op.findIndex((op) => bill.header.ops[op] === "exp");
    assert.deepEqual(termsOf(bill, node), [node]);
  });

  test("every node but the parameters was made for one stage", () => {
    for (const trace of GRAPHS) {
      const counted = sum(trace.stages.map((_, stage) => nodesOfStage(trace, stage).length));
      assert.equal(counted, trace.columns.node_op.length - numParams(trace));
      trace.stages.forEach((_, stage) => {
        for (const node of nodesOfStage(trace, stage)) assert.equal(trace.columns.node_stage[node], stage);
      });
    }
  });
});

test("a ref is read back from a node for every element of a stage that made it", () => {
  const stage = stageNamed(layers, "layer1.mlp_hidden", 1);
  for (let element = 0; element < layers.stages[stage].size; element++) {
    const ref = stageRef(stage, element);
    assert.ok(sameRef(refOfNode(layers, /** @type {number} */ (nodeOf(layers, ref))), ref));
  }
});

/** The first x * x. @param {Trace} trace */
function firstSquare(trace) {
  for (let node = numParams(trace); ; node++) {
    const operands = operandsOf(trace, node);
    if (opOf(trace, node) === "*" && operands[0].node === operands[1].node) return node;
  }
}
