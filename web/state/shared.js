/**
 * A run that begins as a model of a link, which somebody shared: opened in Python, and given its documents later if
 * they are not there.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {LinkedModel} from "../wire/protocol.js"
 * @import {Refusal, Request} from "./host.js"
 * @import {Action, PageState} from "./page.js"
 */

import { WorkerError } from "../wire/client.js";

const LACKING = "To be trained on, this model needs the documents that it was trained on: they are not in its link.";
const OTHER =
  "These are not the documents that the model was trained on: the run that was here is still here. " +
  "Start again to have a new run on these.";

/** @typedef {Setup & {model: NonNullable<Setup["model"]>}} WithModel */

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {object} host
 * @param {Request} host.request
 * @param {Refusal} host.refusal
 */
export function sharedModels({ state, dispatch }, { request, refusal }) {
  return {
    /**
     * Have Python begin a run with the model of its setup.
     *
     * @param {string} run
     * @param {WithModel} setup
     * @param {Pick<LinkedModel, "autograd" | "sample_every">} made
     */
    async open(run, { text, file, model }, made) {
      const { autograd } = state.value.runs[run];
      const opened = await request("open_shared", { run, model: model.text, text, ...made });
      const { description, outlook, precision } = opened;
      const isLacking = description.num_docs === 0;
      const why = refusal(outlook, !isLacking);
      if (why) throw new Error(why);
      const setup = /** @type {Setup} */ ({
        ...outlook.setup,
        ...(outlook.list !== null && text === null && { data: outlook.list }),
        text,
        file: file ?? null,
      });
      const origin = { setup: { ...setup, model }, autograd, shared: { ...precision, step: outlook.step, isLacking } };
      dispatch({ type: "run-started", run, description, origin });
      dispatch({ type: "num-steps-set", run, numSteps: model.numSteps ?? outlook.num_steps });
      dispatch({ type: "setup-set", run, setup: { ...setup, model: null } }); // the next is one of its kind
    },

    /** Whether a run cannot be trained until the reader gives its documents. @param {string} run */
    isLacking: (run) => state.value.runs[run].origin?.shared?.isLacking === true,

    /** Ask the reader for the documents of such a run. @param {string} run */
    askFor(run) {
      const { live } = state.value.runs[run];
      dispatch({ type: "documents-wanted", run, digest: live.description?.data_digest ?? null });
      dispatch({ type: "problem-met", message: LACKING });
      dispatch({ type: "became-idle", run, description: null });
    },

    /**
     * The reader has given documents to such a run.
     *
     * @param {string} run
     * @param {(setup: Setup) => Promise<void>} begin
     */
    async give(run, begin) {
      const { origin, setup } = state.value.runs[run];
      try {
        await begin({ .../** @type {Setup} */ (origin?.setup), text: setup.text ?? "", file: setup.file });
      } catch (error) {
        dispatch({ type: "documents-wanted", run, digest: null });
        throw error instanceof WorkerError && error.name === "CheckpointError" ? new Error(OTHER) : error;
      }
    },
  };
}
