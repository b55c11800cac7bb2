/**
 * The pane as a template, in the order in which it is read: what happens, the arithmetic, why, the numbers; the rest is
 * folded.
 *
 * @import {Acts} from "../../draw/acts.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Topic} from "../../trace/words.js"
 * @import {Pane} from "./pane.js"
 *
 * @typedef {object} Hands  what a reader can do here
 * @property {(ref: Ref | null) => void} select
 * @property {(ref: Ref | null) => void} hover
 * @property {(more: Topic | "") => void} open
 */

import { html, nothing } from "lit-html";
import { explained } from "../../draw/explained.js";
import { capital } from "../../draw/format.js";
import { inOneLayer } from "../../trace/names.js";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { adamView, chainView, numbersView, tokensView, vectorView, workingView } from "./parts.js";
import { often } from "./users.js";

const MOST_USES = 12;

/**
 * Which phase, or that it is about another thing; and what there is more to read.
 *
 * @param {Pane} pane
 * @param {Topic | ""} more
 * @param {Hands} hands
 */
export function headView({ phase, words, about, subject }, more, { open, select }) {
  const topic = about?.topic ?? words.topic;
  return html`<div class="now-head">
    <span class="title">${subject.isOther ? (subject.isPointed ? "Pointed at" : "Selected") : phase}</span>
    ${
      subject.isOther && !subject.isPointed
        ? html`<button type="button" class="button small" @click=${() => select(null)}>Back to now</button>`
        : nothing
    }
    <button
      type="button"
      class="button small"
      aria-expanded=${more ? "true" : "false"}
      @click=${() => open(more ? "" : topic)}
      >${more ? "Close" : "More"}</button
    >
  </div>`;
}

/**
 * @param {Pane} pane
 * @param {Acts} acts
 * @param {Hands} hands
 */
export function paneView(pane, acts, hands) {
  const { trace, words, subject, about, facts, vector, whole } = pane;
  const said = new Set();
  return html`<h2 class="now-headline">${subject.isOther ? capital(pane.name) : words.headline}</h2>
    ${!subject.isOther && words.answer ? html`<p class="now-text">${explained(words.answer, said)}</p>` : nothing}
    ${subject.isOther && about ? html`<p class="now-text">${explained(about.headline, said)}</p>` : nothing}
    ${pane.tokens.length && !subject.isOther ? tokensView(pane.tokens) : nothing}
    ${arithmeticView(pane, acts, hands)}
    ${facts ? numbersView(facts) : nothing}
    ${about ? html`<p class="now-text now-why">${explained(about.why, said)}</p>` : nothing}
    ${facts?.row ? html`<p class="now-text">${facts.row}</p>` : nothing}
    ${facts?.edited ? html`<p class="now-text">${facts.edited}</p>` : nothing}
    ${leadsView(pane, hands)}
    ${
      whole !== null && vector.length
        ? html`<details>
            <summary>All its ${vector.length} numbers</summary>
            ${vectorView(vector, (element) => hands.select(stageRef(whole, element)))}
          </details>`
        : nothing
    }
    ${trace.header.refused ? html`<p class="note">${trace.header.refused}.</p>` : nothing}`;
}

/**
 * What was computed, term by term; on the way back, from where the gradient came.
 *
 * @param {Pane} pane
 * @param {Acts} acts
 * @param {Hands} hands
 */
function arithmeticView(pane, { add, fill }, { select }) {
  const { trace, subject, working, chain, noChain, facts, about, isBackward, expression, name } = pane;
  if (!subject.ref) return nothing;
  const isChain = isBackward && (chain !== null || noChain !== "");
  /** @param {Ref} ref @param {unknown} text */
  const link = (ref, text) => html`<button type="button" class="link" @click=${() => select(ref)}>${text}</button>`;
  /** @param {number} node @param {string} text @param {string} full */
  const term = (node, text, full) => html`<button
    type="button"
    class="link"
    title=${full}
    aria-label=${full}
    @click=${() => select(refOfNode(trace, node))}
    >${text}</button
  >`;
  const moves = !subject.isOther;
  const count = (/** @type {number} */ all) => (moves && fill < 1 ? Math.floor(add * all) : all);
  const forward = working ? workingView(working, count(working.rows.length), term) : nothing;
  const title = subject.isOther ? "" : capital(pane.short || name);
  const code = inOneLayer(trace, expression);
  const formula = about && !(isChain && subject.isOther) ? about.formula : "";
  const result = facts?.grad || soFarText(chain);
  const came = chain?.rows.length
    ? html`<p class="note">${explained(placesText(chain.rows.length, chain.zeros), new Set(["gradient"]))}</p>
        ${chainView(chain, count(chain.rows.length), link, result)}`
    : html`<p class="note">${noChain}</p>`;
  const isAdam = Boolean(facts?.adam.length);
  const suffix = isBackward && !isAdam && !subject.isOther ? ".grad" : "";
  return html`<section class="now-arithmetic">
    <p class="now-focus">${title} <code title=${expression}>${code}${suffix}</code></p>
    ${formula && subject.ref.kind !== "node" ? html`<p class="now-formula figure">${formula}</p>` : nothing}
    ${isAdam ? adamView(facts?.adam ?? []) : nothing}
    ${isAdam && isChain ? folded("Where its gradient came from", came) : isChain ? came : nothing}
    ${isChain && working ? folded("How it was computed", forward) : isChain ? nothing : forward}
  </section>`;
}

/** What has been added up of a gradient that is not whole yet. @param {Pane["chain"]} chain */
const soFarText = (chain) => (chain?.lines.length ? "not whole yet" : `${chain?.rows.at(-1)?.sum ?? ""} so far`);

/** @param {string} summary @param {unknown} content */
const folded = (summary, content) => html`<details><summary>${summary}</summary>${content}</details>`;

/** @param {number} places @param {number} zeros */
function placesText(places, zeros) {
  const others = zeros ? ` (${zeros} more sent 0)` : "";
  const from = places === 1 ? "one place" : `${places} places`;
  return `Its gradient came from ${from}${others}: local gradient × gradient of the result`;
}

/**
 * What a thing was made from and what it went into.
 *
 * @param {Pane} pane
 * @param {Hands} hands
 */
function leadsView({ reads, uses }, { select }) {
  /** @param {Ref} ref @param {string} text @param {string} [after] */
  const item = (ref, text, after = "") =>
    html`<li><button type="button" class="link" @click=${() => select(ref)}>${text}</button>${after}</li>`;
  const total = uses.reduce((sum, { times }) => sum + times, 0);
  return html`${
    reads.length
      ? html`<details><summary>Made from ${reads.length === 1 ? reads[0].text : `${reads.length} things`}</summary>
          <ul class="list">${reads.map(({ ref, text }) => item(ref, text))}</ul></details>`
      : nothing
  }${
    uses.length
      ? html`<details class="users"><summary>Used ${often(total)}</summary>
          <ul class="list">${uses
            .slice(0, MOST_USES)
            .map(({ ref, text, times }) => item(ref, text, times > 1 ? `, ${often(times)}` : ""))}
            ${uses.length > MOST_USES ? html`<li>and in ${uses.length - MOST_USES} more</li>` : nothing}</ul></details>`
      : nothing
  }`;
}
