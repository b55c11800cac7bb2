import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @import {Kept} from "../../web/state/held.js" */

/** Every worker that was started, the newest last. @type {FakeWorker[]} */
const workers = [];

/** What Python would say to a command; a test says what else. @type {Record<string, (args: any, given: any) => any>} */
let answers = {};

const CONFIG = { num_steps: 1000 };
const about = (/** @type {number} */ step) => ({ step, config: CONFIG, snapshots: [], data_digest: "d" });

/** A worker whose answers are at hand. */
class FakeWorker extends EventTarget {
  /** @type {any[]} */
  asked = [];

  constructor() {
    super();
    workers.push(this);
  }

  /** @param {any} message */
  postMessage(message) {
    this.asked.push(message);
    const { id, command, args, given } = message;
    queueMicrotask(() => {
      try {
        this.say({ id, result: answers[command]?.(args, given) ?? null });
      } catch (error) {
        this.say({
          id,
          error: {
            type: /** @type {any} */ (error).type ?? "CheckpointError",
            message: /** @type {Error} */ (error).message,
            traceback: "",
          },
        });
      }
    });
  }

  /** @param {any} data */
  say(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  isEnded = false;

  terminate() {
    this.isEnded = true;
  }

  /** The commands of a kind. @param {string} command */
  of(command) {
    return this.asked.filter((each) => each.command === command);
  }
}

Object.assign(globalThis, { Worker: FakeWorker });
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: {} });
const { createHost } = await import("../../web/state/host.js");
const { startWorkers } = await import("../../web/state/workers.js");
const { newPage, reduce } = await import("../../web/state/page.js");
const { newRun } = await import("../../web/state/run.js");
const { createStore } = await import("../../web/state/store.js");

const SETUP = { preset: "microgpt", settings: { seed: 7 }, text: null };
const numbers = (/** @type {number} */ from) => Float64Array.of(from, from + 1, from + 2);
const told = (/** @type {number} */ step, /** @type {number[]} */ snapshots) => ({
  step,
  outline: "{}",
  checksum: `of ${step}`,
  memory: { losses: [], stints: null },
  snapshots,
});

/** @returns {Kept} */
const left = () => ({
  run: "done=120",
  moment: { state: told(120, [0, 100]), numbers: numbers(120) },
  snapshots: [0, 100].map((after) => ({ after, checksum: `of ${after}`, numbers: numbers(after) })),
  origin: { setup: SETUP, autograd: "vector" },
  autograd: "vector",
  numSteps: 1000,
  setup: SETUP,
});

/** Until all that is at hand is done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @param {Record<string, Kept>} [kept] @param {boolean} [isAsleep] */
function made(kept = {}, isAsleep = false) {
  const python = isAsleep ? /** @type {const} */ ({ kind: "asleep", total: 12 }) : undefined;
  const store = createStore(reduce, newPage([newRun("main", { setup: SETUP })], [], python));
  const page = { kept, refusal: () => "", newId: () => "t", isAsleep };
  return {
    ...store,
    host: createHost(store, new URL("http://localhost/worker.js"), { ...page, workers: startWorkers }),
  };
}

/** @param {Record<string, Kept>} [kept] */
async function opened(kept = {}) {
  const page = made(kept);
  const worker = workers[workers.length - 1];
  worker.say({ event: "ready", seconds: 1 });
  await settled();
  return { ...page, worker };
}

beforeEach(() => {
  answers = {
    start: () => about(0),
    resume: ({ state }) => about(state.step ?? 120),
    snapshot: ({ after }) => ({ header: { after, checksum: `of ${after}` }, columns: { numbers: numbers(after) } }),
  };
});

test("Reset begins the run that is there again, whatever has been typed for the next", async () => {
  const { dispatch, worker, state } = await opened();
  const typed = { preset: "first", settings: { n_layer: 4 }, text: "anna\notto" };
  dispatch({ type: "setup-set", run: "main", setup: typed });
  dispatch({ type: "reset-asked", run: "main" });
  await settled();
  const [first, again] = worker.of("start").map(({ args }) => args);
  assert.deepEqual(again, first);
  assert.deepEqual(state.value.runs.main.origin?.setup, SETUP);
  assert.deepEqual(state.value.runs.main.setup, typed); // and that is there still
  dispatch({ type: "setup-asked", run: "main" });
  await settled();
  assert.equal(worker.of("start")[2].args.preset_name, "first");
});

test("a run begins with what was typed as Python has read it, and is trained for as many steps", async () => {
  const { dispatch, worker, state } = await opened();
  const config = { learning_rate: 0.1, mlp: false, num_steps: 70 };
  answers.start = () => ({ ...about(0), config });
  const settings = { learning_rate: "0.10", mlp: false, num_steps: "70" };
  dispatch({ type: "setup-set", run: "main", setup: { settings } });
  dispatch({ type: "setup-asked", run: "main" });
  await settled();
  assert.deepEqual(worker.of("start")[1].args.settings, settings);
  const { origin, setup, numSteps } = state.value.runs.main;
  assert.deepEqual(origin?.setup.settings, { learning_rate: 0.1, mlp: false });
  assert.equal(numSteps, 70);
  assert.deepEqual(setup.settings, settings, "the form keeps what was typed");
});

/** What Python says when it has no more what was read. */
function notKept() {
  throw Object.assign(new Error("give them again"), { type: "NotKept" });
}

test("what was read goes to Python by its digest, and once more whole when Python has it no longer", async () => {
  const { dispatch, worker, state } = await opened();
  answers.read = () => ({ text: "anna\notto", docs: 2, digest: "f00" });
  dispatch({ type: "documents-asked", run: "main", name: "mine.txt", source: "anna\notto" });
  await settled();
  const { data, text, file } = state.value.runs.main.setup;
  assert.deepEqual([data, text, file], ["own", "anna\notto", { name: "mine.txt", docs: 2, digest: "f00" }]);
  let isHeld = false;
  answers.start = ({ documents }) => (documents === undefined || isHeld ? about(0) : notKept());
  answers.read = () => {
    isHeld = true;
    return null;
  };
  dispatch({ type: "setup-asked", run: "main" });
  await settled();
  const [asked, again] = worker.of("start").slice(-2);
  assert.equal(asked.args.documents, "f00");
  assert.deepEqual(again.args, asked.args);
  const [{ args }] = worker.of("read").slice(-1);
  assert.equal(await args.source.text(), "anna\notto");
});

test("a new Python is given a file once, however many ask about it, and then none is coming", async () => {
  const { dispatch, host, state } = await opened();
  answers.read = () => ({ text: "anna\notto", docs: 2, digest: "f00" });
  dispatch({ type: "documents-asked", run: "main", name: "mine.txt", source: new Blob(["anna\notto"]) });
  await settled();
  dispatch({ type: "restart-asked" });
  const anew = workers[workers.length - 1];
  let isHeld = false;
  answers.read = () => {
    isHeld = true;
    anew.say({ event: "reading", name: "mine.txt", loaded: 1, total: 2 });
    return null;
  };
  answers.reading = answers.prospect = ({ documents }) => (documents && !isHeld ? notKept() : documents);
  const asked = { documents: "f00", settings: {} };
  const found = await Promise.all([
    host.request("reading", /** @type {any} */ (asked)),
    host.request("prospect", /** @type {any} */ (asked)),
  ]);
  await settled();
  assert.deepEqual(found, ["f00", "f00"]);
  assert.equal(anew.of("read").length, 1);
  assert.equal(state.value.host.reading, null);
});

test("what comes after something else was chosen is let go, and what is refused is told", async () => {
  const { dispatch, state } = await opened();
  const chosen = () => state.value.runs.main.setup.data;
  const read = () => dispatch({ type: "documents-asked", run: "main", name: "mine.txt", source: "anna" });
  answers.read = () => ({ text: "anna", docs: 1, digest: "f00" });
  read();
  dispatch({ type: "setup-set", run: "main", setup: { data: "gods" } });
  await settled();
  assert.equal(chosen(), "gods");
  answers.read = () => {
    throw new Error("mine.txt, line 1: wanted text");
  };
  read();
  await settled();
  assert.equal(state.value.host.problem?.message, "mine.txt, line 1: wanted text");
  assert.deepEqual([chosen(), state.value.host.reading], ["gods", null]);
});

test("a list that is chosen is what a run is begun on", async () => {
  const { dispatch, worker } = await opened();
  dispatch({ type: "setup-set", run: "main", setup: { data: "gods" } });
  dispatch({ type: "setup-asked", run: "main" });
  await settled();
  const [first, then] = worker.of("start").map(({ args }) => args);
  assert.deepEqual([first.data_name, then.data_name, then.text], ["census", "gods", undefined]);
});

test("of each state the page holds its snapshots, and asks only for those that are new", async () => {
  const { worker, host, state } = await opened();
  worker.say({ event: "state", run: "main", state: told(60, [0, 50]), numbers: numbers(60) });
  await settled();
  worker.say({ event: "state", run: "main", state: told(110, [0, 100]), numbers: numbers(110) });
  await settled();
  assert.deepEqual(
    worker.of("snapshot").map(({ args }) => args.after),
    [0, 50, 100],
  );
  const kept = /** @type {Kept} */ (host.keep("main"));
  assert.equal(kept.moment.state.step, 110);
  assert.deepEqual(
    kept.snapshots.map(({ after }) => after),
    [0, 100],
  );
  assert.equal(state.value.runs.main.savedStep, 110);
});

test("after the end of a worker the next one is given the last state and its snapshots", async () => {
  const { worker, dispatch } = await opened();
  worker.say({ event: "state", run: "main", state: told(110, [0, 100]), numbers: numbers(110) });
  await settled();
  dispatch({ type: "python-stopped", error: { type: "WorkerDied", message: "It stopped.", traceback: "" } });
  dispatch({ type: "restart-asked" });
  await settled();
  const [{ args, given }] = workers[workers.length - 1].of("resume");
  assert.deepEqual(args.state.snapshots, [
    { after: 0, checksum: "of 0" },
    { after: 100, checksum: "of 100" },
  ]);
  assert.deepEqual(given, { numbers: numbers(110), 0: numbers(0), 100: numbers(100) });
});

test("a run that was left goes on", async () => {
  const { worker, state } = await opened({ main: left() });
  assert.equal(worker.of("start").length, 0);
  assert.equal(state.value.runs.main.done, 120);
  assert.equal(state.value.runs.main.isLive, true); // though nothing was seen of its steps
});

test("one that cannot be gone on with gets its sentence, and another begins in its place", async () => {
  answers.resume = () => {
    throw new Error("the run that was kept here is damaged");
  };
  const { worker, state } = await opened({ main: left() });
  assert.equal(state.value.host.problem?.message, "the run that was kept here is damaged");
  assert.equal(worker.of("start").length, 1);
  assert.equal(state.value.runs.main.done, 0);
});

test("one that is taken up later and cannot be leaves the run that is there", async () => {
  const { host, worker, state } = await opened();
  worker.say({ event: "state", run: "main", state: told(60, []), numbers: numbers(60) });
  await settled();
  answers.resume = () => {
    throw new Error("damaged");
  };
  await assert.rejects(host.takeUp("main", left()), { message: "damaged" });
  assert.equal(host.keep("main")?.moment.state.step, 60);
  assert.deepEqual(state.value.runs.main.origin?.setup, SETUP);
});

test("a Python that is asleep is started by the first that needs it, once", async () => {
  const before = workers.length;
  const { state, dispatch, host } = made({}, true);
  for (const type of /** @type {const} */ (["pause-asked", "num-steps-set"])) {
    dispatch(/** @type {any} */ ({ type, run: "main", numSteps: 30 }));
  }
  await settled();
  assert.equal(workers.length, before);
  assert.equal(state.value.host.python.kind, "asleep");
  assert.equal(host.keep("main"), null);
  dispatch({ type: "train-asked", run: "main" });
  assert.equal(state.value.host.python.kind, "loading");
  dispatch({ type: "python-wanted" });
  await settled();
  assert.equal(workers.length, before + 1);
  const [started] = workers[before].of("start");
  assert.equal(started.args.settings.num_steps, 30);
  assert.equal(workers[before].of("train").length, 1);
});

test("a run that was left and whose Python sleeps is not lost", async () => {
  const { host, dispatch, state } = made({ main: left() }, true);
  assert.equal(host.keep("main")?.moment.state.step, 120);
  dispatch({ type: "python-wanted" });
  await settled();
  assert.equal(state.value.runs.main.done, 120);
});

/** What Python says of a model that it has opened. */
const OPENED = {
  description: { ...about(20), num_docs: 5163 },
  outlook: {
    step: 20,
    num_steps: 40,
    setup: { preset: "first", settings: { seed: 7 } },
    data_name: "gods",
    list: "gods",
  },
  precision: { parameter: 1e-5, docs: 50, loss: 2e-5 },
};
const MODEL = { text: "m1abc", numSteps: null };

/** A page whose run begins as the model of a link. @param {string} [refused] */
async function openedWith(refused = "") {
  const setup = { preset: "microgpt", settings: {}, text: null, model: MODEL };
  const store = createStore(reduce, newPage([newRun("main", { setup })], []));
  const host = createHost(store, new URL("http://localhost/worker.js"), {
    kept: {},
    refusal: () => refused,
    newId: (kind) => `${kind}-1`,
  });
  const worker = workers[workers.length - 1];
  worker.say({ event: "ready", seconds: 1 });
  await settled();
  return { ...store, host, worker };
}

test("a run that begins as the model of a link is that one, and begins as it again when it is reset", async () => {
  answers.open_shared = () => OPENED;
  answers.state = () => ({ header: told(20, []), columns: { numbers: numbers(20) } });
  const { state, dispatch, worker, host } = await openedWith();
  const { main } = state.value.runs;
  assert.deepEqual(main.origin?.shared, { ...OPENED.precision, step: 20, isLacking: false });
  assert.deepEqual([main.done, main.isLive, main.numSteps], [20, true, 40]);
  const next = { ...OPENED.outlook.setup, data: "gods", text: null, file: null, model: null };
  assert.deepEqual(main.setup, next); // which is fresh
  assert.equal(host.keep("main")?.moment.state.step, 20);
  dispatch({ type: "reset-asked", run: "main" });
  await settled();
  const [first, again] = worker.of("open_shared").map(({ args }) => args);
  assert.equal(first.model, "m1abc");
  assert.deepEqual(again, first);
  assert.deepEqual(worker.of("start"), []);
});

test("where a model cannot be opened the published program begins, and it is said why", async () => {
  answers.open_shared = () => OPENED;
  const elsewhere = await openedWith("Open it in the lab.");
  assert.equal(elsewhere.state.value.host.problem?.message, "Open it in the lab.");
  answers.open_shared = () => {
    throw new Error("this link is damaged");
  };
  const damaged = await openedWith();
  assert.equal(damaged.state.value.host.problem?.message, "this link is damaged");
  for (const { state, worker } of [elsewhere, damaged]) {
    assert.equal(worker.of("start")[0].args.preset_name, "microgpt");
    assert.equal(state.value.runs.main.origin?.setup.model, null);
    assert.equal(state.value.runs.main.done, 0);
  }
});

test("a model without its documents is not trained before the reader has given them", async () => {
  answers.open_shared = ({ text }) => {
    if (text === "other") throw new Error("wanted the same documents");
    return text === null ? { ...OPENED, description: { ...about(20), num_docs: 0 } } : OPENED;
  };
  answers.state = () => ({ header: told(20, []), columns: { numbers: numbers(20) } });
  const { state, dispatch, worker } = await openedWith();
  dispatch({ type: "train-asked", run: "main" });
  await settled();
  assert.deepEqual([state.value.runs.main.wanted, state.value.runs.main.activity], ["d", "idle"]);
  assert.match(state.value.host.problem?.message ?? "", /needs the documents/);
  dispatch({ type: "setup-set", run: "main", setup: { text: "other" } });
  dispatch({ type: "setup-asked", run: "main" });
  await settled();
  assert.match(state.value.host.problem?.message ?? "", /the run that was here is still here/);
  dispatch({ type: "train-asked", run: "main" });
  await settled();
  dispatch({ type: "setup-set", run: "main", setup: { text: "anna" } });
  dispatch({ type: "setup-asked", run: "main" });
  await settled();
  assert.deepEqual(worker.of("train"), []);
  assert.equal(state.value.runs.main.origin?.shared?.isLacking, false);
  dispatch({ type: "train-asked", run: "main" });
  await settled();
  assert.equal(worker.of("train").length, 1);
});

/** A page whose run is compared with another, and the workers of both. */
async function comparing() {
  const page = await opened();
  page.dispatch({ type: "setup-set", run: "main", setup: { ...SETUP, settings: { seed: 7, n_head: 1 } } });
  page.dispatch({ type: "compare-asked", run: "main" });
  await settled();
  return { ...page, second: workers[workers.length - 1] };
}

/** @param {FakeWorker} worker */
const begunIn = (worker) =>
  worker.of("start").map(({ args }) => [args.run, args.settings.n_head ?? null, args.settings.seed]);

test("the run that is compared begins in a worker of its own, which ends when it is compared no more", async () => {
  const { dispatch, worker, second, state } = await comparing();
  assert.notEqual(second, worker);
  assert.deepEqual(begunIn(worker), [["main", null, 7]]);
  assert.deepEqual(begunIn(second), [["other", 1, 7]]);
  assert.deepEqual(state.value.runs.main.origin?.setup, SETUP);
  dispatch({ type: "train-asked", run: "other" });
  await settled();
  assert.equal(second.of("train").length, 1);
  dispatch({ type: "compare-ended", run: "main" });
  await settled();
  assert.ok(second.isEnded && !worker.isEnded);
  assert.equal(state.value.host.python.kind, "ready");
});

test("ended while it trains, the run that is compared is no problem that is told", async () => {
  const { dispatch, second, state } = await comparing();
  answers.train = () => {
    dispatch({ type: "compare-ended", run: "main" });
    return null;
  };
  dispatch({ type: "train-asked", run: "other" });
  await settled();
  assert.equal(second.of("train").length, 1);
  assert.ok(second.isEnded);
  assert.equal(state.value.host.problem, null);
});

test("how the second worker comes up is not told as if it were the page's Python", async () => {
  const { second, state } = await comparing();
  second.say({ event: "boot", stage: "fetching Python", loaded: 1, total: 2 });
  assert.equal(state.value.host.python.kind, "ready");
  second.say({ event: "progress", run: "other", events: [{ step: 1, loss: 3, average: 3, autograd: "vector" }] });
  assert.equal(state.value.runs.other.done, 1);
});

test("a run that cannot be is told, and nothing is compared", async () => {
  const { dispatch, state } = await opened();
  answers.start = () => {
    throw new Error("n_embd 16 must be a multiple of n_head 3");
  };
  dispatch({ type: "compare-asked", run: "main" });
  await settled();
  assert.equal(state.value.host.problem?.message, "n_embd 16 must be a multiple of n_head 3");
  assert.deepEqual(Object.keys(state.value.runs), ["main"]);
});

const DIED = { event: "died", error: { type: "WorkerDied", message: "out of memory", traceback: "" } };

test("when the first of two workers dies both runs stop, and both begin again with Python", async () => {
  const { dispatch, worker, second, state } = await comparing();
  worker.say(DIED);
  await settled();
  assert.equal(state.value.host.python.kind, "stopped");
  assert.ok(worker.isEnded && second.isEnded);
  dispatch({ type: "restart-asked" });
  await settled();
  const anew = workers.filter((each) => !each.isEnded && each !== worker).slice(-2);
  assert.deepEqual(anew.flatMap(begunIn), [
    ["main", null, 7],
    ["other", 1, 7],
  ]);
  assert.ok(state.value.runs.other.origin);
});

test("when the second dies the first goes on, and the run that it had goes on when it is trained", async () => {
  const { dispatch, worker, second, state } = await comparing();
  second.say({ event: "ready", seconds: 1 });
  second.say({ event: "state", run: "other", state: told(30, []), numbers: numbers(30) });
  dispatch({ type: "train-asked", run: "other" });
  await settled();
  second.say(DIED);
  await settled();
  assert.equal(state.value.host.python.kind, "ready");
  const said = "The Python of run B has stopped: out of memory. Run A goes on without it.";
  assert.equal(state.value.host.problem?.message, said);
  assert.deepEqual([state.value.runs.other.activity, worker.isEnded], ["idle", false]);
  dispatch({ type: "train-asked", run: "other" });
  await settled();
  const third = workers[workers.length - 1];
  assert.notEqual(third, second);
  assert.equal(third.of("resume")[0].args.state.step, 30);
  assert.equal(third.of("train").length, 1);
  assert.equal(state.value.runs.other.lost, "");
  third.say({ event: "ready", seconds: 1 });
  third.say(DIED);
  dispatch({ type: "restart-asked" });
  dispatch({ type: "train-asked", run: "other" });
  await settled();
  assert.equal(workers[workers.length - 1].of("resume").length, 1, "it is brought up once");
});

test("where no second worker comes up both runs are the first's, and it is said", async () => {
  for (const end of [DIED, { event: "failed", error: { type: "BootError", message: "No room.", traceback: "" } }]) {
    const page = await opened();
    page.dispatch({ type: "compare-asked", run: "main" });
    workers[workers.length - 1].say(end);
    await settled();
    assert.deepEqual(begunIn(page.worker), [
      ["main", null, 7],
      ["other", null, 7],
    ]);
    assert.match(page.state.value.host.problem?.message ?? "", /takes turns with A in one/);
    page.dispatch({ type: "train-asked", run: "other" });
    await settled();
    assert.equal(page.worker.of("train").length, 1);
    page.dispatch({ type: "compare-ended", run: "main" });
    await settled();
    assert.equal(page.worker.of("drop").length, 1);
  }
});

test("documents that Python holds are handed to the second, which has them not", async () => {
  const { dispatch, worker } = await opened();
  let isRead = false;
  answers.read = () => {
    isRead = true;
    return { docs: 1 };
  };
  answers.start = ({ documents }) => {
    if (documents && !isRead) throw Object.assign(new Error("held no longer"), { type: "NotKept" });
    return about(0);
  };
  const setup = { ...SETUP, data: "own", text: "anna", file: { name: "mine.txt", docs: 1, digest: "abc" } };
  dispatch({ type: "setup-set", run: "main", setup });
  dispatch({ type: "compare-asked", run: "main" });
  await settled();
  const second = workers[workers.length - 1];
  assert.deepEqual([worker.of("read").length, second.of("read").length], [0, 1]);
  assert.equal(second.of("start")[1].args.documents, "abc");
});

test("a run that was compared can be trained again, whatever the form says by then", async () => {
  const { dispatch, state } = await comparing();
  dispatch({ type: "compare-ended", run: "main" });
  dispatch({ type: "setup-set", run: "main", setup: { ...SETUP, settings: { seed: 8 } } });
  dispatch({ type: "compare-asked", run: "main", again: true });
  await settled();
  const third = workers[workers.length - 1];
  assert.deepEqual(begunIn(third), [["other", 1, 7]]);
  assert.deepEqual(state.value.runs.main.setup.settings, { seed: 8 });
});

test("where memory is short both runs are in one worker, and take turns", async () => {
  Object.defineProperty(navigator, "deviceMemory", { value: 2, configurable: true });
  const { worker, second, dispatch } = await comparing();
  assert.equal(second, worker);
  assert.deepEqual(begunIn(worker), [
    ["main", null, 7],
    ["other", 1, 7],
  ]);
  dispatch({ type: "compare-ended", run: "main" });
  await settled();
  assert.deepEqual(
    worker.of("drop").map(({ args }) => args),
    [{ run: "other" }],
  );
  Object.defineProperty(navigator, "deviceMemory", { value: undefined, configurable: true });
});
