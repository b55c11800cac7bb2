/**
 * The document at a glance: for each position the probability of the token that came, and its loss as a bar. Choosing one
 * makes its prediction the large one.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {PredictionsLayout} from "./layout.js"
 *
 * @typedef {{trace: Trace, cursor: number, t: number, position: number, isChosen: boolean, hovered: Ref | null, layout: PredictionsLayout}} StripProps
 */

import { element, setText } from "../../draw/element.js";
import { fixed, tokenText } from "../../draw/format.js";
import { isComputed, positions, stageValues, tokenAt } from "../../trace/read.js";
import { hasMean, predictionStages, targetOf } from "./known.js";
import { numberName, placeText, shareText, tokenName, unsureText } from "./text.js";

const LINES = ["guess", "mean"];
const UNDER = 44; // px that the tokens and their probabilities take below the bars

/** @param {HTMLElement} root @param {{onHover: (ref: Ref | null) => void, onChoose: (position: number) => void}} listeners */
export function stripView(root, { onHover, onChoose }) {
  const group = element("div", {
    class: "predictions-strip",
    role: "radiogroup",
    "aria-label": "Position whose prediction is shown",
  });
  root.append(group);
  /** @type {StripProps | null} */
  let drawn = null; // what the last update was given: what the pointer is over

  /** @param {EventTarget | null} target */
  const positionOf = (target) => {
    const button = target instanceof Element ? target.closest("[data-position]") : null;
    return button instanceof HTMLElement ? Number(button.dataset.position) : null;
  };
  /** @param {Event} event */
  const point = (event) => {
    const position = positionOf(event.target);
    if (drawn)
      onHover(
        position === null ? null : { kind: "stage", stage: predictionStages(drawn.trace).losses[position], element: 0 },
      );
  };
  group.addEventListener("pointermove", point);
  group.addEventListener("pointerleave", () => onHover(null));
  group.addEventListener("focusin", point);
  group.addEventListener("focusout", () => onHover(null));
  group.addEventListener("click", (event) => {
    const position = positionOf(event.target);
    if (position !== null) onChoose(position);
  });
  group.addEventListener("keydown", (event) => {
    const at = positionOf(event.target);
    if (!drawn || at === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = positions(drawn.trace) - 1;
    /** @type {Record<string, number>} */
    const moves = {
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      Home: 0,
      End: last,
      Enter: at,
      " ": at,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < 0 || to > last) return;
    onChoose(to);
    const button = group.querySelector(`[data-position="${to}"]`);
    if (button instanceof HTMLElement) button.focus();
  });

  /** @param {StripProps} props */
  return function update(props) {
    const { trace, position, layout } = props;
    drawn = props;
    const count = positions(trace);
    while (group.childElementCount < layout.bands)
      group.append(
        element(
          "div",
          { class: "predictions-band" },
          ...LINES.map((name) => element("i", { class: `predictions-${name}` })),
        ),
      );
    while (group.childElementCount > layout.bands) group.lastElementChild?.remove();
    const max = Math.max(trace.header.random_guess, ...trace.header.losses);
    for (const [band, node] of [...group.children].entries()) {
      const first = band * layout.perBand;
      const size = Math.min(layout.perBand, count - first);
      while (node.childElementCount - LINES.length < size) node.append(buttonOf());
      while (node.childElementCount - LINES.length > size) node.lastElementChild?.remove();
      const [guess, mean] = /** @type {HTMLElement[]} */ ([...node.children]);
      const hasLine = trace.header.target === "document" && hasMean(trace, props.cursor);
      guess.style.cssText = lineAt(trace.header.random_guess, size);
      mean.style.cssText = hasLine ? lineAt(trace.header.loss, size) : "display: none";
      for (let index = 0; index < size; index++)
        drawButton(/** @type {HTMLElement} */ (node.children[index + LINES.length]), first + index, max, props);
    }
    for (const button of group.querySelectorAll("button"))
      button.tabIndex = Number(button.dataset.position) === position ? 0 : -1;

    /** @param {number} loss @param {number} size  of its band */
    function lineAt(loss, size) {
      return `width: ${size * layout.positionWidth}px; bottom: ${UNDER + Math.round((loss / max) * layout.barHeight)}px`;
    }
  };
}

function buttonOf() {
  const parts = ["loss", "column", "came", "share"].map((name) => element("span", { class: `predictions-${name}` }));
  parts[0].classList.add("figure");
  parts[3].classList.add("figure");
  parts[1].append(element("i"));
  return element("button", { type: "button", role: "radio", class: "predictions-position" }, ...parts);
}

/** @param {HTMLElement} button @param {number} at @param {number} max @param {StripProps} props */
function drawButton(button, at, max, { trace, cursor, t, position, isChosen, hovered, layout }) {
  const { probs, losses } = predictionStages(trace);
  const [loss, column, came, share] = /** @type {HTMLElement[]} */ ([...button.children]);
  const target = targetOf(trace, at);
  const isThere = isComputed(trace, losses[at], cursor);
  const value = stageValues(trace, losses[at])[0];
  const growth = trace.forwardFrame[losses[at]] === cursor ? t * (2 - t) : 1;
  button.dataset.position = String(at);
  button.style.width = `${layout.positionWidth}px`;
  button.classList.toggle("is-lit", at === position);
  button.classList.toggle("is-hovered", hovered?.kind === "stage" && hovered.stage === losses[at]);
  button.setAttribute("aria-checked", String(at === position));
  button.classList.toggle("is-chosen", isChosen && at === position);
  setText(loss, isThere ? fixed(value) : "");
  column.style.height = `${layout.barHeight}px`;
  /** @type {HTMLElement} */ (column.children[0]).style.height = isThere ? `${((100 * value) / max) * growth}%` : "0";
  const words = [tokenText(tokenAt(trace, at)), tokenText(trace.header.vocabulary[target])];
  setText(came, `${words[0]} → ${words[1]}`);
  came.classList.toggle(
    "special",
    words.some((word) => word.length > 1),
  );
  const isKnown = isComputed(trace, probs[at], cursor);
  setText(share, isKnown ? shareText(stageValues(trace, probs[at])[target]) : "");
  const name = `${placeText(trace, at)}, then ${tokenName(trace, target)}`;
  const chance = isKnown ? `: probability ${shareText(stageValues(trace, probs[at])[target])}` : "";
  const unsure = isThere ? `, ${unsureText(trace, trace.header.perplexities[at])}` : "";
  button.setAttribute("aria-label", `${name}${chance}; ${numberName(trace, cursor, losses[at], 0)}${unsure}`);
}
