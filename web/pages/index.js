/** The article: its figures, and the numbers that stand in its text. */

import "../styles/all.css"; // before the figures, which bring their own
import { effect } from "@preact/signals-core";
import { setText } from "../draw/element.js";
import { whole } from "../draw/format.js";
import { autograd } from "../figures/autograd/figure.js";
import { controls } from "../figures/controls/figure.js";
import { document as step } from "../figures/document/figure.js";
import { generated } from "../figures/generated/figure.js";
import { loss } from "../figures/loss/figure.js";
import { problem } from "../figures/problem/figure.js";
import { samples } from "../figures/samples/figure.js";
import { status } from "../figures/status/figure.js";
import { createBoard } from "../state/board.js";
import { putAway, takeUp } from "../state/keep.js";
import { loadRecordedRun } from "../state/recorded.js";
import { newRun } from "../state/run.js";
import { openLink } from "../state/open.js";
import "./index.css";

const FIGURES = { autograd, controls, document: step, generated, loss, problem, samples, status };

const { run, kept } = openLink("", {}, takeUp());
const board = createBoard({ runs: [newRun("main", run)], kept: kept ? { main: kept } : {} });
for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-figure]"))) {
  board.place({
    figure: FIGURES[/** @type {keyof typeof FIGURES} */ (root.dataset.figure)],
    root,
    run: "main",
  });
}
addEventListener("pagehide", () => putAway(board.keep("main")));

/** Say a fact wherever the text has a place for it. @param {string} name @param {string} text */
function say(name, text) {
  for (const place of document.querySelectorAll(`[data-fact="${name}"]`)) setText(place, text);
}

effect(() => {
  const { live, recorded } = board.state.value.runs.main;
  const description = live.description ?? recorded.description;
  if (!description) return;
  say("docs", whole(description.num_docs));
  say("vocab", whole(description.tokens.length));
  say("params", whole(description.num_params));
  say("guess", description.random_guess.toFixed(2));
  say("command", description.command ?? "");
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-if]"))) {
    place.hidden = (place.dataset.if === "repeatable") !== (description.command !== null);
  }
});

await loadRecordedRun(board, "main");
