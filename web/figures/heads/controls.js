/**
 * What moves the heads: the snapshot of training whose weights are shown, and how many names are averaged over.
 *
 * @import {Reader} from "./reader.js"
 * @import {Shown} from "./weights.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { whole } from "../../draw/format.js";
import { afterSteps, namesText } from "./text.js";

const SAMPLE_COUNTS = [50, 200, 1000];

/**
 * @param {Shown} shown
 * @param {{sampleCount: number | null, canAsk: boolean}} props  sampleCount: null where it is not to be chosen
 * @param {Reader} reader
 */
export function controlsView(shown, { sampleCount, canAsk }, reader) {
  return html`<div class="heads-controls row">
    ${snapshotControl(shown, canAsk, reader)}
    ${sampleCount === null ? "" : countControl(shown, sampleCount, canAsk, reader)}
  </div>`;
}

/**
 * @param {Shown} shown
 * @param {boolean} canAsk
 * @param {Reader} reader
 */
function snapshotControl({ trace, past, snapshot }, canAsk, reader) {
  const snapshots = past?.snapshots ?? [];
  const done = trace.header.step - 1;
  const newest = snapshots.findLastIndex((steps) => steps <= done);
  const text = snapshot === null ? `of this step, ${afterSteps(done)}` : afterSteps(snapshots[snapshot]);
  const back = html`<button type="button" class="button small" @click=${() => reader.set({ trainingMoment: null })}>
    Back to this step
  </button>`;
  const how = canAsk ? "train first" : "Python has to be up";
  return html`<div class="field row">
    <span>Weights</span>
    <input
      type="range"
      min="0"
      step="1"
      aria-label="Moment of training"
      aria-valuetext=${text}
      max=${Math.max(snapshots.length - 1, 0)}
      .value=${live(String(snapshot ?? Math.max(newest, 0)))}
      @input=${(/** @type {Event} */ event) => reader.set({ trainingMoment: Number(chosenIn(event)) })}
      ?disabled=${snapshots.length === 0}
    />
    <output class="heads-moment">${text}</output>
    ${snapshot === null ? "" : back}
    <span class="note">${snapshots.length ? "" : `To move through training, ${how}.`}</span>
  </div>`;
}

/**
 * @param {Shown} shown
 * @param {number} sampleCount
 * @param {boolean} canAsk
 * @param {Reader} reader
 */
function countControl({ summaries }, sampleCount, canAsk, reader) {
  const counts = [...new Set([...SAMPLE_COUNTS, sampleCount])].sort((a, b) => a - b);
  const isOther = summaries && summaries.docs !== sampleCount;
  const notes = [isOther ? `Shown: ${namesText(summaries.docs)}.` : "", canAsk ? "" : "Choosing needs Python."];
  return html`<div class="field row">
    <span>Averages over</span>
    <select
      aria-label="Names averaged over"
      @change=${(/** @type {Event} */ event) => reader.set({ sampleCount: Number(chosenIn(event)) })}
      ?disabled=${!canAsk}
    >
      ${counts.map(
        (count) => html`<option value=${count} .selected=${live(count === sampleCount)}>${whole(count)}</option>`,
      )}
    </select>
    <span>names</span>
    <span class="note">${notes.filter(Boolean).join(" ")}</span>
  </div>`;
}

/** @param {Event} event */
const chosenIn = ({ target }) => /** @type {HTMLInputElement | HTMLSelectElement} */ (target).value;
