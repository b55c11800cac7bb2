/**
 * Parts of the page of one parameter that stand alone: what the step does with it, and what all steps did.
 *
 * @import {Props} from "../figure.js"
 * @import {Own, Shape} from "./figure.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { historyView, trackIn } from "./history.js";
import { lensParam } from "./lens-param.js";
import { lensView, roominess } from "./lens.js";
import { reachedOf } from "./reached.js";

/**
 * One parameter under the lens, and nothing else.
 *
 * @param {Props} props
 * @param {Own} _own
 * @param {Shape} shape
 */
function lensPage({ trace, look, settings }, _own, { width, height }) {
  const param = lensParam(trace, look, settings.of);
  const reached = reachedOf(trace, look, param);
  return html`<div class=${classes("adam-room", roominess(height))}>
    ${lensView({ trace, cursor: look.cursor, param, reached, width, isAlone: true })}
  </div>`;
}

/**
 * All that was kept of one parameter's past.
 *
 * @param {Props} props
 * @param {Own} own
 * @param {Shape} shape
 */
function lifePage({ trace, settings: { step }, answers }, { onStep }, { width, height }) {
  return html`<div class="adam-room">
    ${historyView({ trace, replay: answers.replay ?? null, step, width, track: trackIn(height), onStep })}
  </div>`;
}

/** By the setting that asks for them. */
export const ALONE = { lens: lensPage, life: lifePage };
