/**
 * What readers try with the step of a look: other numbers for parameters, a gradient checked by nudging.
 *
 * @import {Edit} from "../wire/protocol.js"
 * @import {Action, PageState} from "./page.js"
 * @import {Ask} from "./queries.js"
 */

import { traceOf } from "../trace/read.js";
import { traceOfLook } from "./page.js";

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {Ask} ask
 * @param {(kind: string) => string} newId  of a trace
 */
export function experimenting({ state, dispatch }, ask, newId) {
  /**
   * @param {string} look
   * @param {Edit[]} edits
   */
  async function experiment(look, edits) {
    const found = traceOfLook(state.value, look)?.header;
    if (!found) return;
    const { header, columns } = await ask("experiment", {
      of: found.of ?? found.id,
      trace: newId("experiment"),
      edits,
    });
    dispatch({ type: "trace-shown", look, trace: traceOf(header, { ...columns }) });
  }

  /**
   * @param {string} look
   * @param {{matrix: string, row: number, column: number}} param
   */
  async function check(look, { matrix, row, column }) {
    const header = traceOfLook(state.value, look)?.header;
    if (!header) return;
    dispatch({ type: "checked", look, check: await ask("check", { trace: header.id, matrix, row, column }) });
  }

  return {
    /**
     * @param {string} look
     * @param {Action} action
     */
    async act(look, action) {
      try {
        if (action.type === "edits-asked") await experiment(look, action.edits);
        else if (action.type === "check-asked") await check(look, action);
      } catch (error) {
        dispatch({ type: "trace-failed", look });
        throw error;
      }
    },
  };
}
