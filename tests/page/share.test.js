import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "./styleless.js";
import { text, withDefaults } from "../../web/figures/settings.js";
import { EMBEDS } from "../../web/pages/embed/embeds.js";
import { settingsOf } from "../../web/pages/embed/parameters.js";
import { linkAsked, readParameters } from "../../web/pages/embed/reading.js";
import { embedLink, embedName, embedParameters } from "../../web/pages/share/embed-link.js";
import { labLink } from "../../web/pages/share/lab-link.js";
import { withTexts } from "../../web/pages/share/png.js";
import { elementSnippet, escaped, frameSnippet, unreachable } from "../../web/pages/share/snippets.js";
import { fileName, sayWhat } from "../../web/pages/share/words.js";
import { newLook } from "../../web/state/look.js";
import { openLink } from "../../web/state/open.js";
import { newPage, reduce } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { traceNamed } from "./traces.js";

const { FIGURES } = await import("../../web/figures/list.js");
const TRACE = traceNamed("bill");
const SITE = "https://example.org/gpt/";

/** A sequence of numbers below 1 that is the same for the same seed. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What settings may be in a link: the words that a figure's file says, and some numbers. @param {string} figure */
function textsFor(figure) {
  const source = readFileSync(new URL(`../../web/figures/${figure}/figure.js`, import.meta.url), "utf8");
  const words = [...source.matchAll(/"([^"\n]*)"/g)].map(([, word]) => word);
  return [...words, "true", "false", "0", "1", "3", "0.25", "0_1", "0_1_2", "1_0_1_0", 'a "b" & <c>'];
}

/** @param {any} figure @param {() => number} random @param {Record<string, unknown>} defaults */
function stateOf(figure, random, defaults) {
  const pick = (/** @type {any[]} */ from) => from[Math.floor(random() * from.length)];
  const kinds = withDefaults(figure.settings, defaults);
  const texts = textsFor(figure.name);
  const settings = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      const legal = texts.map(kind.read).filter((value) => value !== undefined && value !== null);
      return [name, random() < 0.5 || legal.length === 0 ? kind.default : pick(legal)];
    }),
  );
  const setup = {
    preset: "microgpt",
    settings: pick([{}, { n_layer: 2, seed: 7, temperature: 0.9 }]),
    text: pick([null, "anna\notto"]),
  };
  let state = newPage([newRun("main", { setup, numSteps: pick([1000, 50]) })], [newLook("main", "main")]);
  state = reduce(state, { type: "placed", placed: "spot", as: { name: "spot", look: "main", kinds, settings } });
  const header = {
    ...TRACE.header,
    id: "trace-1",
    run: "main",
    doc: pick(["bill", 'a "b" & <c>', "ö#=字"]),
    step: pick([1, 501]),
  };
  state = reduce(state, {
    type: "trace-shown",
    look: "main",
    trace: { ...TRACE, header: /** @type {any} */ (header) },
  });
  state = reduce(state, { type: "cursor-set", look: "main", cursor: Math.floor(random() * TRACE.frames.length) });
  state = reduce(state, { type: "selected", look: "main", ref: pick([null, { kind: "stage", stage: 5, element: 2 }]) });
  return { state, settings, setup, header };
}

const FIRST = new Set(Object.values(EMBEDS).map(({ parts: [first] }) => first.figure));

for (const figure of Object.values(FIGURES).filter(({ name }) => FIRST.has(name))) {
  test(`the link of an embedded ${figure.name} opens as it was, whatever its settings, look and run`, () => {
    const random = randomFrom(13);
    for (let i = 0; i < 40; i++) {
      const { state, settings, setup, header } = stateOf(figure, random, {});
      const shared = { figure, id: "spot", look: "main", run: "main" };
      const parameters = embedParameters(state, shared);
      const hash = new URL(embedLink(parameters), SITE).hash;
      const { embed, settings: asked, notes } = readParameters(hash);
      assert.deepEqual(notes, [], hash);
      for (const [each, kind] of Object.entries(settingsOf(embed))) {
        assert.deepEqual(asked.figure[each] ?? kind.default, settings[each], `${each} of ${hash}`);
      }
      const { link, run } = openLink(`#${linkAsked(asked)}`, {}, null);
      assert.deepEqual(link.senseless, [], hash);
      assert.deepEqual(run.setup, setup, hash);
      assert.equal(run.numSteps, state.runs.main.numSteps);
      if (!figure.needsTrace) continue;
      const { doc, step, cursor, selection } = link.look;
      const look = state.looks.main;
      assert.deepEqual([doc, step, cursor, selection], [header.doc, header.step, look.cursor, look.selection]);
    }
  });
}

test("how the wheel acts in the lab is not how it acts in somebody's page", () => {
  const { state } = stateOf(FIGURES.graph, () => 0, { wheel: "always" });
  assert.equal(state.placed.spot.settings.wheel, "always");
  const parameters = embedParameters(state, { figure: FIGURES.graph, id: "spot", look: "main", run: "main" });
  assert.equal(new Map(parameters).has("wheel"), false);
});

test("an embed is named as authors know it, and as what it shows", () => {
  assert.equal(embedName("cache", {}), "kv-cache");
  assert.equal(embedName("heads", { parts: "weight" }), "attention");
  assert.equal(embedName("heads", { parts: "averages" }), "heads-on-average");
  assert.equal(embedName("heads", {}), "heads");
  assert.equal(embedName("controls", {}), "training");
});

test("a link to the lab holds the settings there are, and none that nobody chose", () => {
  const figure = FIGURES.heads;
  const { state } = stateOf(figure, randomFrom(1), { parts: "weight" });
  const { kinds } = state.placed.spot;
  const settings = { ...Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, kind.default])) };
  const placed = { spot: { ...state.placed.spot, settings } };
  const hash = new URL(labLink({ ...state, placed }, { figure: "heads", id: "spot", look: "main", run: "main" }), SITE)
    .hash;
  const { link } = openLink(hash, { heads: figure.settings, "": { view: text("", "") } }, null);
  assert.deepEqual(link.senseless, [], hash);
  assert.equal(link.settings[""].view, "heads");
  assert.equal(link.settings.heads.parts, figure.settings.parts.default); // the lab shows all of it
});

test("what is pasted says the same when it is read as HTML", () => {
  /** @type {[string, string][]} */
  const parameters = [
    ["figure", "heads"],
    ["doc", 'a "b" & <c>\nd'],
    ["sample-count", "50"],
    ["n-layer", "2"],
  ];
  const markup = elementSnippet(SITE, parameters, { link: `${SITE}lab.html#doc=a&step=1`, words: "What <b> reads" });
  assert.ok(markup.startsWith('<script type="module" src="https://example.org/gpt/embed.js"></script>\n'));
  assert.deepEqual(attributes(markup, "microgpt-figure"), {
    figure: "heads",
    doc: 'a "b" & <c>\nd',
    "sample-count": "50",
    "n-layer": "2",
  });
  assert.equal(attributes(markup, "a").href, `${SITE}lab.html#doc=a&step=1`);
  assert.match(markup, />What &lt;b&gt; reads<\/a><\/microgpt-figure>$/);

  const address = new URL(embedLink(parameters), SITE).href;
  const frame = attributes(frameSnippet(address, 'Attention: “"”', 512), "iframe");
  assert.equal(frame.src, address);
  assert.equal(frame.height, "512");
  assert.equal(frame.title, 'Attention: “"”');
  assert.equal(new URLSearchParams(new URL(frame.src).hash.slice(1)).get("doc"), 'a "b" & <c>\nd');
});

/**
 * The attributes of the first element of a name, as a browser reads them.
 *
 * @param {string} markup
 * @param {string} name
 */
function attributes(markup, name) {
  const tag = new RegExp(`<${name}( [^>]*)>`).exec(markup)?.[1] ?? "";
  const read = (/** @type {string} */ text) =>
    text.replace(/&(quot|lt|gt|amp|#10);/g, (_, each) => ({ quot: '"', lt: "<", gt: ">", amp: "&" })[each] ?? "\n");
  return Object.fromEntries([...tag.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, each, text]) => [each, read(text)]));
}

test("no text ends its attribute or begins a tag", () => {
  assert.equal(escaped('"><script>&'), "&quot;&gt;&lt;script&gt;&amp;");
});

test("that others cannot reach an address is said of those of this computer alone", () => {
  for (const local of ["http://127.0.0.1:8000/", "http://localhost/", "http://[::1]:80/", "http://a.localhost/"]) {
    assert.match(unreachable(local), /this computer and no other/);
  }
  assert.match(unreachable("file:///home/ada/microgpt.html"), /a file on this computer/);
  for (const site of [SITE, "http://127.example.org/", "https://localhost.org/"]) assert.equal(unreachable(site), "");
});

test("a file has a name that tells what it shows", () => {
  assert.equal(fileName("attention", { doc: "emma", step: 500 }), "microgpt-attention-emma-step-500");
  assert.equal(fileName("value", { doc: "", step: null }), "microgpt-value");
  assert.equal(fileName("map", { doc: '../a "b"/字', step: 1 }), "microgpt-map-a-b-字-step-1");
  assert.equal(sayWhat("Loss", { doc: "", step: 1000 }), "Loss, after 1000 training steps");
  assert.equal(sayWhat("Attention", { doc: "emma", step: 3 }), "Attention: “emma” in training step 3");
});

test("a PNG holds what is said of it, and is a PNG still", () => {
  const header = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, ...Buffer.from("IHDR")];
  const png = new Uint8Array([
    ...header,
    ...Array(17).fill(7),
    0,
    0,
    0,
    0,
    ...Buffer.from("IEND"),
    0xae,
    0x42,
    0x60,
    0x82,
  ]);
  const chunks = chunksOf(withTexts(png, { Title: "“emma”", Source: "https://example.org/#a=b" }));
  assert.deepEqual(
    chunks.map(({ kind }) => kind),
    ["IHDR", "iTXt", "iTXt", "IEND"],
  );
  assert.equal(chunks[1].text, "Title\0\0\0\0\0“emma”");
  assert.equal(chunks[2].text, "Source\0\0\0\0\0https://example.org/#a=b");
  for (const { kind, sum, wanted } of chunks.slice(1)) assert.equal(sum, wanted, kind);
});

/** @param {Uint8Array} png */
function chunksOf(png) {
  const buffer = Buffer.from(png);
  const found = [];
  for (let at = 8; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    const kind = buffer.toString("latin1", at + 4, at + 8);
    const text = buffer.toString("utf8", at + 8, at + 8 + length);
    const wanted = crc(buffer.subarray(at + 4, at + 8 + length));
    found.push({ kind, text, sum: buffer.readUInt32BE(at + 8 + length), wanted });
    at += 12 + length;
  }
  return found;
}

/** The CRC-32 as a remainder of a division of bits, written out. @param {Buffer} bytes */
function crc(bytes) {
  const bits = [...bytes].flatMap((byte) => [0, 1, 2, 3, 4, 5, 6, 7].map((place) => (byte >> place) & 1));
  const message = [...bits, ...Array(32).fill(0)].map((bit, index) => (index < 32 ? bit ^ 1 : bit));
  const divisor = [...(0x104c11db7).toString(2)].map(Number);
  for (let at = 0; at < bits.length; at++) {
    if (message[at]) for (let i = 0; i <= 32; i++) message[at + i] ^= divisor[i];
  }
  const rest = message.slice(-32).map((bit) => bit ^ 1);
  return Number.parseInt(rest.reverse().join(""), 2);
}
