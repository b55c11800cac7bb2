/**
 * The recorded run as it was when it was trained, for whoever does not want to wait: Python goes on from there.
 *
 * @import {Past} from "../figures/figure.js"
 * @import {Snapshot, State} from "../wire/protocol.js"
 * @import {Left} from "./held.js"
 * @import {Action, PageState} from "./page.js"
 */

import { unpackedFiles } from "./packed.js";
import { loadDocuments } from "./recorded.js";

const TRAINED = "trained.bin";
const piece = unpackedFiles();

/**
 * The recorded run to go on with, with all that was seen of it.
 *
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} store
 * @param {string} run  that shows it
 * @returns {Promise<Left>}
 */
export async function trainedRun(store, run) {
  const [{ header, columns }] = await Promise.all([piece(TRAINED), loadDocuments(store, run)]);
  const { recorded: past, autograd } = store.state.value.runs[run];
  const numbers = (/** @type {string} */ name) => /** @type {Float64Array} */ (columns[name]);
  /** @type {Omit<Snapshot, "numbers">[]} */
  const snapshots = header.snapshots;
  const state = /** @type {State} */ (header.state);
  const { num_steps: numSteps } = /** @type {NonNullable<Past["description"]>} */ (past.description).config;
  return {
    moment: { state, numbers: numbers("numbers") },
    snapshots: snapshots.map((each) => ({ ...each, numbers: numbers(String(each.after)) })),
    origin: { setup: { preset: "microgpt", settings: {}, text: null }, autograd, recorded: state.step },
    autograd,
    numSteps,
    past,
  };
}
