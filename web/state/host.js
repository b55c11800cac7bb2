/**
 * The page's Python: one worker, the runs and the traces in it by id. Turns what readers ask for into commands, and
 * what the worker says into actions.
 *
 * @import {Past, Setup} from "../figures/figure.js"
 * @import {Autograd, Columns, Commands, Edit, Given, Outlook, Snapshot, State, WorkerEvent} from "../wire/protocol.js"
 * @import {TraceHeader} from "../wire/trace-format.js"
 * @import {Action, Origin, PageState} from "./page.js"
 *
 * @typedef {object} Held  what is known of a run's place in Python
 * @property {Promise<void>} ready  settles when Python has it
 * @property {Moment | null} moment  the last that the worker told of: gone on from if it dies
 * @property {Map<number, Snapshot>} snapshots  of it, by the steps done
 * @property {number} wishes  to train: when there are several before Python is up, the last one counts
 *
 * @typedef {{state: State, numbers: Float64Array}} Moment  a run as it was, from which it can go on
 *
 * @typedef {object} Kept  a run that was left, and what was seen of it
 * @property {string} run  what a link says of it
 * @property {Moment} moment
 * @property {Snapshot[]} snapshots
 * @property {Origin} origin
 * @property {Autograd} autograd
 * @property {number} numSteps
 * @property {Setup} setup  of the next run, as far as the reader has come with it
 * @property {Past} [past]  null, if it is a file's, which holds none
 */

import { RECORDED, traceOf } from "../trace/read.js";
import { startWorker, WorkerError } from "../wire/client.js";
import { linkOf, runOf } from "./link.js";
import { traceOfLook } from "./page.js";
import { fetchCheckpoint } from "./recorded.js";
import { EMPTY } from "./run.js";
import { sharedModels } from "./shared.js";

/** @type {Setup} */
const PUBLISHED = { preset: "microgpt", settings: {}, text: null, model: null };
const SAMPLE_EVERY = 50;
const OTHER_DOCUMENTS = "These are not the documents of the link: the run that is shown is one on those that you gave.";

/**
 * Start the page's Python, with every run that the page has; a kept one goes on where it was left.
 *
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void,
 *   onAction: (listen: (action: Action) => void) => () => void}} store
 * @param {URL} workerUrl
 * @param {object} page
 * @param {Record<string, Kept>} page.kept  by run
 * @param {(outlook: Outlook) => string} page.refusal  why the page cannot show the run of a file; "" if it can
 */
export function createHost({ state, dispatch, onAction }, workerUrl, { kept, refusal }) {
  /** @type {ReturnType<typeof startWorker>} */
  let worker;
  /** @type {Map<string, Held>} */
  const runs = new Map();
  let traced = 0; // so that every trace has an id of its own
  /** Settles when Python has the recorded step. @type {Promise<void> | null} */
  let recorded = null;

  /** @type {ReturnType<typeof import("./files.js").createFiles> | null} */
  let files = null;
  const request = /** @type {typeof worker.request} */ ((command, args) => worker.request(command, args));
  const shared = sharedModels({ state, dispatch }, { request, refusal });
  start();
  const stop = onAction((action) => void act(action));

  function start() {
    worker = startWorker(workerUrl, {
      onEvent,
      onDeath: ({ name: type, message, traceback }) =>
        dispatch({ type: "python-stopped", error: { type, message, traceback } }),
    });
    recorded = null;
    for (const run of Object.keys(state.value.runs)) bringUp(run);
  }

  /** @param {string} run */
  function bringUp(run) {
    const before = runs.get(run);
    const left = before ? undefined : kept[run];
    const moment = before?.moment ?? left?.moment ?? null;
    const snapshots = before?.snapshots ?? bySteps(left?.snapshots ?? []);
    /** @type {Held} */
    const held = { ready: Promise.resolve(), moment, snapshots, wishes: before?.wishes ?? 0 };
    runs.set(run, held);
    const { setup, origin } = state.value.runs[run];
    const first = origin?.setup ?? setup;
    if (first.model && !moment) held.ready = begin(run, first).catch((error) => beginPublished(run, error));
    else if (state.value.runs[run].wanted && !moment)
      held.ready = new Promise(() => {}); // until the reader gives its documents
    else if (left) held.ready = goOn(run, left).catch((error) => beginInPlace(run, left, error));
    else if (moment) held.ready = goOn(run, { moment, snapshots: [...snapshots.values()], ...asItIs(run) });
    else held.ready = begin(run);
    held.ready.catch((error) => fail(run, error));
  }

  /** Of a run of this page, what it goes on with. @param {string} run */
  function asItIs(run) {
    const { origin, autograd, setup, numSteps } = state.value.runs[run];
    return { origin: origin ?? { setup, autograd }, autograd, numSteps };
  }

  /**
   * A run that was left cannot be gone on with: say why, and begin one.
   *
   * @param {string} run
   * @param {Kept} left
   * @param {unknown} error
   */
  async function beginInPlace(run, left, error) {
    if (state.value.host.python.kind === "stopped") throw error;
    tell(error);
    forget(run);
    await begin(run, left.origin.setup);
  }

  /**
   * The model of a link cannot be opened: say why, and begin with the published program.
   *
   * @param {string} run
   * @param {unknown} error
   */
  async function beginPublished(run, error) {
    if (state.value.host.python.kind === "stopped") throw error;
    tell(error);
    dispatch({ type: "setup-set", run, setup: PUBLISHED });
    await begin(run);
  }

  /**
   * @param {string} run
   * @param {Setup} [setup]  of it; the one that the reader has set up if not said
   */
  async function begin(run, setup = state.value.runs[run].setup) {
    const { numSteps, autograd } = state.value.runs[run];
    if (setup.model) {
      const made = { autograd: chosen(autograd), sample_every: SAMPLE_EVERY };
      forget(run);
      await shared.open(run, { ...setup, model: setup.model }, made);
      if (!shared.isLacking(run)) await holdNow(run);
      return;
    }
    const settings = { ...setup.settings, num_steps: numSteps };
    const args = { run, preset_name: setup.preset, settings, ...dataOf(setup), sample_every: SAMPLE_EVERY };
    const description = await worker.request("start", { ...args, autograd: chosen(autograd) });
    forget(run); // the run before, if there was one, may have told of itself until now
    dispatch({ type: "run-started", run, description, origin: { setup, autograd } });
  }

  /** @param {string} run */
  function forget(run) {
    Object.assign(heldOf(run), { moment: null, snapshots: new Map() });
  }

  /**
   * Have Python go on with a run from a moment of it.
   *
   * @param {string} run
   * @param {Pick<Kept, "moment" | "snapshots" | "origin" | "autograd" | "numSteps" | "past">} from
   */
  async function goOn(run, { moment: { state: told, numbers }, snapshots, origin, autograd, numSteps, past }) {
    /** @type {Given} */
    const given = { numbers };
    for (const { after, numbers } of snapshots) given[after] = numbers;
    const resumed = { ...told, snapshots: snapshots.map(({ after, checksum }) => ({ after, checksum })) };
    const args = {
      run,
      state: resumed,
      ...dataOf(origin.setup),
      autograd: chosen(autograd),
      sample_every: SAMPLE_EVERY,
    };
    const description = await worker.request("resume", args, given);
    dispatch({ type: "run-restored", run, description, origin, autograd, numSteps, past });
  }

  /** @param {WorkerEvent} event */
  function onEvent(event) {
    if (event.event === "boot") dispatch({ ...event, type: "python-loading" });
    else if (event.event === "ready") dispatch({ type: "python-ready", seconds: event.seconds });
    else if (event.event === "failed") {
      dispatch({ type: "python-stopped", error: event.error });
      worker.terminate(); // it is of no more use, and might go on to tell of its loading
    } else if (event.event === "began") {
      dispatch({ type: "training-began", run: event.run, description: event.description });
    } else if (event.event === "progress") dispatch({ type: "progress", run: event.run, events: event.events });
    else void hold(event);
  }

  /**
   * Hold what a run can go on from, and fetch its new snapshots: both would end with the worker.
   *
   * @param {{run: string} & Moment} told
   */
  async function hold({ run, state, numbers }) {
    const held = heldOf(run);
    held.moment = { state, numbers };
    const { snapshots } = held;
    for (const after of snapshots.keys()) if (!state.snapshots.includes(after)) snapshots.delete(after);
    const missing = state.snapshots.filter((after) => !snapshots.has(after));
    const fetched = missing.map(async (after) => {
      const { header, columns } = await worker.request("snapshot", { run, after });
      snapshots.set(after, { ...header, ...columns });
    });
    await Promise.allSettled(fetched); // one may have made room for others since
    if (held.moment?.state !== state) return; // there is a newer one, or another run
    dispatch({ type: "saved", run, step: state.step });
  }

  /** @param {Action} action */
  async function act(action) {
    try {
      if (action.type === "restart-asked") restart();
      else if ("look" in action && action.look) await actOnLook(action.look, action);
      if ("run" in action && action.run) await actOnRun(action.run, action);
    } catch (error) {
      tell(error);
    }
  }

  /**
   * @param {string} look
   * @param {Action} action
   */
  async function actOnLook(look, action) {
    try {
      if (action.type === "edits-asked") await experiment(look, action.edits);
      else if (action.type === "check-asked") await check(look, action);
    } catch (error) {
      dispatch({ type: "trace-failed", look });
      throw error;
    }
  }

  /**
   * @param {string} run
   * @param {Action} action
   */
  async function actOnRun(run, action) {
    try {
      if (action.type === "train-asked") await train(run);
      else if (action.type === "step-asked") await train(run, action.steps ?? 1);
      else if (action.type === "pause-asked") await worker.request("pause", { run });
      else if (action.type === "reset-asked") await reset(run);
      else if (action.type === "setup-asked") await setUp(run);
      else if (action.type === "generate-asked") await generate(run);
      else if (action.type === "documents-asked") await read(run, action);
      else if (action.type === "autograd-set") await use(run, action.autograd);
      else if (action.type === "save-asked") await (await theFiles()).save(run);
      else if (action.type === "share-asked")
        await (await import("./sharing.js")).share({ state, dispatch }, request, run);
      else if (action.type === "open-asked") await open(run, action.file);
    } catch (error) {
      fail(run, error);
    }
  }

  /**
   * @param {string} run
   * @param {unknown} error
   */
  function fail(run, error) {
    if (state.value.host.python.kind === "stopped") return; // told already
    const details = error instanceof WorkerError ? error.traceback : "";
    dispatch({ type: "failed", run, message: messageOf(error), details });
  }

  /**
   * @param {string} run
   * @param {number} [steps]  to the end if not said
   */
  async function train(run, steps) {
    const held = heldOf(run);
    held.wishes += 1;
    const wish = held.wishes;
    await held.ready;
    if (shared.isLacking(run)) return shared.askFor(run);
    if (wish !== held.wishes || state.value.runs[run].activity !== "waiting") return; // the reader thought better of it
    const args = { run, num_steps: state.value.runs[run].numSteps };
    const description = await worker.request("train", steps === undefined ? args : { ...args, steps });
    dispatch({ type: "became-idle", run, description });
  }

  /**
   * The run that is there once more from its first step, whatever the reader has set up meanwhile for the next.
   *
   * @param {string} run
   */
  const reset = (run) => inPlace(run, () => begin(run, state.value.runs[run].origin?.setup));

  /**
   * Have another run take the place of the one that is there; if that fails, that one is still there.
   *
   * @param {string} run
   * @param {() => Promise<void>} make
   */
  async function inPlace(run, make) {
    const held = heldOf(run);
    const before = held.ready;
    held.ready = make();
    try {
      await held.ready;
    } catch (error) {
      held.ready = before;
      throw error;
    }
    dispatch({ type: "became-idle", run, description: null });
  }

  /**
   * Go on with a run that was kept, in place of the one that is there.
   *
   * @param {string} run
   * @param {Kept} left
   */
  async function takeUp(run, left) {
    await takePlace(run, () => goOn(run, left));
    Object.assign(heldOf(run), { moment: left.moment, snapshots: bySteps(left.snapshots) });
    dispatch({ type: "run-taken-up", run, isOfFile: false });
  }

  /**
   * As inPlace(), for a run that is further than its beginning.
   *
   * @param {string} run
   * @param {() => Promise<void>} make
   */
  async function takePlace(run, make) {
    heldOf(run).wishes += 1; // to train on was a wish for the run before
    await inPlace(run, make);
    forget(run);
  }

  /**
   * @param {string} run
   * @param {File} file
   */
  async function open(run, file) {
    await (await theFiles()).open(run, file);
    await holdNow(run);
  }

  /** Fetched when a file is first saved or opened. */
  async function theFiles() {
    const { createFiles } = await import("./files.js");
    const request = /** @type {typeof worker.request} */ ((command, args) => worker.request(command, args));
    files ??= createFiles({ state, dispatch }, { request, inPlace: takePlace, refusal, nothing: EMPTY });
    return files;
  }

  /** Have a run told of, that has come from elsewhere. @param {string} run */
  async function holdNow(run) {
    if (files?.isWaiting(run)) return;
    const { header, columns } = await worker.request("state", { run });
    await hold({ run, state: header, ...columns });
  }

  /**
   * Python says whether a file, or what was pasted, can be learned from; the form keeps what it held if it cannot.
   *
   * @param {string} run
   * @param {Extract<Action, {type: "documents-asked"}>} action
   */
  async function read(run, { name, source }) {
    try {
      const { text, docs } = await worker.request("read", { name, source });
      dispatch({ type: "setup-set", run, setup: { text, file: { name, docs } } });
    } catch (error) {
      dispatch({ type: "problem-met", message: messageOf(error) }); // beside the run, which goes on
    }
  }

  /** @param {string} run */
  async function generate(run) {
    await heldOf(run).ready;
    const { names, in_data: inData } = await worker.request("sample", { run });
    dispatch({ type: "generated", run, names, inData });
    dispatch({ type: "became-idle", run, description: null });
  }

  /**
   * @param {string} run
   * @param {Autograd} autograd
   */
  async function use(run, autograd) {
    await heldOf(run).ready;
    dispatch({ type: "run-described", run, description: await worker.request("use", { run, autograd }) });
  }

  /**
   * Start the run that the reader has set up, and look into its first step.
   *
   * @param {string} run
   */
  async function setUp(run) {
    if (files?.isWaiting(run)) {
      await files.give(run);
      return holdNow(run);
    }
    const { wanted } = state.value.runs[run];
    if (wanted && shared.isLacking(run)) await shared.give(run, (setup) => inPlace(run, () => begin(run, setup)));
    else await inPlace(run, () => begin(run));
    for (const look of Object.values(state.value.looks)) {
      if (look.run === run) dispatch({ type: "trace-asked", look: look.id });
    }
    const digest = state.value.runs[run].live.description?.data_digest;
    if (wanted && wanted !== digest) dispatch({ type: "problem-met", message: OTHER_DOCUMENTS });
  }

  function restart() {
    worker.terminate();
    start();
  }

  // --- experiments

  /**
   * @param {string} look
   * @param {Edit[]} edits
   */
  async function experiment(look, edits) {
    const header = traceOfLook(state.value, look)?.header;
    if (header) {
      show(look, await ask("experiment", { of: header.of ?? header.id, trace: newTrace(), edits }));
    }
  }

  /**
   * @param {string} look
   * @param {{matrix: string, row: number, column: number}} param
   */
  async function check(look, { matrix, row, column }) {
    const header = traceOfLook(state.value, look)?.header;
    if (!header) return;
    const found = await ask("check", { trace: header.id, matrix, row, column });
    dispatch({ type: "checked", look, check: found });
  }

  function newTrace() {
    traced += 1;
    return `experiment-${traced}`;
  }

  /**
   * @param {string} look
   * @param {Columns<TraceHeader>} made
   */
  function show(look, { header, columns }) {
    dispatch({ type: "trace-shown", look, trace: traceOf(header, { ...columns }) });
  }

  // --- questions

  /**
   * Ask the worker, once it has what is meant; the recorded step is handed to it when somebody first asks about it, and
   * again when it had to make room.
   *
   * @template {keyof Commands} K
   * @param {K} command
   * @param {Commands[K]["args"]} args
   * @returns {Promise<Commands[K]["result"]>}
   */
  async function ask(command, args) {
    const { run, trace, of } = /** @type {Record<string, string>} */ (args);
    if (![run, trace, of].includes(RECORDED)) {
      await runs.get(run)?.ready;
      return worker.request(command, args);
    }
    recorded ??= handRecorded();
    await recorded;
    try {
      return await worker.request(command, args);
    } catch (error) {
      if (!(error instanceof WorkerError) || error.name !== "NotKept") throw error;
      recorded = handRecorded();
      await recorded;
      return worker.request(command, args);
    }
  }

  async function handRecorded() {
    try {
      const { text: checkpoint, memory } = await fetchCheckpoint();
      await worker.request("restore", { run: RECORDED, checkpoint, memory, sample_every: 0 });
      await worker.request("trace", { run: RECORDED, trace: RECORDED, graph: false });
    } catch (error) {
      if (state.value.host.python.kind === "stopped") throw error; // and can be handed it when it is up again
      dispatch({ type: "recording-lost" });
      throw new Error(`The recorded step could not be handed to Python: ${messageOf(error)}.`);
    }
  }

  // --- helpers

  /** @param {string} run */
  function heldOf(run) {
    return /** @type {Held} */ (runs.get(run));
  }

  /**
   * Tell the reader of an error, unless it is that Python has stopped, which is told already.
   *
   * @param {unknown} error
   */
  function tell(error) {
    if (error instanceof WorkerError && state.value.host.python.kind === "stopped") return;
    dispatch({ type: "problem-met", message: messageOf(error) });
  }

  return {
    tell,
    request: ask,
    takeUp,
    /**
     * A run as it could be gone on from elsewhere, if it has told of a state yet.
     *
     * @param {string} run
     * @returns {Kept | null}
     */
    keep(run) {
      const { moment, snapshots } = heldOf(run);
      const { live, numSteps, origin, autograd, setup } = state.value.runs[run];
      if (origin === null) return kept[run] ?? null; // Python has it not yet
      const told = runOf(linkOf(state.value, run, null));
      const seen = { run: told, origin, autograd, numSteps, setup, past: live };
      return moment && { ...seen, moment, snapshots: [...snapshots.values()] };
    },
    destroy() {
      stop();
      worker.terminate();
    },
  };
}

/**
 * The documents of a setup, as the session wants them.
 *
 * @param {Setup} setup
 */
function dataOf({ text, file }) {
  return text === null ? {} : { data_name: file?.name ?? "your own", text };
}

/** @param {Snapshot[]} snapshots */
const bySteps = (snapshots) => new Map(snapshots.map((each) => [each.after, each]));

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The autograd to ask for: null, for the quickest that can train the run, unless the reader wants the slower one.
 *
 * @param {Autograd} autograd
 */
function chosen(autograd) {
  return autograd === "vector" ? null : autograd;
}
