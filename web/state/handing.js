/**
 * Questions to Python about what it may not have yet: a run that is still coming, and the recorded step, which it is
 * handed when somebody first asks about that, and again when it had to make room.
 *
 * @import {Commands} from "../wire/protocol.js"
 * @import {Holding} from "./held.js"
 * @import {Request} from "./host.js"
 * @import {Action, PageState} from "./page.js"
 */

import { RECORDED } from "../trace/read.js";
import { WorkerError } from "../wire/client.js";
import { messageOf } from "./message.js";
import { fetchCheckpoint } from "./recorded.js";

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {Request} request
 * @param {Holding} held
 */
export function handing({ state, dispatch }, request, held) {
  /** Settles when Python has the recorded step. @type {Promise<void> | null} */
  let recorded = null;

  async function handRecorded() {
    try {
      const { text: checkpoint, memory } = await fetchCheckpoint();
      await request("restore", { run: RECORDED, checkpoint, memory, sample_every: 0 });
      await request("trace", { run: RECORDED, trace: RECORDED, graph: false });
    } catch (error) {
      if (state.value.host.python.kind === "stopped") throw error; // and can be handed it when it is up again
      dispatch({ type: "recording-lost" });
      throw new Error(`The recorded step could not be handed to Python: ${messageOf(error)}.`);
    }
  }

  return {
    /** Another Python has come up, which has nothing. */
    anew() {
      recorded = null;
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
      if (![run, trace, of].includes(RECORDED)) {
        if (run && state.value.runs[run]) await held.of(run).ready;
        return request(command, args);
      }
      recorded ??= handRecorded();
      await recorded;
      try {
        return await request(command, args);
      } catch (error) {
        if (!(error instanceof WorkerError) || error.name !== "NotKept") throw error;
        recorded = handRecorded();
        await recorded;
        return request(command, args);
      }
    },
  };
}
