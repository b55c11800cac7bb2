/**
 * Generation: how the model invents a name, letter by letter; and how likely it finds that name, or a word of the
 * reader's.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Invented, Scored} from "../../wire/protocol.js"
 * @import {Figure, Props} from "../figure.js"
 * @import {Name} from "./layout.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { actsOf } from "../../draw/acts.js";
import { classes } from "../../draw/classes.js";
import { explained } from "../../draw/explained.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { asks } from "./asked.js";
import { controlsView, orderView } from "./controls.js";
import { NARROW } from "./layout.js";
import { lettersView, wordView } from "./letters.js";
import { player } from "./play.js";
import { readsView } from "./reads.js";
import { sharesView } from "./shares.js";
import { leadText, lossText, sumText, tokenSaid, waitingText, whoseText } from "./text.js";
import { tokensView } from "./tokens.js";
import { settings } from "./settings.js";
import "./style.css";

/** @type {Figure} */
export const generation = {
  name: "generation",
  title: "It invents a name",
  caption:
    "How likely each token is to come next, where the random number falls, what is drawn. Choose a letter, or play.",
  settings,
  needsTrace: false,
  asks,

  mount(root, context) {
    const view = templateIn(root);
    const clock = player(context, (props) => nameOf(props)?.letters.length ?? 0);
    const set = (/** @type {Record<string, unknown>} */ settings) => context.dispatch({ type: "set", settings });
    return {
      update(props) {
        view.draw(generationView(props, { set, palette: context.theme(), isStill: context.stillness() }));
        clock.update(props);
      },
      destroy() {
        clock.stop();
        view.remove();
      },
    };
  },
};

/** The name that is there to show. @param {Props} props @returns {Name | null} */
function nameOf({ answers }) {
  const answer = /** @type {Invented | null} */ (answers.invent);
  return answer && answer.refused === null ? answer : null;
}

/**
 * @typedef {{set: (settings: Record<string, unknown>) => void, palette: Palette, isStill: boolean}} Own
 *
 * @param {Props} props
 * @param {Own} own
 */
function generationView(props, { set, palette, isStill }) {
  const { answers, canAsk, run, settings, width } = props;
  const name = nameOf(props);
  const at = name ? Math.min(settings.letter, name.letters.length - 1) : 0;
  const layers = name?.letters[0].keys.length ?? 1;
  const count = name?.letters.length ?? 0;
  const refused = answers.invent?.refused ?? "";
  const waiting = waitingText(canAsk, run.isLive);
  const isNarrow = width < NARROW;
  return html`<div class=${classes("generation", { "is-narrow": isNarrow })} ${style({ "inline-size": `${width}px` })}>
    ${controlsView(props, { count, at, layers, isStill, set })}
    <p class="complaint" role="alert">${refused && `${refused}.`}</p>
    ${
      name
        ? nameView(props, name, at, { set, palette, isStill })
        : html`<p class="note generation-nothing">${refused ? "" : nothingText(canAsk)}</p>`
    }
    <p class="note generation-whose">${name ? whoseText(name, run.isLive) : ""} ${waiting}</p>
    ${scoreView(props, set)}
  </div>`;
}

/** @param {boolean} canAsk */
const nothingText = (canAsk) =>
  canAsk ? "Python invents the name." : "The name comes with Python, which is not up yet.";

/**
 * @param {Props} props
 * @param {Name} name
 * @param {number} at
 * @param {Own} own
 */
function nameView({ settings, width }, name, at, { set, palette, isStill }) {
  const { order, token: pointed } = settings;
  const layer = Math.min(settings.layer, name.letters[at].keys.length - 1);
  const { travel, add, fill } = actsOf(isStill ? 1 : settings.t);
  const isDone = fill > 0;
  const choose = (/** @type {number} */ letter) => set({ letter, t: 1, playing: false });
  const onPoint = (/** @type {number | null} */ token) => set({ token });
  const isToken = pointed !== null && pointed < name.tokens.length;
  const token = isToken ? pointed : null;
  return html`${lettersView(name, at, isDone, choose)}
    <p class="generation-lead">${explained(leadText(name, at, isDone))}</p>
    ${sharesView(name, at, { width, travelled: add, isDone, pointed: token, onPoint })}
    <div class="generation-heading row">
      ${orderView(order, set)}<span>${tokenSaid(name, at, token ?? name.letters[at].token)}</span>
    </div>
    ${tokensView(name, at, { width, order, grown: travel, isDone, pointed: token, onPoint })}
    ${readsView(name, at, { width, layer, filled: travel, palette })}`;
}

/**
 * @param {Props} props
 * @param {(settings: Record<string, unknown>) => void} set
 */
function scoreView({ settings, answers, canAsk }, set) {
  const scored = /** @type {Scored | null} */ (settings.word === "" ? null : (answers.score ?? null));
  const word = scored && scored.refused === null ? scored : null;
  /** @param {Event & {target: HTMLInputElement}} event */
  const type = ({ target }) => set({ word: target.value });
  return html`<div class="generation-score">
    <label class="field"
      >score a word
      <input
        type="text"
        class="generation-typed"
        size="10"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(settings.word)}
        .disabled=${!canAsk}
        @input=${type}
    /></label>
    ${word ? wordView(word.letters, word.tokens) : ""}
    <p class="note" aria-live="polite">${word ? `${sumText(word)}; ${lossText(word)}` : ""}</p>
    <p class="complaint" role="alert">${scored?.refused ? `${scored.refused}.` : ""}</p>
  </div>`;
}
