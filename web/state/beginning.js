/**
 * How a run comes to be in Python: begun, gone on with, or in place of the one that is there.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Autograd, Description, Given} from "../wire/protocol.js"
 * @import {Config} from "../wire/trace-format.js"
 * @import {Held, Holding, Kept, Left} from "./held.js"
 * @import {Action, PageState} from "./page.js"
 * @import {Refusal, Request} from "./host.js"
 * @import {WithModel} from "./shared.js"
 */

import { withDocuments } from "./holdings.js";
import { sharedModels } from "./shared.js";

/** @type {Setup} */
const PUBLISHED = { preset: "microgpt", settings: {}, text: null, model: null };
const SAMPLE_EVERY = 50;

/** @typedef {ReturnType<typeof beginning>} Beginning */

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {object} host
 * @param {Request} host.request
 * @param {Holding} host.held
 * @param {(error: unknown) => void} host.tell
 * @param {Refusal} host.refusal
 */
export function beginning({ state, dispatch }, { request, held, tell, refusal }) {
  const models = sharedModels({ state, dispatch }, { request, refusal });

  /**
   * Have Python know a run of the page, after Python has come up: for the first time, or again.
   *
   * @param {string} run
   * @param {Kept} [left]  if it was left elsewhere, and is gone on with
   */
  async function bringUp(run, left) {
    const { moment, snapshots } = held.of(run);
    const { setup, origin, wanted } = state.value.runs[run];
    const first = origin?.setup ?? setup;
    if (first.model && !moment) return begin(run, first).catch((error) => beginPublished(run, error));
    if (wanted && !moment) return new Promise(() => {}); // until the reader gives its documents
    if (left) return goOn(run, left).catch((error) => beginInPlace(run, left, error));
    if (moment) return goOn(run, { moment, snapshots: [...snapshots.values()], ...asItIs(run) });
    return begin(run, first);
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
    held.forget(run);
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
    const { model } = setup;
    if (model) return openModel(run, { ...setup, model });
    const settings = { num_steps: numSteps, ...setup.settings };
    const args = { run, preset_name: setup.preset, settings, sample_every: SAMPLE_EVERY, autograd: chosen(autograd) };
    const description = await withDocuments(request, setup, (data) => request("start", { ...args, ...data }), run);
    held.forget(run); // the run before, if there was one, may have told of itself until now
    if ("num_steps" in setup.settings) {
      dispatch({ type: "num-steps-set", run, numSteps: description.config.num_steps });
    }
    dispatch({ type: "run-started", run, description, origin: { setup: asRead(setup, description), autograd } });
  }

  /**
   * @param {string} run
   * @param {WithModel} setup
   */
  async function openModel(run, setup) {
    const made = { autograd: chosen(state.value.runs[run].autograd), sample_every: SAMPLE_EVERY };
    held.forget(run);
    await models.open(run, setup, made);
    if (!models.isLacking(run)) await held.holdNow(run);
  }

  /**
   * Have Python go on with a run from a moment of it.
   *
   * @param {string} run
   * @param {Left} from
   */
  async function goOn(run, { moment: { state: told, numbers }, snapshots, origin, autograd, numSteps, past }) {
    /** @type {Given} */
    const given = { numbers };
    for (const { after, numbers } of snapshots) given[after] = numbers;
    const resumed = { ...told, snapshots: snapshots.map(({ after, checksum }) => ({ after, checksum })) };
    const made = { autograd: chosen(autograd), sample_every: SAMPLE_EVERY };
    const args = { run, state: resumed, ...made };
    const resume = (/** @type {object} */ data) => request("resume", { ...args, ...data }, given);
    const description = await withDocuments(request, origin.setup, resume, run);
    dispatch({ type: "run-restored", run, description, origin, autograd, numSteps, past });
  }

  /**
   * Have another run take the place of the one that is there; if that fails, that one is still there.
   *
   * @param {string} run
   * @param {() => Promise<void>} make
   */
  async function inPlace(run, make) {
    const own = held.of(run);
    const before = own.ready;
    own.ready = make();
    try {
      await own.ready;
    } catch (error) {
      own.ready = before;
      throw error;
    }
    dispatch({ type: "became-idle", run, description: null });
  }

  /**
   * As inPlace(), for a run that is further than its beginning.
   *
   * @param {string} run
   * @param {() => Promise<void>} make
   */
  async function takePlace(run, make) {
    held.of(run).wishes += 1; // to train on was a wish for the run before
    await inPlace(run, make);
    held.forget(run);
  }

  return {
    bringUp,
    takePlace,
    isLacking: models.isLacking,
    askForDocuments: models.askFor,
    /** The reader has given documents to a run that lacks them. @param {string} run */
    giveDocuments: (run) => models.give(run, (setup) => inPlace(run, () => begin(run, setup))),
    /** The run that the reader has set up, in place of the one that is there. @param {string} run */
    another: (run) => inPlace(run, () => begin(run)),
    /**
     * The run that is there once more from its first step, whatever the reader has set up meanwhile for the next.
     *
     * @param {string} run
     */
    again: (run) => inPlace(run, () => begin(run, state.value.runs[run].origin?.setup)),
    /**
     * Go on with a run that was kept, or came as a file, in place of the one that is there.
     *
     * @param {string} run
     * @param {Left} left
     * @param {boolean} [isOfFile]
     */
    async takeUp(run, left, isOfFile = false) {
      await takePlace(run, () => goOn(run, left));
      held.takeUp(run, left);
      dispatch({ type: "run-taken-up", run, isOfFile });
    },
  };
}

/**
 * A setup with its settings as Python has read them. For how many steps a run is trained is no part of it: that may
 * change.
 *
 * @param {Setup} setup
 * @param {Description} description
 * @returns {Setup}
 */
function asRead(setup, { config }) {
  const { num_steps: _, ...own } = setup.settings;
  for (const name of Object.keys(own)) own[name] = config[/** @type {keyof Config} */ (name)] ?? own[name];
  return { ...setup, settings: own };
}

/**
 * The autograd to ask for: null, for the quickest that can train the run, unless the reader wants the slower one.
 *
 * @param {Autograd} autograd
 */
function chosen(autograd) {
  return autograd === "vector" ? null : autograd;
}
