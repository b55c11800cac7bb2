/**
 * What readers ask of a run: to train, to invent, to be reset, saved, opened, set up.
 *
 * @import {Back} from "../figures/figure.js"
 * @import {Autograd, Commands} from "../wire/protocol.js"
 * @import {Beginning} from "./beginning.js"
 * @import {Holding} from "./held.js"
 * @import {Refusal, Request} from "./host.js"
 * @import {Action, PageState} from "./page.js"
 */

import { OWN, PUBLISHED } from "../figures/setups.js";
import { ENDED, WorkerError } from "../wire/client.js";
import { files as known, withDocuments } from "./holdings.js";
import { messageOf } from "./message.js";
import { EMPTY } from "./run.js";
import { trainedRun } from "./trained.js";

const OTHER_DOCUMENTS = "These are not the documents of the link: the run that is shown is one on those that you gave.";

/** The error of a training that has left the finite numbers. */
const DIVERGED = "TrainingDiverged";

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {object} host
 * @param {Request} host.request
 * @param {Holding} host.held
 * @param {Beginning} host.runs
 * @param {Refusal} host.refusal
 */
export function running({ state, dispatch }, { request, held, runs, refusal }) {
  /** @type {ReturnType<typeof import("./files.js").createFiles> | null} */
  let files = null;
  /** How often documents were asked for: what was asked for last counts. */
  let readings = 0;

  /**
   * @param {string} run
   * @param {number} [steps]  to the end if not said
   */
  async function train(run, steps) {
    const own = held.of(run);
    own.wishes += 1;
    const wish = own.wishes;
    if (own.isGone) comeAgain(run);
    await own.ready;
    if (runs.isLacking(run)) return runs.askForDocuments(run);
    if (wish !== own.wishes || state.value.runs[run].activity !== "waiting") return; // the reader thought better of it
    const args = { run, num_steps: state.value.runs[run].numSteps };
    const description = await request("train", steps === undefined ? args : { ...args, steps });
    dispatch({ type: "became-idle", run, description });
  }

  /** Have a run gone on with whose Python has ended, while that of the page's others has not. @param {string} run */
  function comeAgain(run) {
    const own = held.of(run);
    own.isGone = false;
    own.ready = runs.bringUp(run);
    own.ready.catch(() => {
      own.isGone = true;
    });
  }

  /**
   * @param {string} run
   * @param {File} file
   */
  async function open(run, file) {
    await held.of(run).ready;
    await (await theFiles()).open(run, file);
    if (!files?.isWaiting(run)) await held.holdNow(run);
  }

  /**
   * Go on from the end of the recorded run.
   *
   * @param {string} run
   */
  async function skip(run) {
    await held.of(run).ready;
    const trained = await trainedRun({ state, dispatch }, run);
    await runs.takeUp(run, trained, true);
    dispatch({ type: "saved", run, step: trained.moment.state.step }); // it is held as it came
  }

  /**
   * A run that has diverged goes on from a snapshot; what was seen of it after that is forgotten, and what was kept of
   * it in this browser stays beside the other.
   *
   * @param {string} run
   * @param {number} after
   * @param {string} learningRate
   */
  async function goBack(run, after, learningRate) {
    await runs.takePlace(run, async () => {
      const description = await request("go_back", { run, after, learning_rate: learningRate });
      const { origin, autograd, numSteps } = state.value.runs[run];
      if (!origin) return;
      const { setup } = origin;
      const settings = { ...setup.settings, learning_rate: description.config.learning_rate };
      const begun = description.is_as_started ? { ...origin, setup: { ...setup, settings } } : origin;
      dispatch({ type: "run-restored", run, description, origin: begun, autograd, numSteps });
    });
    dispatch({ type: "run-taken-up", run, isOfFile: true });
    await held.holdNow(run);
  }

  /** Fetched when a file is first saved or opened. */
  async function theFiles() {
    const { createFiles } = await import("./files.js");
    files ??= createFiles(
      { state, dispatch },
      { request, withDocuments, inPlace: runs.takePlace, refusal, nothing: EMPTY },
    );
    return files;
  }

  /**
   * Python says whether a file, what was pasted or what was fetched can be learned from; the form keeps what it held if
   * it cannot, or if the reader has chosen something else meanwhile.
   *
   * @param {string} run
   * @param {{data: string, name: string, source?: string | Blob}} what  of a setup
   * @param {() => Promise<Commands["read"]["result"]>} ask
   */
  async function read(run, { data, name, source }, ask) {
    readings += 1;
    const own = readings;
    const before = state.value.runs[run].setup.data;
    try {
      const { text, docs, digest } = await ask();
      if (source instanceof Blob) known.know(digest, source);
      const isWanted = own === readings && state.value.runs[run].setup.data === before;
      if (isWanted) dispatch({ type: "setup-set", run, setup: { data, text, file: { name, docs, digest } } });
    } catch (error) {
      if (own === readings) dispatch({ type: "problem-met", message: messageOf(error) }); // beside the run
    }
  }

  /** @param {string} run */
  async function generate(run) {
    await held.of(run).ready;
    const { names, in_data: inData } = await request("sample", { run });
    dispatch({ type: "generated", run, names, inData });
    dispatch({ type: "became-idle", run, description: null });
  }

  /**
   * @param {string} run
   * @param {Autograd} autograd
   */
  async function use(run, autograd) {
    await held.of(run).ready;
    dispatch({ type: "run-described", run, description: await request("use", { run, autograd }) });
  }

  /**
   * Start the run that the reader has set up, and look into its first step.
   *
   * @param {string} run
   */
  async function setUp(run) {
    if (files?.isWaiting(run)) {
      await files.give(run);
      return held.holdNow(run);
    }
    const { wanted } = state.value.runs[run];
    if (wanted && runs.isLacking(run)) await runs.giveDocuments(run);
    else await runs.another(run);
    for (const look of Object.values(state.value.looks)) {
      if (look.run === run) dispatch({ type: "trace-asked", look: look.id });
    }
    const digest = state.value.runs[run].live.description?.data_digest;
    if (wanted && wanted !== digest) dispatch({ type: "problem-met", message: OTHER_DOCUMENTS });
  }

  /**
   * @param {string} run
   * @param {unknown} error
   * @param {Back} [asked]  the way back that could not be gone as it was asked for, and is still there
   */
  async function fail(run, error, asked) {
    if (state.value.host.python.kind === "stopped") return; // told already
    if (error instanceof WorkerError && error.name === ENDED) return;
    const [message, details] = [messageOf(error), error instanceof WorkerError ? error.traceback : ""];
    const back = asked ?? (error instanceof WorkerError && error.name === DIVERGED ? await wayBack(run) : null);
    dispatch({ type: "failed", run, message, details, ...(back && { back }) });
  }

  /** @param {string} run @returns {Promise<Back | null>} */
  async function wayBack(run) {
    const found = await request("way_back", { run }).catch(() => null);
    return found && { ...found, run };
  }

  return {
    fail,
    /**
     * @param {string} run
     * @param {Action} action
     */
    async act(run, action) {
      try {
        if (action.type === "train-asked") await train(run);
        else if (action.type === "step-asked") await train(run, action.steps ?? 1);
        else if (action.type === "pause-asked") await request("pause", { run });
        else if (action.type === "reset-asked") await runs.again(run);
        else if (action.type === "skip-asked") await skip(run);
        else if (action.type === "setup-asked") await setUp(run);
        else if (action.type === "go-back-asked") await goBack(run, action.back.after, action.learningRate);
        else if (action.type === "generate-asked") await generate(run);
        else if (action.type === "documents-asked")
          await read(run, { data: OWN, name: action.name, source: action.source }, () =>
            request("read", { name: action.name, source: action.source }),
          );
        else if (action.type === "names-asked")
          await read(run, { data: PUBLISHED, name: PUBLISHED }, () => request("fetch_names", {}));
        else if (action.type === "autograd-set") await use(run, action.autograd);
        else if (action.type === "save-asked") await (await theFiles()).save(run);
        else if (action.type === "share-asked")
          await (await import("./sharing.js")).share({ state, dispatch }, request, run);
        else if (action.type === "open-asked") await open(run, action.file);
      } catch (error) {
        await fail(run, error, action.type === "go-back-asked" ? action.back : undefined);
      }
    },
  };
}
