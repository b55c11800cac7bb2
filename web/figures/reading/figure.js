/**
 * What the tokenizer makes of the documents that the next run is set up with: how many, which vocabulary, how long,
 * what block_size cuts off; and of any word.
 *
 * @import {Reading} from "../../wire/protocol.js"
 * @import {Context, Figure, Props, Question} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { classes } from "../../draw/classes.js";
import { fixed, tokenText } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import { askedOf, chosenOf, OWN, PUBLISHED } from "../setups.js";
import { lengthsView } from "./lengths.js";
import { settings } from "./settings.js";
import * as say from "./text.js";
import "./style.css";

const LONGEST = 200; // characters that can be typed

/** @type {Figure} */
export const reading = {
  name: "reading",
  title: "What the tokenizer makes of it",
  caption: "The documents of the next run: its vocabulary, how long they are, and any word as tokens.",
  settings,
  needsTrace: false,
  asks: (props) => (whyNot(props) ? [] : [question(props)]),

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(readingView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/** Why there is nothing to read yet; nothing if there is. @param {Pick<Props, "run">} props */
function whyNot({ run: { setup } }) {
  if (setup.text !== null) return "";
  const chosen = chosenOf(setup);
  return chosen === PUBLISHED ? say.TO_FETCH : chosen === OWN ? say.TO_GIVE : "";
}

/** @param {Props} props @returns {Question} */
function question({ run: { setup }, settings }) {
  const args = { ...askedOf(setup), preset_name: setup.preset, settings: setup.settings, word: settings.word };
  return { name: "reading", command: "reading", args: /** @type {any} */ (args) };
}

/** @param {Props} props @param {Context["dispatch"]} dispatch */
function readingView(props, dispatch) {
  return html`<div class="reading">
    <h2 class="heading">What the tokenizer makes of it</h2>
    ${bodyView(props, dispatch)}
  </div>`;
}

/** @param {Props} props @param {Context["dispatch"]} dispatch */
function bodyView(props, dispatch) {
  const found = /** @type {Reading | null} */ (props.answers.reading ?? null);
  const why = whyNot(props);
  if (why) return html`<p role="status">${why}</p>`;
  if (!found) return html`<p role="status">${props.canAsk ? say.WAITING : say.NO_PYTHON}</p>`;
  if (found.refused !== null) return html`<p class="complaint" role="status">${found.refused}.</p>`;
  const point = (/** @type {number | null} */ length) => dispatch({ type: "set", settings: { length } });
  return html`<p class="reading-name" title=${found.name}>${found.name}</p>
    <p>${say.documentsText(found)} Guessing blindly among these costs a loss of ${fixed(found.blind_guess, 4)}.</p>
    ${found.remarks.map((remark) => html`<p class="reading-remark">${remark}</p>`)}
    <h3 class="title">Lengths</h3>
    ${lengthsView(found, props.width, props.settings.length, point)}
    <p>${say.cutText(found)}</p>
    <h3 class="title">Vocabulary</h3>
    ${vocabularyView(found)} ${wordView(props, found, dispatch)}`;
}

/** @param {Reading} found */
function vocabularyView(found) {
  const used = new Set(found.word.tokens.map(({ id }) => id));
  const more = say.unlistedText(found);
  return html`<ol class="reading-vocabulary list" aria-label="Vocabulary" tabindex="0">
      ${found.tokens.map(
        (token) =>
          html`<li class=${classes("", { "is-used": used.has(token.id) })} title=${say.tokenName(token)}
            >${tokenView(token.text)}<span class="figure reading-id">${token.id}</span></li
          >`,
      )}
    </ol>
    ${more ? html`<p class="note">${more}</p>` : nothing}`;
}

/**
 * @param {Props} props
 * @param {Reading} found
 * @param {Context["dispatch"]} dispatch
 */
function wordView({ settings, answers }, found, dispatch) {
  const { word } = found;
  const type = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget: { value } }) =>
    dispatch({ type: "set", settings: { word: value } });
  const isKnown = word.unknown.length === 0;
  return html`<label class="field reading-word"
      ><span>a word</span
      ><input
        type="text"
        maxlength=${LONGEST}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(settings.word ?? word.text)}
        aria-invalid=${isKnown ? "false" : "true"}
        @input=${type}
    /></label>
    <ol class="reading-tokens list" aria-label="Tokens of the word" aria-busy=${answers.reading ? "false" : "true"}>
      ${word.tokens.map(
        (token) =>
          html`<li
            class=${classes("", { "is-unknown": token.id === null, "is-beyond": !token.is_seen })}
            title=${say.placeName(token)}
            >${tokenView(token.text)}<span class="figure reading-id">${token.id ?? "?"}</span></li
          >`,
      )}
    </ol>
    <p class=${classes("", { complaint: !isKnown })} role="status">${say.wordText(found)}</p>`;
}

/** @param {string} text */
const tokenView = (text) =>
  html`<span class=${classes("figure reading-token", { special: text.length > 1 && text.startsWith("<") })}
    >${tokenText(text)}</span
  >`;
