/**
 * A column for each token: its logit and, after the temperature and softmax, its probability. A slider over the tokens
 * says the numbers of the one that is pointed at.
 *
 * @import {InventedName as Name} from "../../wire/protocol.js"
 * @import {Order} from "./layout.js"
 */

import { svg } from "lit-html";
import { round, stepSlider } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { fixed, tokenText } from "../../draw/format.js";
import { TOKENS, tokensLayout } from "./layout.js";
import { inRoom } from "./phrases.js";
import { tokenSaid } from "./text.js";

const ROOMY = 22; // px of a column for its percentage

/**
 * @param {Name} name
 * @param {number} at
 * @param {{width: number, order: Order, grown: number, isDone: boolean, pointed: number | null,
 *   onPoint: (token: number | null) => void}} shown
 */
export function tokensView(name, at, { width, order, grown, isDone, pointed, onPoint }) {
  const letter = name.letters[at];
  const { columns, names, gutter, size, zero, bottom, end } = tokensLayout(name, letter, {
    order,
    width,
    grown,
    pointed,
  });
  const places = columns.map((_, place) => place);
  const placeOf = (/** @type {number | null} */ token) => columns.findIndex((each) => each.token === token);
  const place = placeOf(pointed); // -1 where the one that is pointed at, on the bar above, has no column
  const chart = {
    steps: places,
    step: place < 0 ? null : place,
    at: place < 0 ? placeOf(letter.token) : place,
    stepAt: (/** @type {number} */ px) => (px - gutter) / size - 0.5,
    onStep: (/** @type {number | null} */ place) => onPoint(place === null ? null : columns[place].token),
  };
  const about = {
    label: "Tokens",
    text: tokenSaid(name, at, pointed ?? letter.token),
    width,
    height: TOKENS.height,
    kind: "generation-tokens",
  };
  const base = zero + 1;
  return stepSlider(
    { ...chart, ...about },
    svg`${gutter ? namesView(base, bottom) : ""}
      <line x1=${gutter} x2=${width} y1=${round(base)} y2=${round(base)} />${columns.map(
        ({ token, isCut, x, logit, prob }) => {
          const isDrawn = isDone && token === letter.token;
          const [middle, inner] = [round(x + size / 2), round(Math.max(size - 4, 2))];
          const marks = { "is-drawn": isDrawn, "is-pointed": token === pointed, "is-cut": isCut };
          const text = names.has(token) ? inRoom(tokenText(name.tokens[token]), size) : "";
          const percentage = size >= ROOMY && grown === 1 ? shareText(letter.probs[token]) : "";
          return svg`<g class=${classes("generation-column", marks)}>
        <rect class=${logit.isNegative ? "is-negative" : "is-positive"} x=${round(x + 2)} y=${round(logit.y + 1)}
          width=${inner} height=${round(logit.height)} />
        <rect class="generation-prob" x=${round(x + 2)} y=${round(prob.y)}
          width=${inner} height=${round(prob.height)} />
        <text class="figure" x=${middle} y=${TOKENS.height - 3}>${text}</text>
        <text class="figure small" x=${middle} y=${round(prob.y - 2)}>${percentage}</text>
      </g>`;
        },
      )}<line x1=${gutter} x2=${width} y1=${bottom} y2=${bottom} />${
        end === null ? "" : svg`<line class="generation-end" x1=${round(end)} x2=${round(end)} y1="0" y2=${bottom} />`
      }`,
  );
}

/**
 * What the two rows of bars are.
 *
 * @param {number} base
 * @param {number} bottom
 */
const namesView = (base, bottom) =>
  svg`<text class="generation-bars" x="0" y=${round(Math.max(base + 3, 9))}>logit</text
    ><text class="generation-bars" x="0" y=${bottom - 2}>probability</text>`;

/** In percent, where it is worth one. @param {number} prob */
const shareText = (prob) => (prob >= 0.005 ? fixed(100 * prob, 0) : "");
