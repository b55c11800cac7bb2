/**
 * Brings about what the looks of a page are to be at: what readers type, choose and slide to becomes a trace. Of each
 * look one question is under way at a time, and then the newest; while the reader types or slides the traces are quick
 * ones, without a graph, and the whole one is made when they rest.
 *
 * @import {Commands} from "../wire/protocol.js"
 * @import {Trace} from "../trace/read.js"
 * @import {Ask} from "./queries.js"
 * @import {Action, PageState} from "./page.js"
 *
 * @typedef {object} Place  of a look
 * @property {{isWhole: boolean, rest: number} | null} wanted  the newest wish; what it is about is the look's choice
 * @property {boolean} isUnderWay
 * @property {boolean} isTyped  whether what is wanted was typed, and is gone to where the last letter is read
 * @property {ReturnType<typeof setTimeout> | undefined} rest
 *
 * @typedef {{recorded: number | null} | {document: string} | {args: Commands["trace"]["args"]}} Asked  recorded: after
 *   how many steps, null for the recorded step itself; document: the recorded step on one that was recorded, too
 *
 * @typedef {object} Files  what was recorded
 * @property {() => Promise<Trace>} step
 * @property {(recorded: Trace, after: number) => Promise<Trace>} at
 * @property {(after: number) => void} fetchAhead
 * @property {(doc: string) => boolean} hasDocument
 * @property {(doc: string) => Promise<Trace>} document
 */

import { isRecordedMeant, isThroughRecorded, momentsOf, nearestMoment } from "../trace/moments.js";
import { lastGuess } from "../trace/moves.js";
import { otherDocument, RECORDED, traceOf } from "../trace/read.js";
import { traceOfLook } from "./page.js";

/** How long a reader rests, in ms, before the whole trace is made. */
const REST = { typed: 1000, slid: 400 };

/**
 * What a look's choice comes to. The recorded run can be asked about other documents at the recorded step only; while
 * Python sleeps, those that were recorded are taken from their files.
 *
 * @param {PageState} state
 * @param {string} look
 * @param {string} id  of the trace to make
 * @param {Files["hasDocument"]} hasDocument
 * @returns {Asked}
 */
export function askedFor({ host, runs, looks, traces }, look, id, hasDocument) {
  const { run, choice } = looks[look];
  const { doc, target: position, after } = choice;
  if (!isRecordedMeant(runs[run], choice)) return { args: { run, trace: id, doc: doc || null, position, after } };
  if (isThroughRecorded(runs[run], choice)) {
    const { after: all, at } = momentsOf(runs[run], choice);
    const isTraced = all[at] === runs[run].recorded.through?.traced;
    return { recorded: isTraced ? null : all[at] };
  }
  const isTraced = position === null && (doc === "" || doc === traces[RECORDED]?.header.doc);
  if (isTraced) return { recorded: null };
  const isFiled = position === null && host.python.kind === "asleep" && hasDocument(doc);
  if (isFiled && looks[look].trace !== otherDocument(doc)) return { document: doc };
  return { args: { run: RECORDED, trace: id, doc: doc || null, position, after: null } };
}

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void,
 *   onAction: (listen: (action: Action) => void) => () => void}} store
 * @param {{request: Ask, tell: (error: unknown) => void, newId: (kind: string) => string}} host
 * @param {Files} files
 */
export function createTracing({ state, dispatch, onAction }, { request, tell, newId }, files) {
  /** @type {Map<string, Place>} */
  const places = new Map();

  const stop = onAction((action) => {
    if (action.type === "python-ready") for (const look of places.keys()) void bringAbout(look);
    if (!("look" in action) || !action.look) return;
    const { look } = action;
    if (action.type === "trace-asked") want(look, !action.isQuick);
    else if (action.type === "step-chosen") choose(look, action.step);
    else if (action.type === "slid") want(look, false, REST.slid);
    else if (action.type === "doc-typed") {
      placeOf(look).isTyped = true;
      want(look, action.isDone, action.isDone ? 0 : REST.typed);
    } else return;
    // asked for by the page itself, of no run, it can wait until the reader wants Python
    const isAsleep = state.value.host.python.kind === "asleep";
    if (isAsleep && "run" in action && action.run && isMade(look)) dispatch({ type: "python-wanted" });
  });

  /** @param {string} look @returns {Place} */
  function placeOf(look) {
    const place = places.get(look) ?? { wanted: null, isUnderWay: false, isTyped: false, rest: undefined };
    places.set(look, place);
    return place;
  }

  /**
   * @param {string} look
   * @param {boolean} isWhole
   * @param {number} [rest]  after which the whole is wanted
   */
  function want(look, isWhole, rest = 0) {
    const place = placeOf(look);
    clearTimeout(place.rest);
    place.wanted = { isWhole, rest };
    void bringAbout(look);
  }

  /** Whether a look is to be at a trace that Python makes: one that was recorded is as whole as it gets. */
  const isMade = (/** @type {string} */ look) => "args" in askedFor(state.value, look, "", files.hasDocument);

  /**
   * A step of a chart: the next after so many of the reader's own run, or the nearest that was recorded.
   *
   * @param {string} look
   * @param {number} step
   */
  function choose(look, step) {
    const { run, choice } = state.value.looks[look];
    const { isRecorded, after } = momentsOf(state.value.runs[run], choice);
    if (isRecorded) dispatch({ type: "slid", look, after: nearestMoment(after, step - 1) });
    else want(look, true);
  }

  /** @param {string} look */
  async function bringAbout(look) {
    const place = placeOf(look);
    if (place.isUnderWay || !place.wanted) return;
    const { isWhole, rest } = place.wanted;
    const asked = askedFor(state.value, look, newId("trace"), files.hasDocument);
    const { kind } = state.value.host.python;
    if ("args" in asked && (kind === "loading" || kind === "asleep")) return; // asked when it is up
    place.wanted = null;
    place.isUnderWay = true;
    try {
      show(look, await found(look, asked, isWhole));
      // counted from here: a whole one takes long, and the next letter would wait for it
      if (rest > 0 && !place.wanted) place.rest = setTimeout(() => isMade(look) && want(look, true), rest);
    } catch (error) {
      clearTimeout(place.rest);
      place.isTyped = false;
      refuse(look, error);
    }
    place.isUnderWay = false;
    void bringAbout(look);
  }

  /**
   * @param {string} look
   * @param {Asked} asked
   * @param {boolean} isWhole
   * @returns {Promise<Trace>}
   */
  async function found(look, asked, isWhole) {
    if ("recorded" in asked) {
      const recorded = state.value.traces[RECORDED] ?? (await files.step());
      if (asked.recorded === null) return recorded;
      aheadOf(look, asked.recorded);
      return files.at(recorded, asked.recorded);
    }
    if ("document" in asked) return files.document(asked.document);
    const { header, columns } = await request("trace", { ...asked.args, graph: isWhole });
    return traceOf(header, { ...columns });
  }

  /** The recorded moments beside one are likely to be next. @param {string} look @param {number} after */
  function aheadOf(look, after) {
    const { run, choice } = state.value.looks[look];
    const { after: all, at } = momentsOf(state.value.runs[run], choice);
    const { traced } = state.value.runs[run].recorded.through ?? {};
    for (const each of [all[at - 1], all[at + 1]]) {
      if (each !== undefined && each !== traced && each !== after) files.fetchAhead(each);
    }
  }

  /** @param {string} look @param {Trace} trace */
  function show(look, trace) {
    const before = traceOfLook(state.value, look)?.header.doc;
    const place = placeOf(look);
    dispatch({ type: "trace-shown", look, trace, isOvertaken: place.wanted !== null });
    if (place.isTyped && before !== trace.header.doc) dispatch({ type: "go", look, cursor: lastGuess(trace) });
    if (!place.wanted) place.isTyped = false;
  }

  /** @param {string} look @param {unknown} error */
  function refuse(look, error) {
    const isOfDocument = error instanceof Error && error.name === "TraceError";
    if (isOfDocument) return dispatch({ type: "complained", look, message: error.message });
    dispatch({ type: "trace-failed", look });
    tell(error);
  }

  return {
    destroy() {
      stop();
      for (const { rest } of places.values()) clearTimeout(rest);
    },
  };
}
