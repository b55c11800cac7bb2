/**
 * What the tokenizer makes of the documents that the next run is set up with: how many, which vocabulary, how long,
 * what block_size cuts off; and of any word.
 *
 * @import {Reading} from "../../wire/protocol.js"
 * @import {Context, Figure, Props, Question} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { fixed } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import { vocabularyList, wordField, wordList } from "../../draw/tokens.js";
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
    <p>${say.documentsText(found)} A random guess among these costs a loss of ${fixed(found.blind_guess, 4)}.</p>
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
  const all = found.tokens.map((token) => ({ ...token, name: say.tokenName(token) }));
  return html`${vocabularyList(all, used)} ${more ? html`<p class="note">${more}</p>` : nothing}`;
}

/**
 * @param {Props} props
 * @param {Reading} found
 * @param {Context["dispatch"]} dispatch
 */
function wordView({ settings }, found, dispatch) {
  const { word } = found;
  const isKnown = word.unknown.length === 0;
  const type = (/** @type {string} */ typed) => dispatch({ type: "set", settings: { word: typed } });
  const tokens = word.tokens.map((token) => ({ ...token, name: say.placeName(token), isCut: !token.is_seen }));
  return html`${wordField({ word: settings.word ?? word.text, longest: LONGEST, isKnown, type })}
    ${wordList(tokens)}
    <p class=${classes("", { complaint: !isKnown })} role="status">${say.wordText(found)}</p>`;
}
