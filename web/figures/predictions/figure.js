/**
 * The predictions: how probable each token is to be the next, at one position in full and at all of them at a glance; what
 * that makes of the loss; and what a temperature makes of it.
 *
 * What is focused is what is hovered, and what the controls stand at comes as props: the view itself remembers nothing.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Tempered} from "./known.js"
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t  how far the motion into the frame is: 1 when it has settled
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} width  in px
 * @property {boolean} canAsk  whether Python is up
 * @property {"vocabulary" | "likely"} order
 * @property {number | null} position  whose prediction is the large one; null: that of the cursor
 * @property {number} temperature
 * @property {Tempered | null} tempered  what Python makes of a temperature
 */

import "./style.css";
import { element, setText } from "../../draw/element.js";
import { fixed, tokenText } from "../../draw/format.js";
import { isComputed, positions, sameRef } from "../../trace/read.js";
import { predictionStages, reshaped, shownPosition, targetOf } from "./known.js";
import { predictionsLayout } from "./layout.js";
import { stripView } from "./strip.js";
import { formulaText, lossText, meanText, numberName, placeText, tokenAbout, tokenName, unsureText } from "./text.js";
import { tokensView } from "./tokens.js";

const ORDERS = /** @type {const} */ ([
  ["vocabulary", "vocabulary order"],
  ["likely", "likeliest first"],
]);

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function predictionsView(root, { dispatch }) {
  const figures = (/** @type {Record<string, unknown>} */ changes) =>
    dispatch({ type: "figure-set", figures: changes });
  const orders = ORDERS.map(([order, words]) => {
    const button = element("button", { type: "button", "aria-pressed": "false" }, words);
    button.addEventListener("click", () => figures({ order }));
    return { order, button };
  });
  const follow = element("button", { type: "button", class: "link" }, "follow the cursor");
  follow.addEventListener("click", () => figures({ position: null }));
  const slider = element("input", { type: "range", min: 0.1, max: 2, step: 0.1 });
  slider.addEventListener("input", () => figures({ temperature: Number(slider.value) }));
  const temperatureText = element("output", { class: "figure" });
  const note = element("span", { class: "note" });
  const controls = element(
    "div",
    { class: "predictions-controls row" },
    element(
      "div",
      { class: "choice words", role: "group", "aria-label": "Order of the tokens" },
      ...orders.map(({ button }) => button),
    ),
    element("label", { class: "field" }, "temperature ", slider, temperatureText),
    note,
  );
  const [lead, loss, unsure] = [
    element("p", { class: "predictions-lead" }),
    element("span", { class: "figure predictions-loss-line" }),
    element("span"),
  ];
  const [mean, guess] = [element("span"), element("span", { class: "predictions-guess-text" })];
  const [name, about] = [element("span", { class: "figure name" }), element("span")];
  const view = element("div", { class: "predictions" });
  const stripRoot = element("div");
  const tokensRoot = element("div");
  const meanLine = element("p", { class: "predictions-mean row" }, mean, guess);
  const head = element(
    "div",
    { class: "predictions-head row" },
    lead,
    element("p", { class: "predictions-sentence" }, loss, unsure),
    follow,
  );
  const foot = element("div", { class: "foot" }, element("p", { class: "readout" }, name, about));
  view.append(stripRoot, meanLine, head, controls, tokensRoot, foot);
  root.append(view);

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what the pointer is over
  const listeners = {
    onHover(/** @type {Ref | null} */ ref) {
      if (drawn && !sameRef(ref, drawn.hovered)) dispatch({ type: "hovered", ref });
    },
    onSelect: (/** @type {Ref} */ ref) => dispatch({ type: "selected", ref }),
    onChoose: (/** @type {number} */ position) => figures({ position }),
  };
  const drawStrip = stripView(stripRoot, listeners);
  const drawTokens = tokensView(tokensRoot, listeners);

  /** @param {Props} props */
  return function update(props) {
    const { trace, cursor, t, selection, hovered, width, canAsk, order, temperature, tempered } = props;
    drawn = props;
    const position = shownPosition(trace, cursor, props.position);
    const shown = reshaped(trace, cursor, position, tempered, temperature);
    const layout = predictionsLayout({
      tokens: trace.header.vocabulary.length,
      positions: positions(trace),
      width,
      isTempered: shown !== null,
    });
    view.style.width = `${width}px`;

    const isChosen = props.position !== null;
    drawStrip({ trace, cursor, t, position, isChosen, hovered, layout });
    const [meanWords, guessWords] = meanText(trace, cursor);
    setText(mean, meanWords);
    setText(guess, guessWords);
    setText(lead, leadText(trace, cursor, position));
    setText(loss, lossText(trace, cursor, position));
    const isThere = isComputed(trace, predictionStages(trace).losses[position], cursor);
    setText(unsure, isThere ? `the loss: ${unsureText(trace, trace.header.perplexities[position])}` : "");
    follow.hidden = !isChosen;

    for (const each of orders) each.button.setAttribute("aria-pressed", String(each.order === order));
    slider.disabled = !canAsk && tempered === null;
    if (slider.value !== String(temperature)) slider.value = String(temperature);
    slider.setAttribute("aria-valuetext", fixed(temperature, 1));
    setText(temperatureText, fixed(temperature, 1));
    setText(note, noteText(slider.disabled, shown?.drawn ?? null, temperature));

    drawTokens({ trace, cursor, t, position, order, tempered: shown, selection, hovered, layout });
    const [said, more] = readout(trace, cursor, position, hovered ?? selection, shown);
    setText(name, said);
    setText(about, more);
  };
}

/** What is predicted from what. @param {Trace} trace @param {number} cursor @param {number} position */
function leadText(trace, cursor, position) {
  if (!isComputed(trace, predictionStages(trace).logits[position], cursor))
    return `Position ${position} has predicted nothing yet.`;
  const read = trace.header.token_ids
    .slice(0, position + 1)
    .map((/** @type {number} */ id) => tokenText(trace.header.vocabulary[id]));
  return `After ${read.join(" ")}, what comes next? ${tokenName(trace, targetOf(trace, position))} came.`;
}

/** @param {boolean} isDisabled @param {number | null} drawn @param {number} temperature */
function noteText(isDisabled, drawn, temperature) {
  if (isDisabled) return "The temperature comes with Python, which is not up.";
  const effect =
    temperature < 1
      ? "below 1 likely tokens get likelier"
      : temperature > 1
        ? "above 1 all tokens get more alike"
        : "1 leaves the probabilities as they are";
  return drawn === null
    ? effect
    : `${effect}; outlined: how probable they are then, and how often each came in ${drawn} draws`;
}

/** What is said of a ref: its name with its numbers, and how they came about. @param {Trace} trace @param {number} cursor @param {number} position @param {Ref | null} ref @param {ReturnType<typeof reshaped>} shown @returns {[string, string]} */
function readout(trace, cursor, position, ref, shown) {
  const hint = "Hover a bar for its number; choose a position above to see all that it predicted.";
  if (ref?.kind !== "stage" || ref.element === null) return ["", hint];
  const { logits, probs, losses } = predictionStages(trace);
  const at = trace.stages[ref.stage].position;
  if (at === null) return ["", hint];
  const said = numberName(trace, cursor, ref.stage, ref.element);
  if (ref.stage === losses[at]) return [said, `the loss at ${placeText(trace, at)}: ${lossText(trace, cursor, at)}`];
  if (ref.stage !== logits[at] && ref.stage !== probs[at]) return ["", hint];
  const formula = formulaText(trace, cursor, ref.stage, ref.element, at);
  return [
    said,
    `${tokenAbout(trace, at, ref.element, at === position && ref.stage === probs[at] ? shown : null)}${formula ? `; ${formula}` : ""}`,
  ];
}
