/**
 * What was recorded when the site was built, shown until the page's own Python has something to show. Python can be
 * handed it, too: the run as it was before the recorded step, fetched when somebody asks about that step.
 *
 * @import {Checkpoint} from "../wire/protocol.js"
 * @import {Board} from "./board.js"
 */

import { readTrace } from "../trace/read.js";
import { recordedUrl } from "../wire/assets.js";

/** @param {string} name */
async function fetched(name) {
  const response = await fetch(recordedUrl(name));
  if (!response.ok) throw new Error(`wanted ${name}, but the server answered ${response.status}`);
  return response;
}

/**
 * The recorded step, the answers that go with it, and the source.
 *
 * @param {Board} board
 * @param {string} look  that is to be at it, if it is at nothing yet
 */
export async function loadRecordedTrace({ state, dispatch }, look) {
  const [header, bytes, sources, answers] = await Promise.all([
    fetched("trace.json").then((response) => response.json()),
    fetched("trace.bin").then((response) => response.arrayBuffer()),
    fetched("source.json").then((response) => response.json()),
    fetched("answers.json").then((response) => response.json()),
  ]);
  dispatch({ type: "sources-loaded", sources });
  dispatch({ type: "answers-recorded", answers });
  if (state.value.looks[look].trace === null) {
    dispatch({ type: "trace-shown", look, trace: readTrace(header, bytes) });
  }
}

/**
 * The recorded run as it was before the recorded step.
 *
 * @returns {Promise<Checkpoint>}
 */
export const fetchCheckpoint = () => fetched("checkpoint.json").then((response) => response.json());

/**
 * The recorded run.
 *
 * @param {Board} board
 * @param {string} run
 */
export async function loadRecordedRun({ dispatch }, run) {
  dispatch({ type: "recording-loaded", run, recording: await fetched("run.json").then((response) => response.json()) });
}
