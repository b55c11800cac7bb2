/**
 * A run as a file: saved as the command line's, and opened, whoever wrote it. Of its documents a file has only the
 * digest, so documents of the reader's own are asked for.
 *
 * @import {Past, Setup} from "../figures/figure.js"
 * @import {Outlook} from "../wire/protocol.js"
 * @import {Refusal, Request} from "./host.js"
 * @import {Action, PageState} from "./page.js"
 *
 * @typedef {{text: string, outlook: Outlook}} Opened  a file, and what Python says of it
 */

const MOST_BYTES = 100e6;
const OTHER =
  "These are not the documents that the file's model was trained on: the run that was here is still here. " +
  "Start again to have a new run on these.";

const UNCHECKED =
  "This file has no checksum, as older ones have none: whether it is as it was saved cannot be told. Its run goes on.";

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {object} host
 * @param {Request} host.request
 * @param {typeof import("./holdings.js").withDocuments} host.withDocuments
 * @param {(run: string, make: () => Promise<void>) => Promise<void>} host.inPlace
 * @param {Refusal} host.refusal
 * @param {Past} host.nothing  a past of which nothing was seen: a file holds none
 */
export function createFiles({ state, dispatch }, { request, withDocuments, inPlace, refusal, nothing }) {
  /** Those whose documents are asked for, by run. @type {Map<string, Opened>} */
  const waiting = new Map();

  /**
   * Go on with the run of a file, in place of the one that is there.
   *
   * @param {string} run
   * @param {Opened} opened
   * @param {Pick<Setup, "data" | "text" | "file">} own  its documents
   */
  async function takeUp(run, { text, outlook }, { data, text: documents, file }) {
    const { setup, num_steps: numSteps, step: opened } = outlook;
    const own = { data, text: documents, file: file ?? null };
    const origin = {
      setup: /** @type {Setup} */ ({ ...setup, ...own }),
      autograd: state.value.runs[run].autograd,
      opened,
    };
    await inPlace(run, async () => {
      const named = documents === null ? own : { ...own, file: own.file ?? { name: outlook.data_name, docs: 0 } };
      const description = await withDocuments(request, named, (from) =>
        request("restore", { run, checkpoint: text, ...from }),
      );
      const { autograd } = description;
      dispatch({ type: "run-restored", run, description, origin, autograd, numSteps, past: nothing });
    });
    waiting.delete(run);
    dispatch({ type: "run-taken-up", run, isOfFile: true });
    if (!outlook.is_checked) dispatch({ type: "problem-met", message: UNCHECKED });
  }

  return {
    /** Have the reader save a run. @param {string} run */
    async save(run) {
      const { text, step } = await request("checkpoint", { run });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = `microgpt-step-${step}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers ask the reader where to first
    },

    /**
     * Go on with the run of a file; or ask for its documents.
     *
     * @param {string} run
     * @param {File} file
     */
    async open(run, file) {
      if (file.size > MOST_BYTES) {
        throw new Error(`${file.name}: wanted a saved model, which has at most 100 MB, not ${file.size / 1e6} MB.`);
      }
      const text = await textOf(file);
      const opened = { text, outlook: await request("outlook", { checkpoint: text, name: file.name }) };
      const { list, data_digest: digest } = opened.outlook;
      const { live, origin } = state.value.runs[run];
      const isSame = live.description?.data_digest === digest;
      const why = refusal(opened.outlook, list !== null || isSame);
      if (why) throw new Error(`${file.name}: ${why}`);
      if (list !== null) return takeUp(run, opened, { data: list, text: null });
      if (isSame) return takeUp(run, opened, origin?.setup ?? { text: null });
      waiting.set(run, opened);
      dispatch({ type: "documents-wanted", run, digest });
    },

    /** @param {string} run */
    isWaiting: (run) => waiting.has(run),

    /**
     * The reader has given documents for the file that waits for them.
     *
     * @param {string} run
     */
    async give(run) {
      const opened = /** @type {Opened} */ (waiting.get(run));
      try {
        const { data, text, file } = state.value.runs[run].setup;
        await takeUp(run, opened, { data, text: text ?? "", file });
      } catch {
        waiting.delete(run);
        dispatch({ type: "documents-wanted", run, digest: null });
        throw new Error(OTHER);
      }
    },
  };
}

/** @param {File} file */
async function textOf(file) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name}: wanted a saved model, but this is not UTF-8 text.`);
  }
}
