/**
 * The page's Python: started, asleep until it is wanted, or ended; what readers ask for becomes commands, and what it
 * says becomes actions.
 *
 * @import {Commands, Given, Outlook, WorkerEvent} from "../wire/protocol.js"
 * @import {Kept} from "./held.js"
 * @import {Action, PageState} from "./page.js"
 *
 * @typedef {typeof import("./workers.js").startWorkers} StartWorkers
 *
 * @typedef {<K extends keyof Commands>(command: K, args: Commands[K]["args"], given?: Given, whose?: string) =>
 *   Promise<Commands[K]["result"]>} Request  whose: the run that it is asked for, if its arguments name none
 *
 * @typedef {(outlook: Pick<Outlook, "setup">, hasDocuments: boolean) => string} Refusal  why a page cannot show the run
 *   of a file or a link; "" if it can. hasDocuments: whether what it was trained on is there
 */

import { ENDED, startWorker, WorkerError } from "../wire/client.js";
import { beginning } from "./beginning.js";
import { experimenting } from "./experimenting.js";
import { handing } from "./handing.js";
import { holding } from "./held.js";
import { messageOf } from "./message.js";
import { OTHER } from "./page.js";
import { running } from "./running.js";

/** What nobody can do without Python: asking for it is to want Python. @type {Set<Action["type"]>} */
const WAKING = new Set([
  "python-wanted",
  "restart-asked",
  "train-asked",
  "step-asked",
  "skip-asked",
  "generate-asked",
  "setup-asked",
  "documents-asked",
  "names-asked",
  "open-asked",
  "edits-asked",
  "check-asked",
  "resume-asked",
  "go-back-asked",
  "compare-asked",
]);

/**
 * Start the page's Python, with every run that the page has; a kept one goes on where it was left.
 *
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void,
 *   onAction: (listen: (action: Action) => void) => () => void}} store
 * @param {URL} workerUrl
 * @param {object} page
 * @param {Record<string, Kept>} page.kept  by run
 * @param {Refusal} page.refusal
 * @param {boolean} [page.isAsleep]  whether Python is not started until the reader wants it
 * @param {(kind: string) => string} page.newId  of a trace
 * @param {StartWorkers} [page.workers]  how they are started, if there may be two
 * @param {Parameters<StartWorkers>[2]} [page.open]  a worker that is not this page's alone
 */
export function createHost(store, workerUrl, { kept, refusal, isAsleep = false, newId, workers = startWorker, open }) {
  const { state, dispatch, onAction } = store;
  /** @type {ReturnType<StartWorkers> | null} */
  let worker = null;
  const left = { ...kept };

  const theWorker = () => worker ?? start();
  let readings = 0; // documents that are on their way to Python
  /** @type {Request} */
  const request = (command, args, given, whose) => {
    const answer = theWorker().request(command, args, given, whose);
    return command === "read" || command === "fetch_names" ? reading(answer) : answer;
  };
  const held = holding(store, request, kept);
  const runs = beginning(store, { request, held, tell, refusal });
  const { act: actOnRun, fail } = running(store, { request, held, runs, refusal });
  const { ask, anew } = handing(store, request, held);
  const { act: actOnLook } = experimenting(store, ask, newId);

  if (!isAsleep) start();
  const stop = onAction((action) => void act(action));

  function start() {
    worker = workers(workerUrl, { onEvent, onDeath, onOtherDeath, onAlone }, open);
    dispatch({ type: "python-wanted" }); // if it was asleep until now
    anew();
    for (const run of Object.keys(state.value.runs)) {
      const own = held.of(run);
      own.isGone = false;
      own.ready = runs.bringUp(run, left[run]);
      own.ready.catch((error) => fail(run, error));
      delete left[run]; // from now on the page knows it better
    }
    return worker;
  }

  /**
   * Documents are on their way until the last of them are there, or are refused.
   *
   * @template T
   * @param {Promise<T>} answer
   * @returns {Promise<T>}
   */
  function reading(answer) {
    readings += 1;
    return answer.finally(() => {
      readings -= 1;
      if (readings === 0) dispatch({ type: "reading-told", reading: null });
    });
  }

  /** Begin the run that the reader's is compared with; what cannot be one is told, and then there is none. */
  async function compare() {
    held.forget(OTHER);
    const own = Object.assign(held.of(OTHER), { isGone: false });
    own.ready = runs.bringUp(OTHER);
    await own.ready.catch((error) => {
      dispatch({ type: "compare-ended" });
      throw error;
    });
  }

  /** @param {WorkerError} error */
  function onDeath({ name: type, message, traceback }) {
    dispatch({ type: "python-stopped", error: { type, message, traceback } });
  }

  /** Of the run that the reader's is compared with: that goes on. @param {WorkerError} error */
  function onOtherDeath({ message }) {
    if (!(OTHER in state.value.runs)) return;
    held.of(OTHER).isGone = true;
    dispatch({ type: "run-lost", run: OTHER, message });
  }

  /** @param {string} why */
  function onAlone(why) {
    const message = `Run B has no Python of its own here, and takes turns with A in one. ${why}`;
    dispatch({ type: "problem-met", message, isNotice: true });
  }

  /** @param {WorkerEvent} event */
  function onEvent(event) {
    if (event.event === "boot") dispatch({ ...event, type: "python-loading" });
    else if (event.event === "reading") {
      const { name, loaded, total } = event;
      dispatch({ type: "reading-told", reading: loaded < total ? { name, loaded, total } : null });
    } else if (event.event === "ready") dispatch({ type: "python-ready", seconds: event.seconds });
    else if (event.event === "failed") {
      dispatch({ type: "python-stopped", error: event.error });
      worker?.terminate(); // it is of no more use, and might go on to tell of its loading
    } else if (event.event === "began") {
      dispatch({ type: "training-began", run: event.run, description: event.description });
    } else if (event.event === "progress") dispatch({ type: "progress", run: event.run, events: event.events });
    else void held.hold(event);
  }

  /** @param {Action} action */
  async function act(action) {
    try {
      if (action.type === "restart-asked") {
        worker?.terminate();
        start();
      } else if (WAKING.has(action.type)) theWorker();
      if (!worker) return; // nothing of it can be lost
      if (action.type === "compare-asked") await compare();
      else if (action.type === "compare-ended") await request("drop", { run: OTHER });
      if ("look" in action && action.look) await actOnLook(action.look, action);
      if ("run" in action && action.run) await actOnRun(action.run, action);
    } catch (error) {
      tell(error);
    }
  }

  /**
   * Tell the reader of an error, unless it is that Python has stopped, which is told already, or was ended on purpose.
   *
   * @param {unknown} error
   */
  function tell(error) {
    const isStopped = state.value.host.python.kind === "stopped";
    if (error instanceof WorkerError && (isStopped || error.name === ENDED)) return;
    dispatch({ type: "problem-met", message: messageOf(error) });
  }

  return {
    tell,
    request: ask,
    takeUp: runs.takeUp,
    keep: held.keep,
    destroy() {
      stop();
      worker?.terminate();
    },
  };
}
