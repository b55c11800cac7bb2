import assert from "node:assert/strict";
import { test } from "node:test";
import { choice, flag, number, numbers, passing } from "../../web/figures/settings.js";
import { linkOf, MOST_CHARACTERS, readLink, readRef, runOf, writeRef } from "../../web/state/link.js";
import { newLook } from "../../web/state/look.js";
import { newPage, reduce } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { operationCount } from "../../web/trace/moves.js";
import { traceNamed } from "./traces.js";

const KINDS = {
  count: number("how many", 200, { min: 1, isWhole: true }),
  order: choice("of the bars", ["vocabulary", "likely"]),
  focus: numbers("the weight that is taken apart", ["layer", "head", "t", "s"]),
  isLoud: flag("whether", false),
  step: passing(number("pointed at", null)),
};
const TRACE = traceNamed("bill");

/** A sequence of numbers below 1 that is the same for the same seed. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What Python says of a run with these settings. @param {import("../../web/state/link.js").LinkedRun} wished */
function describedAs({ settings, numSteps, autograd, documents, isChanged, done }) {
  return /** @type {any} */ ({
    config: { ...settings, num_steps: numSteps },
    autograd,
    data_digest: documents ?? "0".repeat(64),
    is_as_started: !isChanged,
    step: done,
    snapshots: [],
  });
}

/**
 * @param {import("../../web/state/link.js").LinkedRun} wished
 * @param {import("../../web/state/link.js").LinkedLook} place
 * @param {Record<string, unknown>} settings
 */
function stateOf(wished, place, settings) {
  const text = wished.documents ? "x".repeat(MOST_CHARACTERS + 1) : wished.text;
  const { preset, settings: own, data, model } = wished;
  const setup = {
    preset,
    settings: own,
    ...(data && { data }),
    text,
    model: model === null ? null : { text: model, numSteps: null },
  };
  const { autograd } = wished;
  let state = newPage([newRun("main", { setup, autograd })], [newLook("main", "main")]);
  const as = { name: "pic", look: "main", kinds: KINDS, settings };
  state = reduce(state, { type: "placed", placed: "pic", as });
  const origin = { setup, autograd };
  state = reduce(state, { type: "run-started", run: "main", description: describedAs(wished), origin });
  const after = place.edits.map(({ value, ...param }) => ({ ...param, before: 0, after: value }));
  const experiment = { edits: after, loss_before: 2, loss_after: 2, change: 0, predicted: 0 };
  const { doc, step } = place;
  const header = {
    ...TRACE.header,
    id: "trace-1",
    run: "main",
    doc,
    step: step ?? 1,
    target: place.target ?? "document",
    experiment,
  };
  const trace = { ...TRACE, header: /** @type {any} */ (header) };
  state = reduce(state, { type: "trace-shown", look: "main", trace });
  state = reduce(state, { type: "cursor-set", look: "main", cursor: place.cursor });
  if (place.operation !== null)
    state = reduce(state, { type: "operation-set", look: "main", operation: place.operation });
  state = reduce(state, { type: "selected", look: "main", ref: place.selection });
  return reduce(state, { type: "changes-set", look: "main", changes: place.changes });
}

const NUMBERS = {
  n_layer: [1, 2, 3, 4],
  n_embd: [8, 16, 32],
  n_head: [1, 2, 4],
  block_size: [4, 8, 16],
  seed: [0, 7, 2 ** 53 - 1],
  learning_rate: [0.1, 1e-9, 0.30000000000000004],
  beta1: [0, 0.85, 0.999],
  beta2: [0.5, 0.99],
  eps: [1e-8, 5e-324],
  init_std: [0, 0.08],
  temperature: [0.1, 2],
  top_k: [0, 5],
  num_samples: [0, 20],
  activation: ["relu", "relu2"],
  crop: ["predictions", "tokens"],
  special_tokens: ["bos", "bos_eos"],
  backward: ["document", "position"],
  tied_head: [true, false],
  norm_embedding: [true, false],
  wrap_positions: [true, false],
  zero_init_outputs: [true, false],
};

test("a link holds the run, the look and the settings of figures, whatever they are", () => {
  const random = randomFrom(20);
  const pick = (/** @type {readonly any[]} */ from) => from[Math.floor(random() * from.length)];
  for (let i = 0; i < 500; i++) {
    const settings = Object.fromEntries(
      Object.entries(NUMBERS)
        .filter(() => random() < 0.4)
        .map(([name, values]) => [name, pick(values)]),
    );
    const text = pick([null, "emma\nolivia", "a&b=c#d%e+f\n\u00e9\u5b57 \u{1f600}", "x".repeat(MOST_CHARACTERS)]);
    const documents = text === null && random() < 0.3 ? "ab12".repeat(16) : null;
    const model = random() < 0.3 ? pick(["m1eNoV1m-_", "m2"]) : null; // which holds its preset and settings
    const list = text !== null || model !== null ? null : pick([null, documents === null ? "elements" : "makemore"]);
    const run = {
      preset: model === null ? pick(["microgpt", "first"]) : "microgpt",
      settings: model === null ? settings : {},
      model,
      numSteps: pick([1, 100, 1000, 100_000]),
      data: list,
      text,
      documents: model === null ? documents : null,
      autograd: pick(["vector", "scalar"]),
      done: pick([0, 1, 500, 1000]),
      isChanged: pick([true, false]),
    };
    const cursor = Math.floor(random() * TRACE.frames.length);
    const look = {
      doc: pick(["bill", "a b", "&#=", "\u5b57"]),
      target: pick([null, 0, 2]),
      step: pick([1, 501, 1001]),
      isRecorded: false,
      edits: pick([[], [{ matrix: "layer0.attn_wq", row: 3, column: 12, value: -1.5e-7 }]]),
      cursor,
      operation: operationCount(TRACE, cursor) > 0 ? pick([null, 0]) : null,
      selection: pick([
        null,
        { kind: "param", matrix: 2, row: 3, column: 4 },
        { kind: "stage", stage: 5, element: null },
        { kind: "stage", stage: 5, element: 2 },
        { kind: "node", node: 4711 },
      ]),
      changes: pick([true, false]),
    };
    const focus = pick([null, { layer: 1, head: 3, t: 2, s: 0 }]);
    const figure = {
      count: pick([1, 200, 1000]),
      order: pick(["vocabulary", "likely"]),
      focus,
      isLoud: pick([true, false]),
    };
    if (look.operation !== null) look.selection = null; // going into a frame lets go of what is selected
    const hash = linkOf(stateOf(run, look, { ...figure, step: 12 }), "main", "main");
    const found = readLink(hash, { pic: KINDS });
    assert.deepEqual(found, { run, look, settings: { pic: figure }, senseless: [] }, hash);
    assert.equal(runOf(hash), runOf(linkOf(stateOf(run, { ...look, cursor: 0 }, figure), "main", null)));
  }
});

test("what is at its default is not in a link", () => {
  const state = newPage([newRun("main")], [newLook("main", "main")]);
  assert.equal(linkOf(state, "main", "main"), "#");
});

test("the links of before open what they opened", () => {
  const { run, look, settings, senseless } = readLink(
    "#doc=emma&target=2&step=501&cursor=40&op=3&view=heads&beside=map",
    {
      "": { view: choice("", ["map", "heads"]), beside: choice("", ["", "map"]) },
    },
  );
  assert.deepEqual([look.doc, look.target, look.step, look.cursor, look.operation], ["emma", 2, 501, 40, 3]);
  assert.deepEqual(settings, { "": { view: "heads", beside: "map" } });
  assert.equal(run.preset, "microgpt");
  assert.deepEqual(senseless, []);
});

for (const given of [
  "cursor=x",
  "data=https://example.org/names.txt",
  "cursor=-1",
  "preset=gpt4",
  "autograd=quick",
  "edits=wte:1",
  "select=q7",
  "n_layer=two",
]) {
  test(`a link with ${given} says that it makes no sense, and what it says else is kept`, () => {
    const { look, senseless } = readLink(`#${given}&doc=emma`, {});
    assert.deepEqual(senseless, [given]);
    assert.equal(look.doc, "emma");
  });
}

test("a name that nobody knows is told, not passed over", () => {
  assert.deepEqual(readLink("#n_layers=2", {}).senseless, ["n_layers=2"]);
});

test("own documents travel in the link while they are short", () => {
  const run = readLink("", {}).run;
  const place = readLink("", {}).look;
  const short = stateOf({ ...run, text: "anna\notto" }, place, {});
  assert.match(linkOf(short, "main", null), /text=anna%0Aotto/);
  const long = stateOf({ ...run, documents: "f".repeat(64) }, place, {});
  assert.match(linkOf(long, "main", null), /documents=f{64}/);
  assert.doesNotMatch(linkOf(long, "main", null), /text=/);
});

test("a thing that is selected comes back from its name in a link", () => {
  for (const text of ["s12", "s12.5", "p0.3.7", "n4711"]) {
    const ref = readRef(text);
    assert.ok(ref);
    assert.equal(writeRef(ref), text);
  }
});

test("a link with a model says nothing of the settings that are in the model", () => {
  const model = { text: "m1abc", numSteps: 40 };
  const setup = { preset: "first", settings: { n_layer: 2 }, text: "x".repeat(MOST_CHARACTERS + 1), model };
  const before = newPage([newRun("main", { setup })], [newLook("main", "main")]);
  assert.equal(linkOf(before, "main", null), "#model=m1abc&num_steps=40"); // as it came, before Python has opened it
  assert.deepEqual(readLink("#model=m1abc", {}).run, {
    preset: "microgpt",
    settings: {},
    numSteps: null,
    data: null,
    text: null,
    model: "m1abc",
    documents: null,
    autograd: "vector",
    done: 0,
    isChanged: false,
  });
  assert.notEqual(runOf("#model=m1abc"), runOf("#model=m1abd"));
});
