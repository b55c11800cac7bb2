/**
 * Takes over another link where the figure stands: whatever can be changed without loading it anew. Only what differs
 * from the link before is touched, so that what the reader has done meanwhile stays.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Link} from "../../state/link.js"
 *
 * @typedef {{text: string, link: Link}} Given  a link, and what it says
 */

/** Of a look, what can be changed beside the settings. */
const OF_THE_LOOK = new Set(["doc", "cursor", "op", "select", "changes"]);

/**
 * The names of the parameters that two links say differently.
 *
 * @param {string} before
 * @param {string} after
 */
export function differing(before, after) {
  const [old, now] = [before, after].map((text) => new URLSearchParams(text));
  return [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name));
}

/**
 * Whether a figure can take these over where it stands: settings of its own but for which figure it is, and its look.
 * What makes no sense is told when it is loaded.
 *
 * @param {string[]} names
 * @param {Set<string>} settings  that the page and its figure have
 * @param {{before: string[], after: string[]}} senseless
 */
export function canTake(names, settings, senseless) {
  const isSame = senseless.before.join() === senseless.after.join();
  return isSame && names.every((name) => (settings.has(name) && name !== "figure") || OF_THE_LOOK.has(name));
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
  } else if (["cursor", "op", "select"].some((name) => names.includes(name))) {
    dispatch({ type: "stopped", look });
    arrive();
  }
}

const ENDED = new Set(["trace-shown", "complained", "trace-failed"]);
