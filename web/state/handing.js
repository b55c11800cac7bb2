/**
 * Questions to Python about what it may not have yet: a run that is still coming, and the recorded step, on its own
 * document or another that was recorded, which it is handed when somebody first asks about that, and again when it had
 * to make room.
 *
 * @import {Commands} from "../wire/protocol.js"
 * @import {Holding} from "./held.js"
 * @import {Request} from "./host.js"
 * @import {Action, PageState} from "./page.js"
 */

import { isOtherDocument, otherDocumentOf, RECORDED } from "../trace/read.js";
import { WorkerError } from "../wire/client.js";
import { withDocuments } from "./holdings.js";
import { messageOf } from "./message.js";
import { fetchCheckpoint } from "./recorded.js";

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {Request} request
 * @param {Holding} held
 */
export function handing({ state, dispatch }, request, held) {
  /** Each settles when Python has the recorded run, or a step of it. @type {Map<string, Promise<unknown>>} */
  const handed = new Map();

  async function restored() {
    const { text: checkpoint, memory } = await fetchCheckpoint();
    await request("restore", { run: RECORDED, checkpoint, memory, sample_every: 0 });
  }

  /** @param {string} id */
  async function traced(id) {
    await once("", restored);
    const doc = isOtherDocument(id) ? otherDocumentOf(id) : null;
    await request("trace", { run: RECORDED, trace: id, doc, graph: false });
  }

  /**
   * @param {string} id
   * @param {() => Promise<unknown>} hand
   */
  function once(id, hand) {
    const settles = handed.get(id) ?? hand();
    handed.set(id, settles);
    return settles;
  }

  /** Have Python handed these, once. @param {string[]} ids */
  async function hand(ids) {
    try {
      for (const id of ids) await once(id, () => traced(id));
    } catch (error) {
      if (state.value.host.python.kind === "stopped") throw error; // and can be handed it when it is up again
      dispatch({ type: "recording-lost" });
      throw new Error(`The recorded step could not be handed to Python: ${messageOf(error)}.`);
    }
  }

  /**
   * Something about documents that Python has read, and may hold no longer: some run's setup has the text.
   *
   * @param {any} command
   * @param {{documents: string}} args
   * @returns {Promise<any>}
   */
  function ofDocuments(command, { documents, ...args }) {
    const setups = Object.values(state.value.runs).map(({ setup }) => setup);
    const own = setups.find(({ file }) => file?.digest === documents);
    if (!own) return request(command, { documents, ...args });
    return withDocuments(request, own, (data) => request(command, { ...args, ...data }));
  }

  return {
    /** Another Python has come up, which has nothing. */
    anew() {
      handed.clear();
    },
    /**
     * Ask Python, once it has what is meant.
     *
     * @template {keyof Commands} K
     * @param {K} command
     * @param {Commands[K]["args"]} args
     * @returns {Promise<Commands[K]["result"]>}
     */
    async ask(command, args) {
      const { run, trace, of } = /** @type {Record<string, string>} */ (args);
      const ids = [run, trace, of].filter((id) => id === RECORDED || isOtherDocument(id));
      if (ids.length === 0) {
        if (run && state.value.runs[run]) await held.of(run).ready;
        return "documents" in args ? ofDocuments(command, /** @type {any} */ (args)) : request(command, args);
      }
      await hand(ids);
      try {
        return await request(command, args);
      } catch (error) {
        if (!(error instanceof WorkerError) || error.name !== "NotKept") throw error;
        handed.clear();
        await hand(ids);
        return request(command, args);
      }
    },
  };
}
