import assert from "node:assert/strict";
import { test } from "node:test";

const CHECKPOINT = JSON.stringify({ text: "the run", memory: "what is kept of it" });
Object.assign(globalThis, {
  PARTS: { recorded: "./" },
  RECORDED_SIZES: { "checkpoint.json": CHECKPOINT.length },
  fetch: async () => new Response(CHECKPOINT),
});
const { handing } = await import("../../web/state/handing.js");
const { WorkerError } = await import("../../web/wire/client.js");

/** What asks, what Python was asked, and how many questions it is to have forgotten the traces before. */
function asking() {
  /** @type {[string, any][]} */
  const asked = [];
  const python = { forgets: 0 };
  const request = async (/** @type {string} */ command, /** @type {any} */ args) => {
    asked.push([command, args]);
    if (command !== "temper") return null;
    python.forgets -= 1;
    if (python.forgets >= 0) throw new WorkerError({ type: "NotKept", message: "", traceback: "" });
    return `of ${args.trace}`;
  };
  const store = /** @type {any} */ ({ state: { value: { host: { python: { kind: "ready" } }, runs: {} } } });
  const { ask } = handing(store, /** @type {any} */ (request), /** @type {any} */ ({}));
  const temper = (/** @type {string} */ trace) => ask("temper", { trace, temperature: 1 });
  const commands = () => asked.map(([command, { trace, doc }]) => [command, trace, doc]);
  return { temper, commands, python };
}

test("Python is handed the recorded run once, and of it each document that somebody asks about", async () => {
  const { temper, commands } = asking();
  assert.equal(await temper("recorded/emma"), "of recorded/emma");
  await Promise.all([temper("recorded"), temper("recorded/emma"), temper("recorded/ada")]);
  assert.deepEqual(commands().slice(0, 3), [
    ["restore", undefined, undefined],
    ["trace", "recorded/emma", "emma"],
    ["temper", "recorded/emma", undefined],
  ]);
  const made = commands().filter(([command]) => command === "trace");
  assert.deepEqual(made.slice(1), [
    ["trace", "recorded", null],
    ["trace", "recorded/ada", "ada"],
  ]);
  assert.equal(commands().filter(([command]) => command === "restore").length, 1);
});

test("what had to make room is handed to it again", async () => {
  const { temper, commands, python } = asking();
  python.forgets = 1;
  assert.equal(await temper("recorded/emma"), "of recorded/emma");
  const names = commands().map(([command]) => command);
  assert.deepEqual(names, ["restore", "trace", "temper", "restore", "trace", "temper"]);
});

test("of any other trace it is asked at once", async () => {
  const { temper, commands } = asking();
  await temper("trace-1");
  assert.deepEqual(commands(), [["temper", "trace-1", undefined]]);
});
