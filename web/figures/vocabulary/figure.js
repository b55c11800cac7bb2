/**
 * The vocabulary: every token with its id; and any word as the tokenizer turns it into token ids.
 *
 * @import {Description, Encoded} from "../../wire/protocol.js"
 * @import {Figure, Props, Run} from "../figure.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { tokenText } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import { vocabularyList, wordField, wordList } from "../../draw/tokens.js";
import { RECORDED } from "../../trace/read.js";
import { NO_PYTHON, titleText, tokenName, WAITING, wordText } from "./text.js";
import { settings } from "./settings.js";
import "./style.css";

const LONGEST = 48; // characters that can be typed
const FIRST = "bill"; // the word where none is typed and no document is looked at

/** @type {Figure} */
export const vocabulary = {
  name: "vocabulary",
  title: "The vocabulary",
  caption: "A token is a character, or BOS, which begins and ends a document. Type a word to see it as token ids.",
  settings,
  needsTrace: false,

  asks: (props) => [{ name: "encoded", command: "encode", args: { run: sourceOf(props.run).id, text: wordOf(props) } }],

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const type = (/** @type {string} */ typed) => dispatch({ type: "set", settings: { text: typed } });
    return {
      update: (props) => view.draw(vocabularyView(props, type)),
      destroy: view.remove,
    };
  },
};

/**
 * The run whose tokenizer it is: the reader's own once Python has it, also before its first step.
 *
 * @param {Run} run
 * @returns {{id: string, description: Description | null}}
 */
function sourceOf({ id, live: { description }, recorded }) {
  return description ? { id, description } : { id: RECORDED, description: recorded.description };
}

/**
 * The word: what was typed, else the document.
 *
 * @param {Pick<Props, "settings"> & {trace?: Props["trace"] | null}} props
 * @returns {string}
 */
const wordOf = ({ settings, trace }) => settings.text ?? trace?.header.doc ?? FIRST;

/**
 * @param {Props} props
 * @param {(typed: string) => void} type
 */
function vocabularyView(props, type) {
  const { run, answers, canAsk } = props;
  const word = wordOf(props);
  const { description } = sourceOf(run);
  const encoded = /** @type {Encoded | null} */ (answers.encoded ?? null);
  const used = new Set((encoded?.tokens ?? []).map((each) => each.token_id));
  return html`<div class="vocabulary">
    <p class="heading">${description ? titleText(description) : "The vocabulary is on its way"}</p>
    ${vocabularyList((description?.tokens ?? []).map(ofVocabulary), used)}
    ${wordField({ word, longest: LONGEST, isKnown: encoded?.complaint == null, type })}
    ${wordList(encoded ? encoded.tokens.map((_, at) => ofWord(encoded, at)) : [])}
    <p class=${classes("vocabulary-words", { complaint: encoded?.complaint != null })} role="status">
      ${
        encoded && encoded.text === word && description
          ? wordText(encoded, description.config.block_size)
          : canAsk
            ? WAITING
            : NO_PYTHON
      }
    </p>
  </div>`;
}

/** @param {string} text @param {number} id */
const ofVocabulary = (text, id) => ({ text, id, name: `${tokenText(text)}: token id ${id}` });

/** @param {Encoded} encoded @param {number} at */
function ofWord(encoded, at) {
  const { text, token_id: id } = encoded.tokens[at];
  return { text, id, name: tokenName(encoded, at), isCut: encoded.complaint === null && at >= encoded.kept };
}
