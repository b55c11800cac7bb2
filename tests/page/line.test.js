import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { digits } from "../../web/draw/format.js";
import { callIn, callText } from "../../web/figures/line/call.js";
import { notesAt, piecesOf, runsOf, statementRuns, textOf } from "../../web/figures/line/code.js";
import { stripOf } from "../../web/figures/line/strip.js";
import { focusElement, focusParam } from "../../web/trace/focus.js";
import { operandsOf, opOf } from "../../web/trace/graph.js";
import { known } from "../../web/trace/known.js";
import { runningAt } from "../../web/trace/lines.js";
import { operationCount, operationNodes, updateLines } from "../../web/trace/moves.js";
import { stageNamed, stageValues } from "../../web/trace/read.js";
import { paramIndex, refOfNode, stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const TRACES = ["bill", "first", "layers", "target"].map((name) => ({ name, trace: traceNamed(name) }));
const bill = TRACES[0].trace;
const HTML = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" });

/** The lines of the source as HTML, all of one colour; without comments, as Pygments marks them. */
const SOURCES = Object.fromEntries(
  ["model", "value", "train", "adam", "tokenizer"].map((name) => {
    const text = readFileSync(new URL(`../../microgpt/${name}.py`, import.meta.url), "utf8");
    const lines = text.split("\n").map((line) => line.split("  # ")[0].replace(/[&<>]/g, (each) => HTML[each]));
    return [`microgpt/${name}.py`, lines];
  }),
);

/**
 * @param {import("../../web/trace/read.js").Trace} trace
 * @param {number} cursor
 * @param {object} [look]
 */
function stripAt(trace, cursor, look = {}) {
  const place = { cursor, operation: null, selection: null, hovered: null, t: 1, ...look };
  const running = runningAt(trace, place);
  const props = /** @type {any} */ ({ trace, look: place, host: { sources: SOURCES } });
  const strip = stripOf(props);
  const texts = strip.statements.map(({ pieces }) => pieces.map(({ runs }) => textOf(runs)).join(""));
  const notes = strip.statements.map(({ pieces }) =>
    pieces.filter(({ note }) => note !== null).map(({ runs, note }) => [textOf(runs), note]),
  );
  return { place, running, strip, texts, notes, results: strip.statements.map(({ result }) => result) };
}

/** @param {import("../../web/trace/read.js").Trace} trace @param {string} phase */
const frameOf = (trace, phase, from = 0) => trace.frames.findIndex((each, at) => at >= from && each.phase === phase);

for (const { name, trace } of TRACES) {
  describe(`in the trace ${name}`, () => {
    test("every frame has a line that does what the frame is about", () => {
      trace.frames.forEach(({ phase, stage }, cursor) => {
        const { texts, running } = stripAt(trace, cursor);
        const all = texts.join("\n");
        assert.ok(
          texts.every((text) => text !== ""),
          `${cursor}`,
        );
        if (phase === "tokens") assert.match(all, /self\.bos.*self\._ids\[ch\].*self\.eos/);
        else if (phase === "adam") assert.match(all, /^data\[i\] -= .*m_hat/);
        else if (phase === "backward") {
          const kinds = { seed: /^self\.grad = 1\.0$/, chain: /\.grad \+= /, nothing: /^for node in reversed/ };
          assert.match(all, kinds[/** @type {keyof typeof kinds} */ (running.kind)]);
          const isRoot = trace.frames[cursor - 1].phase === "loss";
          assert.equal(running.kind === "seed", isRoot);
          assert.equal(running.kind === "nothing", !isRoot && operationNodes(trace, cursor).length === 0);
        } else {
          const tapped = trace.stages[/** @type {number} */ (stage)].name.replace(/^.*\./, "");
          assert.match(all, new RegExp(`tap\\(f?"(\\{\\w+\\}\\.)?${tapped}"`));
        }
      });
    });

    test("a line that makes a stage shows the number it makes under its name", () => {
      trace.frames.forEach(({ phase, stage }, cursor) => {
        if (stage === null || phase === "backward") return;
        const { texts, notes, place } = stripAt(trace, cursor);
        const element = /** @type {number} */ (focusElement(trace, place));
        const result = callIn(texts[0])?.result;
        const name = texts[0].slice(result?.start, result?.end);
        const value = digits(stageValues(trace, stage)[element]);
        assert.ok(notes[0].some(([of, note]) => of === name && note?.endsWith(value)));
        // and each thing that it was given has a note
        assert.equal(notes[0].length, 1 + trace.stages[stage].operands.length);
      });
    });

    test("operation by operation backward() sends what the trace says", () => {
      for (const at of [
        "mean_loss",
        "probs",
        "loss",
        "logits",
        "layer0.mlp_relu",
        "layer0.attn_norm",
        "layer0.attn_k",
      ]) {
        const cursor = trace.frames.findLastIndex(({ phase, stage }) => {
          return phase === "backward" && stage !== null && trace.stages[stage].name === at;
        });
        if (cursor < 0) continue; // no such stage in this trace
        operationNodes(trace, cursor).forEach((node, operation) => {
          if (operation % 7 > 1) return;
          const { texts, notes, results, running } = stripAt(trace, cursor, { operation });
          assert.equal(running.node, node);
          const operands = operandsOf(trace, node);
          const names = operands.length === 2 ? ["left", "right"] : ["child"];
          assert.deepEqual(
            texts.map((text) => text.split(".grad")[0]),
            names,
          );
          const { grad, state } = known(trace, refOfNode(trace, node), cursor);
          operands.forEach(({ local }, side) => {
            const [ofTarget, ofLocal, ofGrad] = notes[side].map(([, note]) => note);
            assert.equal(ofLocal, digits(local));
            assert.equal(ofGrad, grad === null ? "…" : digits(grad));
            const edge = trace.columns.node_first[node] + side;
            const { node_gathered: gathered } = trace.columns;
            assert.equal(gathered !== undefined, trace.header.passes === 1);
            if (gathered) assert.equal(ofTarget, `→ ${digits(gathered[edge])}`);
            const share = trace.columns.node_shares[edge];
            assert.equal(results[side], state === "complete" ? `= ${digits(share, true)}` : "");
          });
        });
      }
    });

    test("Adam's five lines go through the numbers of the parameter in focus", () => {
      const cursor = frameOf(trace, "adam") + 1;
      assert.equal(operationCount(trace, cursor), updateLines(trace).length);
      updateLines(trace).forEach((target, operation) => {
        const { texts, notes, place } = stripAt(trace, cursor, { operation });
        assert.ok(texts[0].startsWith(target));
        const ref = /** @type {import("../../web/trace/refs.js").ParamRef} */ (focusParam(trace, place));
        const of = (/** @type {string} */ column) => digits(trace.columns[`adam_${column}`][paramIndex(trace, ref)]);
        const { adam, config, lr_t } = trace.header;
        const expected = {
          "m[i]": [of("m"), digits(config.beta1), of("m_before"), digits(adam.beta1_rest), of("grad")],
          "v[i]": [of("v"), digits(config.beta2), of("v_before"), digits(adam.beta2_rest), of("grad")],
          m_hat: [of("m_hat"), of("m"), digits(adam.beta1_correction)],
          v_hat: [of("v_hat"), of("v"), digits(adam.beta2_correction)],
          "data[i]": [`${of("before")} → ${of("after")}`, digits(lr_t), of("m_hat"), of("v_hat"), String(config.eps)],
        };
        assert.deepEqual(
          notes[0].map(([, note]) => note),
          expected[target],
        );
      });
    });

    test("each token stands under the part of encode() that makes it", () => {
      const { token_ids: ids, doc } = trace.header;
      ids.forEach((id, operation) => {
        const [[name, note]] = stripAt(trace, 0, { operation }).notes[0];
        assert.equal(note, String(id));
        const isCharacter = operation > 0 && operation <= [...doc].length;
        assert.equal(name, operation === 0 ? "self.bos" : isCharacter ? "self._ids[ch]" : "self.eos");
      });
    });

    test("the line, the operation and the graph are about the same node", () => {
      for (const phase of ["forward", "backward"]) {
        const cursor = frameOf(trace, phase, 60);
        operationNodes(trace, cursor).forEach((node, operation) => {
          assert.equal(stripAt(trace, cursor, { operation }).running.node, node);
        });
      }
    });
  });
}

test("a backward frame names the forward line whose gradient it is", () => {
  const stage = stageNamed(bill, "layer0.attn_k", 2);
  const { strip } = stripAt(bill, bill.backwardFrame[0][stage], { selection: stageRef(stage, 3) });
  const { line } = bill.stages[stage];
  const forward = `backward through k = linear(x, attn_wk), model.py:${line}`;
  assert.equal(strip.about.slice(0, forward.length), forward);
  assert.match(strip.about, / · left is attn_wk\[3\]\[\d+\], right is x\[\d+\]$/);
  assert.match(strip.where, /^microgpt\/value\.py:\d+–\d+$/);
});

test("going into an operation writes it out with its numbers", () => {
  const stage = stageNamed(bill, "layer0.attn_q", 1);
  const cursor = bill.forwardFrame[stage];
  operationNodes(bill, cursor).forEach((node, operation) => {
    const { results, notes } = stripAt(bill, cursor, { operation });
    const [a, b] = operandsOf(bill, node).map((each) => digits(bill.columns.node_data[each.node]));
    assert.deepEqual(results, [`${a} ${opOf(bill, node)} ${b} = ${digits(bill.columns.node_data[node])}`]);
    if (opOf(bill, node) === "*")
      assert.deepEqual(notes[0].map(([, note]) => note?.split(" ")[1]).sort(), [a, b].sort());
  });
});

test("while a frame is moved into, the number adds up through the sums that Python made", () => {
  const stage = stageNamed(bill, "layer0.attn_q", 1);
  const cursor = bill.forwardFrame[stage];
  const { place } = stripAt(bill, cursor);
  const element = /** @type {number} */ (focusElement(bill, place));
  const made = operationNodes(bill, cursor).filter((node) => bill.columns.node_element[node] === element);
  const sums = made.map((node) => digits(bill.columns.node_data[node]));
  const shown = Array.from({ length: 101 }, (_, at) => String(stripAt(bill, cursor, { t: at / 100 }).notes[0][0][1]));
  assert.deepEqual(
    [shown[0], shown[100]],
    [`[${element}] …`, `[${element}] ${digits(stageValues(bill, stage)[element])}`],
  );
  const between = [...new Set(shown)].slice(1).map((text) => text.split(" ")[1]);
  assert.equal(between.length, 16); // products, each added
  const places = between.map((text) => sums.indexOf(text));
  assert.ok(places.every((at, index) => at >= 0 && (index === 0 || at > places[index - 1])));
});

test("what was sent in an earlier pass than the last is not made up", () => {
  const { trace } = TRACES[1];
  const early = frameOf(trace, "backward");
  const key = trace.backwardFrame[0][stageNamed(trace, "layer0.attn_k", 0)];
  assert.ok(key > early && trace.header.passes > 1);
  const { strip, results } = stripAt(trace, key);
  assert.deepEqual(results, ["", ""]);
  assert.match(strip.about, /the products are kept of the last pass only/);
});

test("without a graph the lines are lit that the operation goes through, without numbers", () => {
  const trace = traceNamed("edited");
  const targets = (/** @type {string} */ name) => {
    const { texts, notes } = stripAt(trace, trace.backwardFrame[0][stageNamed(trace, name, 1)]);
    assert.ok(notes.every((each) => each.length === 0));
    return texts.map((text) => text.split(" ")[0]);
  };
  assert.deepEqual(targets("layer0.attn_q"), ["left.grad", "right.grad"]);
  assert.deepEqual(targets("layer0.mlp_relu"), ["child.grad"]);
  assert.deepEqual(targets("layer0.attn_heads"), ["for"]);
});

test("the gradient of the loss itself is the 1 that it begins with", () => {
  for (const { trace } of TRACES) {
    const cursor = frameOf(trace, "backward");
    assert.deepEqual(stripAt(trace, cursor).notes, [[["self.grad", "1.000"]]]);
  }
});

describe("code", () => {
  test("is read from its HTML, without comments and what stands before it", () => {
    const html = [
      '    <span class="n">x</span> <span class="o">&lt;</span> ',
      '<span class="s2">&quot;a&quot;</span>  <span class="c1"># b</span>',
    ].join("");
    assert.equal(textOf(runsOf(html)), '    x < "a"  # b');
    const runs = statementRuns({ f: [html, "  + 1"] }, { file: "f", line: 1, last: 2 });
    assert.equal(textOf(runs), 'x < "a" + 1');
    assert.deepEqual(runs[0], { text: "x", kind: "n" });
    assert.deepEqual(statementRuns({}, { file: "f", line: 1, last: 1 }), []);
  });

  test("is cut where something is noted, and nothing of it is lost", () => {
    const runs = [
      { text: "m[i]", kind: "n" },
      { text: " = b * m[i]", kind: "" },
    ];
    const line = textOf(runs);
    const notes = notesAt(line, [
      ["m[i]", "1"],
      ["b", "2"],
      ["m[i]", "3"],
    ]);
    const pieces = piecesOf(runs, notes);
    assert.equal(pieces.map((piece) => textOf(piece.runs)).join(""), line);
    assert.deepEqual(
      pieces.flatMap(({ note, runs: of }) => (note === null ? [] : [[textOf(of), note]])),
      [
        ["m[i]", "1"],
        ["b", "2"],
        ["m[i]", "3"],
      ],
    );
    assert.throws(() => notesAt(line, [["n", "1"]]), /wanted n in/);
  });

  test("of a call is found with what it is given", () => {
    const line = 'x = tap(f"{layer}.out", ops.linear(x, state_dict[f"{a}, b"]))';
    assert.equal(callText(line), 'x = linear(x, state_dict[f"{a}, b"])');
    assert.equal(callText('return tap("logits", ops.linear(x, lm_head))'), "linear(x, lm_head)");
    assert.equal(callIn("self.grad = 1.0"), null);
  });
});
