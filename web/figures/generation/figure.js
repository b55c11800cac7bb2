/**
 * Generation: how the model invents a name, letter by letter, or twenty at once; and how likely it finds them, or a
 * word of the reader's.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Invented, InventedName as Name} from "../../wire/protocol.js"
 * @import {Figure, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { actsOf } from "../../draw/acts.js";
import { classes } from "../../draw/classes.js";
import { explained } from "../../draw/explained.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { asks } from "./asked.js";
import { controlsView, orderView } from "./controls.js";
import { NARROW, roomFor } from "./layout.js";
import { lettersView } from "./letters.js";
import { manyView, severalOf } from "./many.js";
import { player } from "./play.js";
import { readsView } from "./reads.js";
import { scoreView, wordOf } from "./score.js";
import { sharesView } from "./shares.js";
import { leadText, nothingText, refusedText, roomText, tokenSaid, waitingText, whoseText } from "./text.js";
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
  return answer && !("failed" in answer) ? answer : null;
}

/**
 * @typedef {{set: (settings: Record<string, unknown>) => void, palette: Palette, isStill: boolean}} Own
 *
 * @param {Props} props
 * @param {Own} own
 */
function generationView(props, { set, palette, isStill }) {
  const { canAsk, run, settings, width } = props;
  const name = nameOf(props);
  const at = name ? Math.min(settings.letter, name.letters.length - 1) : 0;
  const layers = name?.letters[0].keys.length ?? 0;
  const count = name?.letters.length ?? 0;
  const tokens = name?.tokens.length ?? Infinity;
  const several = severalOf(props);
  const choose = (/** @type {number} */ nth) => set({ nth, letter: 0, t: 1, playing: false });
  const waiting = waitingText(canAsk, run.isLive);
  const isNarrow = width < NARROW;
  return html`<div class=${classes("generation", { "is-narrow": isNarrow })} ${style({ "inline-size": `${width}px` })}>
    ${controlsView(props, { count, at, layers, tokens, isStill, set })}
    <p class="complaint" role="alert">${refusedText(name?.refused)}</p>
    ${
      name
        ? nameView(props, name, at, { set, palette, isStill })
        : html`<p class="note generation-nothing">${nothingText(props.answers.invent?.failed, canAsk)}</p>`
    }
    <p class="note generation-whose">${name ? whoseText(name, run) : ""} ${waiting}</p>
    ${several ? manyView(several, wordOf(props), { width, nth: settings.nth, isFixed: !canAsk, onChoose: choose }) : ""}
    ${scoreView(props, name, set)}
  </div>`;
}

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
    <p class="note">${roomText(roomFor(name.tokens.length, width), name.tokens.length)}</p>
    ${
      name.letters[at].keys.length
        ? readsView(name, at, { width, layer, filled: travel, palette })
        : html`<p class="note">This model has no attention: of all that came before, it sees the last token alone.</p>`
    }`;
}
