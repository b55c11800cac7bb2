/**
 * Takes over another link where the figure stands: whatever can be changed without loading it anew. Only what differs
 * from the link before is touched, so that what the reader has done meanwhile stays.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Link} from "../../state/link.js"
 * @import {Asked} from "./reading.js"
 */

/** Of a look, what can be changed beside the settings. */
const OF_THE_LOOK = new Set(["doc", "cursor", "phase", "position", "op", "select", "changes"]);
/** Of the page, what cannot. */
const OF_THE_BEGINNING = new Set(["autoplay", "autotrain", "checkpoint", "trace"]);

/** @typedef {Record<keyof Asked["settings"], string[]>} Names  of settings, by what they are of */

/**
 * The settings that two links say differently.
 *
 * @param {Asked} before
 * @param {Asked} after
 * @returns {Names}
 */
export function differing(before, after) {
  const of = (/** @type {keyof Names} */ each) => {
    const [old, now] = [before.settings[each], after.settings[each]];
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [...names].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  };
  return { page: of("page"), run: of("run"), look: of("look"), figure: of("figure") };
}

/**
 * Whether a figure can take these over where it stands: settings of its own but for which figure it is, and its look.
 *
 * @param {Asked} before
 * @param {Asked} after
 * @param {Names} names  that differ
 */
export function canTake(before, after, { page, run, look }) {
  const isSame = before.embed === after.embed && run.length === 0;
  return isSame && !page.some((name) => OF_THE_BEGINNING.has(name)) && look.every((name) => OF_THE_LOOK.has(name));
}

/**
 * Have a look be what a link says of it now.
 *
 * @param {Board} board
 * @param {string} look
 * @param {string[]} names  that differ
 * @param {Link["look"]} place
 * @param {() => number} rest  the cursor where no link names one
 */
export function takeLook({ state, dispatch, onAction }, look, names, place, rest) {
  const arrive = () => {
    if (state.value.looks[look].trace === null) return;
    dispatch({ type: "go", look, cursor: place.cursor ?? rest() });
    if (names.includes("op")) dispatch({ type: "operation-set", look, operation: place.operation });
    if (names.includes("select")) dispatch({ type: "selected", look, ref: place.selection });
  };
  if (names.includes("changes")) dispatch({ type: "changes-set", look, changes: place.changes });
  if (names.includes("doc")) {
    const stop = onAction((action) => {
      if (!("look" in action) || action.look !== look || !ENDED.has(action.type)) return;
      stop();
      if (action.type === "trace-shown") arrive();
    });
    dispatch({ type: "stopped", look });
    dispatch({ type: "choice-set", look, choice: { doc: place.doc, target: null } });
    dispatch({ type: "trace-asked", look });
  } else if (["cursor", "phase", "position", "op", "select"].some((name) => names.includes(name))) {
    dispatch({ type: "stopped", look });
    arrive();
  }
}

const ENDED = new Set(["trace-shown", "complained", "trace-failed"]);
