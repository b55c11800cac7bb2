/**
 * Many names at once, the likeliest first, and among them the word that is scored; above them all of them on one scale.
 * A name is a choice: the one that is looked at letter by letter.
 *
 * @import {InventedMany, Scored, Several} from "../../wire/protocol.js"
 * @import {Props} from "../figure.js"
 */

import { html, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { fixed } from "../../draw/format.js";
import { rankedLayout, STRIP, stripLayout } from "./layout.js";
import { knownText, newnessText, severalText } from "./odds.js";

/**
 * @typedef {Exclude<Scored, {refused: string}>} Word
 *
 * @param {Several} several
 * @param {Word | null} scored
 * @param {{width: number, nth: number, isFixed: boolean, onChoose: (nth: number) => void}} shown  isFixed: another name
 *   cannot be looked at now
 */
export function manyView(several, scored, { width, nth, isFixed, onChoose }) {
  const word = scored?.step === several.step ? scored : null; // other steps, another model: its odds cannot be compared
  const ranked = rankedLayout(several, word);
  return html`<div class="generation-many">
    <p class="note">${severalText(several)}</p>
    ${stripView(ranked, nth, width)}
    <ol class="generation-names list" aria-label="Invented names, the likeliest first">
      ${ranked.map(({ name, log_prob: logProb, newness, at }) => {
        const number = html`<span class="generation-log figure">${fixed(logProb)}</span>`;
        if (at === null) return html`<li class="generation-typed-word"><span>${name || EMPTY}</span>${number}</li>`;
        const isKnown = newness !== "new" && newness !== null;
        const title = newnessText(newness);
        return html`<li>
          <button
            type="button"
            aria-pressed=${at === nth}
            title=${title}
            .disabled=${isFixed && at !== nth}
            @click=${() => onChoose(at)}
          >
            <span class=${classes("invented", { "is-known": isKnown })}>${name || EMPTY}</span>${number}<span
              class="visually-hidden"
              >, ${title}</span
            >
          </button>
        </li>`;
      })}
    </ol>
    <p class="note">${knownText(several)}</p>
  </div>`;
}

/** What stands for a name without a letter. */
const EMPTY = "(no letter)";

/**
 * All of them on the scale of their log-probabilities: a line for each, the one that is looked at and the word by name.
 *
 * @param {ReturnType<typeof rankedLayout>} ranked
 * @param {number} nth
 * @param {number} width
 */
function stripView(ranked, nth, width) {
  const { marks, ticks } = stripLayout(ranked, nth, width);
  const { height, line, mark } = STRIP;
  const label = `Log-probabilities from ${fixed(ranked[ranked.length - 1].log_prob)} to ${fixed(ranked[0].log_prob)}`;
  return html`<svg
    class="chart generation-strip"
    role="img"
    aria-label=${label}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
    ><line x1="0" x2=${width} y1=${line} y2=${line} />${ticks.map(
      ({ x, number }) => svg`<text class="figure small" x=${round(x)} y=${line + 12}>${fixed(number, 0)}</text>`,
    )}${marks.map(
      ({ x, name, isWord, isLit, anchor, y }) =>
        svg`<g class=${classes("generation-mark", { "is-word": isWord, "is-lit": isLit })}
          ><line x1=${round(x)} x2=${round(x)} y1=${isLit || isWord ? y + 3 : line - mark} y2=${line} />${
            isLit || isWord ? svg`<text x=${round(x)} y=${y} text-anchor=${anchor}>${name || EMPTY}</text>` : ""
          }</g>`,
    )}</svg
  >`;
}

/** What is there to show of many names. @param {Props} props @returns {Several | null} */
export function severalOf({ settings, answers }) {
  const answer = /** @type {InventedMany | null} */ (answers.many ?? null);
  return settings.many && answer && !("failed" in answer) ? answer : null;
}
