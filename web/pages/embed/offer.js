/**
 * What stands in the figure's place as long as what the link asks for was not recorded: what that is, what it takes,
 * and a button that has Python make it. Never another run in silence.
 *
 * @import {Board} from "../../state/board.js"
 */

import { html } from "lit-html";
import { effect } from "@preact/signals-core";
import { megabytes, whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { TOTAL_BYTES } from "../../wire/sizes.js";
import { onceInView } from "./in-view.js";
import { part } from "./page.js";

const SIZE = megabytes(TOTAL_BYTES);
const FETCHED = `Python is fetched for this, once: ${SIZE}, about half of that where the server compresses.`;

/** @param {string} what  is asked for, as a sentence */
const sentenceOf = (what) => `${what} It was not recorded with this site, so Python has to make it. ${FETCHED}`;

/**
 * Offer to make what is asked for; resolves when the reader wants it.
 *
 * @param {Board} board
 * @param {{run: string, what: string, verb: string, isAuto: boolean}} offered  verb: what the button does; isAuto:
 *   the author has it begin by itself, when it comes into view
 * @returns {{wanted: Promise<void>, end: () => void}}
 */
export function offer({ state, onAction, signal }, { run, what, verb, isAuto }) {
  const view = templateIn(part("offer"));
  let isBegun = false;
  /** @type {() => void} */
  let begin = () => {};
  /** @type {Promise<void>} */
  const wanted = new Promise((resolve) => {
    begin = () => {
      if (isBegun) return;
      isBegun = true;
      draw();
      resolve();
    };
  });
  function draw() {
    const { host, runs } = state.value;
    view.draw(html`<p>${sentenceOf(what)}</p>
      ${isBegun ? saidView(progressText(host.python, runs[run])) : button(verb, begin, { kind: "main" })}`);
  }
  onAction(({ type }) => type === "python-wanted" && begin()); // there are other ways to want it
  part("figures").hidden = true;
  document.body.dataset.offers = ""; // what the badge says of figures is not of this
  part("offer").hidden = false;
  const stop = effect(draw);
  signal.addEventListener("abort", stop);
  if (isAuto) onceInView(part("offer"), begin, signal);
  return {
    wanted,
    end() {
      stop();
      view.remove();
      part("offer").hidden = true;
      part("figures").hidden = false;
      delete document.body.dataset.offers;
    },
  };
}

/** @param {string} text */
const saidView = (text) => html`<p class="note" role="status">${text}</p>`;

/**
 * How far it has come.
 *
 * @param {import("../../figures/figure.js").Host["python"]} python
 * @param {import("../../figures/figure.js").Run} run
 */
function progressText(python, { done, numSteps, activity }) {
  if (python.kind === "stopped") return "Python is not running.";
  if (python.kind === "asleep") return "Python is being asked for.";
  if (python.kind === "loading") {
    return python.total
      ? `Python: ${megabytes(python.loaded)} of ${megabytes(python.total)} are here.`
      : "Python is coming.";
  }
  return activity === "training" ? `Trained ${whole(done)} of ${whole(numSteps)} steps.` : "Python is up, and at work.";
}
