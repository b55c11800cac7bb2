/**
 * Where the same thing is in the lab, or in the article if the lab has no such picture.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Setting} from "../../figures/settings.js"
 */

import { effect } from "@preact/signals-core";
import { linkOf } from "../../state/link.js";
import { part } from "./page.js";

/** The pictures of the lab. */
const PICTURES = new Set(["map", "graph", "cache", "heads", "predictions", "adam"]);
/** The article's chapters on the others. @type {Record<string, string>} */
const CHAPTERS = {
  document: "train",
  generated: "train",
  autograd: "train",
  file: "train",
  vocabulary: "tokens",
  surprise: "loss",
  sandbox: "value",
  weights: "parameters",
  generation: "generation",
  pace: "big-ones",
};

/**
 * Keep the link of the credit line at the state as it stands.
 *
 * @param {Board} board
 * @param {{figure: string, run: string, look: string | null, isElsewhere: boolean}} shown  isElsewhere: what is shown
 *   is of a file, which no link holds
 */
export function keepCredit({ state, signal }, { figure, run, look, isElsewhere }) {
  const link = /** @type {HTMLAnchorElement} */ (part("lab"));
  const chapter = CHAPTERS[figure];
  if (chapter) {
    link.replaceChildren("Read about this");
    link.href = `index.html#${chapter}`;
    return;
  }
  const view = PICTURES.has(figure) ? `view=${figure}` : "";
  const stop = effect(() => {
    const placed = view ? { [figure]: inLab(state.value.placed[figure], figure) } : {};
    const hash = isElsewhere ? "#" : linkOf({ ...state.value, placed }, run, look);
    link.href = `lab.html${hash}${view && hash !== "#" ? "&" : ""}${view}`;
  });
  signal.addEventListener("abort", stop);
}

/**
 * A figure with all its settings written, for what they begin with here is not what they do in the lab; but for what
 * of it is drawn at all, which the lab decides.
 *
 * @param {import("../../state/page.js").Placed} placed
 * @param {string} name
 */
function inLab(placed, name) {
  const open = Object.entries(placed.kinds).filter(([, { isShape }]) => !isShape);
  const kinds = Object.fromEntries(open.map(([each, kind]) => [each, { ...kind, default: undefined }]));
  return { ...placed, name, kinds };
}
