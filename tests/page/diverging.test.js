import assert from "node:assert/strict";
import { test } from "node:test";

const WAY = { after: 50, loss: 3, documents: 5, random_guess: 3.3, learning_rate: 0.1 };
const CONFIG = { num_steps: 1000 };
const MESSAGE = "step 61: the loss is no longer a finite number";

/** What Python says to a command. @type {Record<string, (args: any) => any>} */
const answers = {
  start: () => ({ step: 0, config: CONFIG, snapshots: [0] }),
  train: () => {
    throw { type: "TrainingDiverged", message: MESSAGE, traceback: "" };
  },
  way_back: () => WAY,
  go_back: ({ learning_rate }) => {
    if (learning_rate === "fast")
      throw { type: "ConfigError", message: "learning_rate must be a number", traceback: "" };
    return { step: 50, config: { ...CONFIG, learning_rate: 0.1 }, snapshots: [0, 50], is_as_started: isAsStarted };
  },
};
let isAsStarted = false;
/** @type {any[]} */
const asked = [];

class FakeWorker extends EventTarget {
  constructor() {
    super();
    worker = this;
  }
  /** @param {any} message */
  postMessage({ id, command, args }) {
    asked.push({ command, ...args });
    queueMicrotask(() => {
      try {
        this.say({ id, result: answers[command]?.(args) ?? null });
      } catch (error) {
        this.say({ id, error });
      }
    });
  }
  /** @param {any} data */
  say(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
  terminate() {}
}
/** @type {FakeWorker} */
let worker;

Object.assign(globalThis, { Worker: FakeWorker });
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: {} });
const { createHost } = await import("../../web/state/host.js");
const { newPage, reduce } = await import("../../web/state/page.js");
const { newRun } = await import("../../web/state/run.js");
const { createStore } = await import("../../web/state/store.js");

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const step = (/** @type {number} */ at) => /** @type {any} */ ({ step: at, loss: 3, tokens: [], losses: [] });

/** A page whose run has done 60 steps, and whose training then diverges. */
async function diverged() {
  const store = createStore(reduce, newPage([newRun("main")], []));
  const host = createHost(store, new URL("http://localhost/worker.js"), {
    kept: {},
    refusal: () => "",
    newId: () => "t",
  });
  worker.say({ event: "ready", seconds: 1 });
  await settled();
  const events = Array.from({ length: 60 }, (_, i) => step(i + 1));
  store.dispatch({ type: "progress", run: "main", events });
  store.dispatch({ type: "train-asked", run: "main" });
  await settled();
  return { ...store, host };
}

test("a run that has diverged says so, keeps what was seen of it, and has a way back", async () => {
  const { state, host } = await diverged();
  assert.deepEqual(state.value.host.problem, {
    message: MESSAGE,
    details: "",
    restart: false,
    back: { ...WAY, run: "main" },
  });
  assert.equal(state.value.runs.main.live.steps.length, 60);
  assert.equal(state.value.runs.main.activity, "idle");
  host.destroy();
});

test("gone back it has the steps up to the snapshot, and is another run for what keeps runs", async () => {
  const { state, dispatch, onAction, host } = await diverged();
  /** @type {string[]} */
  const types = [];
  onAction((action) => {
    types.push(action.type === "run-taken-up" ? `${action.type} ${action.isOfFile}` : action.type);
  });
  const back = /** @type {any} */ (state.value.host.problem).back;
  dispatch({ type: "go-back-asked", run: "main", back, learningRate: "0.1" });
  assert.equal(state.value.host.problem, null);
  await settled();
  assert.deepEqual(asked.filter(({ command }) => command === "go_back").at(-1), {
    command: "go_back",
    run: "main",
    after: 50,
    learning_rate: "0.1",
  });
  const { live, done, snapshots } = state.value.runs.main;
  assert.deepEqual([live.steps.length, done, snapshots], [50, 50, [0, 50]]);
  assert.ok(types.includes("run-taken-up true"));
  host.destroy();
});

test("a link of the run has the other learning rate if all its steps have", async () => {
  for (isAsStarted of [false, true]) {
    const { state, dispatch, host } = await diverged();
    const back = /** @type {any} */ (state.value.host.problem).back;
    dispatch({ type: "go-back-asked", run: "main", back, learningRate: "0.1" });
    await settled();
    assert.deepEqual(state.value.runs.main.origin?.setup.settings, isAsStarted ? { learning_rate: 0.1 } : {});
    host.destroy();
  }
});

test("a learning rate that cannot be is refused, and the way back is still there", async () => {
  const { state, dispatch, host } = await diverged();
  const back = /** @type {any} */ (state.value.host.problem).back;
  dispatch({ type: "go-back-asked", run: "main", back, learningRate: "fast" });
  await settled();
  assert.equal(state.value.host.problem?.message, "learning_rate must be a number");
  assert.deepEqual(state.value.host.problem?.back, back);
  assert.equal(state.value.runs.main.live.steps.length, 60);
  host.destroy();
});

test("without a way back it says only what went wrong", async () => {
  answers.way_back = () => null;
  const { state, host } = await diverged();
  assert.deepEqual(state.value.host.problem, { message: MESSAGE, details: "", restart: false });
  host.destroy();
});
