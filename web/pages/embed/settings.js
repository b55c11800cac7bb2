/**
 * What an author sets in an embed beside the settings of its figure and the run: the page around the figure, and what
 * is looked at in it.
 *
 * @import {Setting} from "../../figures/settings.js"
 */

import { choice, flag, number, text } from "../../figures/settings.js";
import { EMBEDS } from "./embeds.js";

/** What can be left out of the page; of several figures, those below the first by their names as well. */
export const HIDDEN = ["title", "caption", "transport", "badge", "lab", "about", "credit"];
const HIDEABLE = [...HIDDEN, "loss", "samples", "through", "map", "heads", "now"];

/** Some of these names, with a blank or a comma between two. @type {Setting} */
const hide = {
  ...text(`what is left out, of ${HIDDEN.join(", ")} and the figures below the first`, ""),
  kind: { type: "words", words: HIDEABLE },
  read: (given) => {
    const words = given.split(/[\s,]+/).filter(Boolean);
    return words.every((each) => HIDEABLE.includes(each)) ? words.join(" ") : undefined;
  },
};

/** Where a file is: relative to the embed, or absolute. @param {string} meaning @returns {Setting} */
const address = (meaning) => ({
  ...text(meaning, ""),
  kind: { type: "address" },
  read: (given) => {
    const [, scheme = "https"] = /^([a-z][a-z0-9+.-]*):/i.exec(given) ?? [];
    return /^https?$/i.test(scheme) && /^[!-~]*$/.test(given) ? given : undefined;
  },
});

/** @type {Record<string, Setting>} */
export const PAGE = {
  figure: choice("which figure", Object.keys(EMBEDS)),
  theme: choice("of the colours: as the reader's system has it, or one of the two", ["auto", "light", "dark"]),
  title: text("above the figure", ""),
  caption: text("below the figure", ""),
  hide,
  autoplay: flag("whether it plays once when it comes into view", false),
  autotrain: flag("whether it fetches Python and trains when it comes into view", false),
  checkpoint: address(
    "of a file that “python3 -m microgpt train --save” has written: its run is opened; the server has to allow it",
  ),
  trace: address(
    "of a file with what “python3 -m microgpt trace” prints: its step is shown; the server has to allow it",
  ),
};

const PHASES = ["", "tokens", "forward", "loss", "backward", "adam"];

/** @type {Record<string, Setting>} */
export const LOOK = {
  doc: text("the document that is looked at", ""),
  target: number("the position whose loss goes backward; that of the whole document if not said", null, {
    min: 0,
    isWhole: true,
  }),
  step: number("the training step that is looked at", null, { min: 1, isWhole: true }),
  phase: choice("where in the step: the end of this phase, or with a position the end of that in it", PHASES),
  position: number("with a phase: the position in it, from 0", null, { min: 0, isWhole: true }),
  cursor: number("where in the step: the frame of this number", null, { min: 0, isWhole: true }),
  recorded: flag("whether that is a step of the recorded run, beside a run of its own", false),
  edits: text("parameters with other numbers, as the lab's links have them: layer0.attn_wq:0:3:0.5", ""),
  op: number("the scalar operation within the frame", null, { min: 0, isWhole: true }),
  select: text("what is selected, as the lab's links have it: s12.5", ""),
  changes: flag("whether pictures show what the edits changed", false),
};
