import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf, questionsOf, typedOf } from "../../web/figures/setup/form.js";
import { newRun } from "../../web/state/run.js";

/** @import {SettingTold, SettingsTable} from "../../web/wire/protocol.js" */

/** @param {Partial<SettingTold>} [more] @returns {SettingTold} */
const told = (more = {}) => ({ name: "eps", label: "", about: "", kind: "number", choices: [], allowed: "", ...more });

/** @type {SettingsTable} */
const TABLE = {
  presets: [
    { name: "microgpt", about: "", values: { eps: "1e-08", mlp: "on", num_steps: "1000" } },
    { name: "first", about: "", values: { eps: "0.1", mlp: "on", num_steps: "100" } },
  ],
  groups: [],
};

/** @param {Record<string, number | string | boolean>} settings @param {string} [preset] */
const runWith = (settings, preset = "microgpt") => newRun("main", { setup: { preset, settings, text: null } });

for (const [typed, kept] of /** @type {[string, any][]} */ ([
  ["0.5", 0.5],
  ["0.10", "0.10"], // so that nothing is rewritten under who types on
  ["1.", "1."],
  ["", ""],
  ["9007199254740993", "9007199254740993"],
  ["NaN", "NaN"], // which has no number in JSON
  ["-Infinity", "-Infinity"],
  ["1e-08", null], // as it is anyway
])) {
  test(`“${typed}” typed for a number is kept as ${JSON.stringify(kept)}`, () => {
    assert.equal(typedOf({ told: told(), initial: "1e-08" }, typed), kept);
  });
}

test("a switch is kept as true or false, a choice as its word, and what it is anyway not at all", () => {
  assert.equal(typedOf({ told: told({ kind: "switch" }), initial: "on" }, "off"), false);
  assert.equal(typedOf({ told: told({ kind: "choice" }), initial: "relu" }, "gelu"), "gelu");
  assert.equal(typedOf({ told: told({ kind: "switch" }), initial: "on" }, "on"), null);
});

test("a field has what was typed, or the value of its preset", () => {
  assert.deepEqual(fieldOf(told(), TABLE, runWith({})).value, "1e-08");
  assert.deepEqual(fieldOf(told(), TABLE, runWith({}, "first")).value, "0.1");
  const { value, initial, isChanged } = fieldOf(told({ name: "mlp", kind: "switch" }), TABLE, runWith({ mlp: false }));
  assert.deepEqual([value, initial, isChanged], ["off", "on", true]);
});

test("how many steps there are is what the reader wants of every run, unless it is typed here", () => {
  const steps = told({ name: "num_steps", kind: "whole" });
  assert.equal(fieldOf(steps, TABLE, { ...runWith({}, "first"), numSteps: 70 }).value, "70");
  assert.equal(fieldOf(steps, TABLE, { ...runWith({ num_steps: 5 }), numSteps: 70 }).value, "5");
});

test("Python is asked about what would be started, of documents that it has read by their digest", () => {
  const setup = { preset: "first", settings: { n_layer: 2 }, text: "anna", file: FILE };
  const run = { ...runWith({}), setup, autograd: /** @type {const} */ ("scalar"), numSteps: 30 };
  const [table, lists, prospect, probed] = questionsOf({ run });
  assert.deepEqual([table.args, lists.args], [{}, {}]);
  const settings = { num_steps: 30, n_layer: 2 };
  assert.deepEqual(prospect.args, { preset_name: "first", settings, documents: "f00", autograd: "scalar" });
  assert.equal(probed.args, prospect.args);
  assert.equal(probed.isExact, true, "what another would take is no answer");
});

const FILE = { name: "names.txt", docs: 1, digest: "f00" };
