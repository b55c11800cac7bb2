/**
 * Has Python trace a step, an experiment with it, or check a gradient, when the reader asks for one.
 *
 * @import {LabState} from "./lab-store.js"
 */

import { traceOf } from "../trace/read.js";

/**
 * @param {import("./conductor.js").Store & {readonly state: {readonly value: LabState}, dispatch: (action: any) => void}} store
 * @param {(command: string, args?: Record<string, unknown>) => Promise<any>} request
 */
export function traceWhenAsked(store, request) {
  const { state, dispatch, onAction } = store;
  let traced = 0; // traces asked for: those of one number are of one step, with edits or without
  let isNewRun = false; // whether the first step of a run that is being started is to be looked into

  onAction((action) => {
    if (action.type === "trace-asked" || action.type === "step-chosen") {
      const { doc, target, moment } = state.value.choice;
      void make(
        "trace",
        { doc: doc || undefined, position: target ?? undefined, moment: moment ?? undefined },
        ++traced,
      );
    } else if (action.type === "edits-asked") void make("experiment", { edits: action.edits }, traced);
    else if (action.type === "check-asked") void check(action);
    else if (action.type === "setup-asked") isNewRun = true;
    else if (action.type === "failed") isNewRun = false;
    else if (action.type === "became-idle" && isNewRun) {
      isNewRun = false;
      dispatch({ type: "trace-asked" });
    }
  });

  /** @param {"trace" | "experiment"} command @param {Record<string, unknown>} args @param {number} base */
  async function make(command, args, base) {
    try {
      const { header, columns } = await request(command, args);
      dispatch({ type: "trace-made", trace: traceOf({ ...header, base }, columns) });
    } catch (error) {
      dispatch({ type: "trace-failed" });
      tellOf(store, error);
    }
  }

  /** @param {{matrix: string, row: number, column: number}} param */
  async function check({ matrix, row, column }) {
    /** @type {any[]} */
    const edits = state.value.liveTrace?.header.experiment?.edits ?? [];
    const still = edits.map((edit) => ({ matrix: edit.matrix, row: edit.row, column: edit.column, value: edit.after }));
    try {
      dispatch({ type: "checked", check: await request("check", { matrix, row, column, edits: still }) });
    } catch (error) {
      tellOf(store, error);
    }
  }
}

/**
 * Tell the reader of an error, unless it is that Python has stopped, which is told already.
 *
 * @param {{readonly state: {readonly value: LabState}, dispatch: (action: any) => void}} store
 * @param {unknown} error
 */
export function tellOf({ state, dispatch }, error) {
  if (state.value.python.kind === "stopped") return;
  dispatch({ type: "problem-met", message: error instanceof Error ? error.message : String(error) });
}
