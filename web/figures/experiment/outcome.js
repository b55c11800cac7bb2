/**
 * What a held number does: to the loss, beside what was foretold, and to the prediction that it changes most.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Answer} from "./curve-layout.js"
 */

import { html } from "lit-html";
import { digits, fixed, tokenText } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { placeText } from "../../trace/names.js";

const TOLD = 4; // tokens that Python tells of
const NO_LOSS = "With this number the loss is no longer a finite number.";

/**
 * @param {Trace} trace
 * @param {Answer | null} answer  null while there is none
 */
export function outcomeView({ header: { target, passes } }, answer) {
  const isMeasured = passes > 1; // the gradient is what several backward passes have left
  const hasLoss = answer !== null && !Number.isNaN(answer.loss[0]);
  const told = (/** @type {number | undefined} */ x) => (hasLoss && x !== undefined ? digits(x, true) : "…");
  const after = hasLoss ? fixed(answer.loss[0], 4) : "…";
  const loss = typeof target === "number" ? `loss at position ${target}` : "loss";
  return html`<dl class="experiment-outcome">
      <dt>${loss}</dt>
      <dd class="figure">${answer ? fixed(answer.loss_before, 4) : "…"} → <b>${after}</b></dd>
      <dt data-line="loss">the change</dt>
      <dd class="figure">${told(answer?.change[0])}</dd>
      <dt data-line="tangent">${isMeasured ? "measured slope" : "gradient"} × distance</dt>
      <dd class="figure">${told(answer?.foretold[0])}</dd>
      <dt>they differ by</dt>
      <dd class="figure">${told(answer?.apart[0])}</dd>
    </dl>
    ${isMeasured ? html`<p class="note">${MEASURED}</p>` : ""}
    ${answer && !hasLoss ? html`<p class="complaint">${NO_LOSS}</p>` : ""}`;
}

/** Why it is not the gradient. */
export const MEASURED =
  "The slope is measured, by nudging: this program goes backward once for each position, and .grad, the sum of what " +
  "those passes leave, need not be one.";

/**
 * @param {Trace} trace
 * @param {Answer | null} answer
 */
export function predictionsView(trace, answer) {
  const most = answer?.most;
  const { vocabulary, token_ids: ids } = trace.header;
  const rows = most?.tokens ?? Array(TOLD).fill(null);
  const full = Math.max(...(most?.tokens ?? []).flatMap(({ before, after }) => [before, after])); // of a bar
  return html`<p class="title experiment-most">
      ${most ? mostText(trace, most) : "…"}
    </p>
    <ul class="list experiment-guesses">
      ${rows.map((each) => {
        if (!each) return html`<li>…</li>`;
        const { token, before, after } = each;
        return html`<li ?data-came=${token === ids[(most?.position ?? 0) + 1]}>
          <span class="figure token">${tokenText(vocabulary[token])}</span>
          <span class="bar" ${style({ "--full": full, "--before": before, "--after": after })}><i></i><i></i></span>
          <span class="figure">${percent(before)} → ${percent(after)}</span>
        </li>`;
      })}
    </ul>`;
}

/**
 * @param {Trace} trace
 * @param {NonNullable<Answer["most"]>} most
 */
function mostText(trace, { position, tokens }) {
  if (tokens.every(({ before, after }) => before === after)) return "No guess changes";
  const isAsked = trace.header.target === position;
  return `${isAsked ? "Guess at" : "Guess that changes most:"} ${placeText(trace, position)}`;
}

/** @param {number} share */
const percent = (share) => `${fixed(share * 100, 1)} %`;
