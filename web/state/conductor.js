/**
 * Turns what the reader asks for into commands to the worker, and what the worker says into actions.
 *
 * @import {WorkerEvent} from "../wire/protocol.js"
 * @import {Action, Setup, State} from "./store.js"
 */

import { startWorker, WorkerError } from "../wire/client.js";

const SAMPLE_EVERY = 50;

/**
 * Connect a store to a worker, which is started at once, and again after it died.
 *
 * @typedef {object} Store
 * @property {{readonly value: State}} state
 * @property {(action: Action) => void} dispatch
 * @property {(effect: (action: any) => void) => void} onAction
 *
 * @param {Store} store
 * @param {URL} workerUrl
 * @returns {{request: (command: string, args?: Record<string, unknown>) => Promise<any>}} asks the worker, when it has a run
 */
export function conduct({ state, dispatch, onAction }, workerUrl) {
  /**
   * The last state of the run that the worker told of: what is gone on from if it dies.
   *
   * @type {{text: string, memory: object} | null}
   */
  let checkpoint = null;
  /** @type {ReturnType<typeof startWorker>} */
  let worker;
  /** Settles when the worker has a run to train. @type {Promise<void>} */
  let runReady;
  /** What the run was started with. @type {Setup} */
  let origin = state.value.setup;
  let wishes = 0; // to train: when there are several before Python is up, the last one counts

  start();
  onAction((action) => void act(action));

  function start() {
    worker = startWorker(workerUrl, {
      onEvent,
      onDeath: ({ name: type, message, traceback }) =>
        dispatch({ type: "python-stopped", error: { type, message, traceback } }),
    });
    runReady = checkpoint === null ? startRun() : restoreRun(checkpoint);
    runReady.catch(() => {}); // told where it is waited for, or by python-stopped
  }

  async function startRun() {
    const { numSteps, autograd, setup } = state.value;
    const description = await worker.request("start", {
      preset_name: setup.preset,
      settings: { ...setup.settings, num_steps: numSteps },
      ...dataOf(setup),
      autograd,
      sample_every: SAMPLE_EVERY,
    });
    origin = setup;
    checkpoint = null; // of the run before, if there was one, which may have told of itself until now
    dispatch({ type: "run-started", description });
  }

  /** @param {{text: string, memory: object}} checkpoint */
  async function restoreRun({ text, memory }) {
    const { autograd } = state.value;
    const args = { text_of_checkpoint: text, memory, ...dataOf(origin), autograd, sample_every: SAMPLE_EVERY };
    const description = await worker.request("restore", args);
    dispatch({ type: "run-restored", description });
  }

  /** @param {WorkerEvent} event */
  function onEvent(event) {
    if (event.event === "boot") dispatch({ ...event, type: "python-loading" });
    else if (event.event === "ready") dispatch({ type: "python-ready", seconds: event.seconds });
    else if (event.event === "failed") {
      dispatch({ type: "python-stopped", error: event.error });
      worker.terminate(); // it is of no more use, and might go on to tell of its loading
    } else if (event.event === "began") dispatch({ type: "training-began", description: event.description });
    else if (event.event === "progress") dispatch({ type: "progress", events: event.events });
    else {
      checkpoint = event;
      dispatch({ type: "saved", step: event.step });
    }
  }

  /** @param {Action} action */
  async function act(action) {
    try {
      if (action.type === "train-asked") await train({ num_steps: state.value.numSteps });
      else if (action.type === "step-asked") await train({ num_steps: state.value.numSteps, steps: action.steps ?? 1 });
      else if (action.type === "pause-asked") await worker.request("pause");
      else if (action.type === "reset-asked" || action.type === "setup-asked") await reset();
      else if (action.type === "generate-asked") await generate();
      else if (action.type === "autograd-set") await use(action.autograd);
      else if (action.type === "restart-asked") restart();
    } catch (error) {
      if (state.value.python.kind === "stopped") return; // told already
      const message = error instanceof Error ? error.message : String(error);
      dispatch({ type: "failed", message, details: error instanceof WorkerError ? error.traceback : "" });
    }
  }

  /** @param {{num_steps: number, steps?: number}} args */
  async function train(args) {
    wishes += 1;
    const wish = wishes;
    await runReady;
    if (wish !== wishes || state.value.activity !== "waiting") return; // the reader thought better of it
    const description = await worker.request("train", args);
    dispatch({ type: "became-idle", description });
  }

  async function reset() {
    const before = runReady;
    runReady = startRun();
    try {
      await runReady;
    } catch (error) {
      runReady = before; // what was there is still there
      throw error;
    }
    dispatch({ type: "became-idle", description: null });
  }

  async function generate() {
    await runReady;
    const { names } = await worker.request("sample");
    dispatch({ type: "generated", names });
    dispatch({ type: "became-idle", description: null });
  }

  /** @param {string} autograd */
  async function use(autograd) {
    await runReady;
    dispatch({ type: "run-described", description: await worker.request("use", { autograd }) });
  }

  function restart() {
    worker.terminate();
    start();
  }

  return {
    async request(command, args = {}) {
      await runReady;
      return worker.request(command, args);
    },
  };
}

/** The documents of a setup, as the session wants them. @param {Setup} setup */
function dataOf({ text }) {
  return text === null ? {} : { data_name: "your own", text };
}
