/**
 * Trains in a worker, in slices short enough to answer mail in between.
 *
 * @import {Commands, WorkerEvent} from "./protocol.js"
 * @import {Python} from "./python.js"
 *
 * @typedef {(event: WorkerEvent, transfer?: Transferable[]) => void} Tell
 */

import { mail } from "./mail.js";

const SLICE_MS = 50; // for all runs together: mail is answered as soon with several
/** At most so much of training is lost, in ms; a state is told of as often. */
const STATE_MS = 2000;

/** @param {Python} python */
export function trainingWith({ call, taken }) {
  /** By run: settles when its training has ended; those of several take turns. @type {Map<string, Promise<void>>} */
  const trainings = new Map();
  /** By run: how often it was asked to train, or to stop; only the newest wish counts. @type {Map<string, number>} */
  const wishes = new Map();

  /** Have a run stop after the step that is being done; the number of this wish. @param {string} run */
  async function stop(run) {
    const wish = (wishes.get(run) ?? 0) + 1;
    wishes.set(run, wish);
    await trainings.get(run);
    return wish;
  }

  /** @param {Commands["train"]["args"]} args @param {Tell} tell @param {() => boolean} isWanted */
  async function trainInSlices(args, tell, isWanted) {
    const { run } = args;
    tell({ event: "began", run, description: call("train", args) });
    try {
      let told = performance.now();
      for (let more = true; more; ) {
        await mail();
        if (!isWanted()) break;
        const slice = call("slice", { run, milliseconds: SLICE_MS / trainings.size });
        more = slice.more;
        tell({ event: "progress", run, events: slice.events });
        if (performance.now() - told > STATE_MS - SLICE_MS) {
          tellState(run, tell);
          told = performance.now();
        }
      }
      tellState(run, tell);
      return call("describe", { run });
    } finally {
      call("pause", { run });
    }
  }

  /** @param {string} run @param {Tell} tell */
  function tellState(run, tell) {
    const { header: state } = call("state", { run });
    const numbers = /** @type {Float64Array} */ (taken("numbers"));
    tell({ event: "state", run, state, numbers }, [numbers.buffer]);
  }

  return {
    stop,
    /**
     * Train until the last step that was asked for, or until another wish.
     *
     * @param {Commands["train"]["args"]} args
     * @param {Tell} tell  whoever asked
     */
    async train(args, tell) {
      const { run } = args;
      const wish = await stop(run);
      const isWanted = () => wish === wishes.get(run);
      if (!isWanted()) return call("describe", { run });
      const trained = trainInSlices(args, tell, isWanted);
      const end = () => void trainings.delete(run);
      trainings.set(run, trained.then(end, end)); // whoever asked is told of an error; whoever waits for the end is not
      return trained;
    },
  };
}
