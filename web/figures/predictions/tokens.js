/**
 * The large picture: every token of the vocabulary in a line of its own. One of the numbers can be tabbed to, the arrow
 * keys walk to the others; where they lead is hovered, and the focus follows.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Cell, TokensProps} from "./line.js"
 * @import {PredictionsLayout} from "./layout.js"
 */

import { html, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { classes } from "../../draw/classes.js";
import { element } from "../../draw/element.js";
import { style } from "../../draw/style.js";
import { placeText } from "../../trace/names.js";
import { stageRef } from "../../trace/refs.js";
import { numbersOf, tokenLine } from "./line.js";
import { predictionStages, tokenOrder } from "./shown.js";

const PAGE = 8; // lines that Page Up and Page Down go past

/** @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function tokensView({ onHover, onSelect }) {
  const node = element("div");
  /** @type {{props: TokensProps, order: number[]} | null} */
  let drawn = null; // what the pointer is over
  let isDrawing = false; // while the focus is moved by the figure, not by the reader

  /**
   * @param {number | undefined} id
   * @param {0 | 1} column
   */
  function refAt(id, column) {
    if (!drawn || id === undefined) return null;
    const { logits, probs } = predictionStages(drawn.props.trace);
    return stageRef((column === 0 ? logits : probs)[drawn.props.position], id);
  }
  /**
   * @param {Event} event
   * @returns {Cell | null}
   */
  function cellOf({ target }) {
    const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
    const row = cell?.closest("[data-token]");
    if (!cell || !(row instanceof HTMLElement)) return null;
    return { id: Number(row.dataset.token), column: cell.classList.contains("predictions-logit") ? 0 : 1 };
  }
  /** @param {Event} event */
  function point(event) {
    const cell = cellOf(event);
    if (!isDrawing) onHover(cell && refAt(cell.id, cell.column));
  }
  const leave = () => onHover(null);
  /** @param {FocusEvent & {currentTarget: Element}} event */
  function blur({ currentTarget, relatedTarget }) {
    if (!isDrawing && !currentTarget.contains(/** @type {Node | null} */ (relatedTarget))) leave();
  }
  /** @param {Event} event */
  function choose(event) {
    const cell = cellOf(event);
    const ref = cell && refAt(cell.id, cell.column);
    if (ref) onSelect(ref);
  }
  /** @param {KeyboardEvent} event */
  function press(event) {
    const cell = cellOf(event);
    if (!drawn || !cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const { order, props } = drawn;
    const { rows } = props.layout;
    const [at, last] = [order.indexOf(cell.id), order.length - 1];
    /** @type {Record<string, [at: number, column: 0 | 1]>} */
    const moves = {
      ArrowUp: [at - 1, cell.column],
      ArrowDown: [at + 1, cell.column],
      ArrowLeft: cell.column === 1 ? [at, 0] : [at - rows, 1],
      ArrowRight: cell.column === 0 ? [at, 1] : [at + rows, 0],
      Home: [0, cell.column],
      End: [last, cell.column],
      PageUp: [Math.max(at - PAGE, 0), cell.column],
      PageDown: [Math.min(at + PAGE, last), cell.column],
    };
    if (event.key === "Enter" || event.key === " ") choose(event);
    else if (moves[event.key]) {
      const [to, column] = moves[event.key];
      const ref = refAt(order[to], column);
      if (ref) onHover(ref);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {TokensProps} props */
  function draw(props) {
    const { trace, cursor, position, layout } = props;
    const order = tokenOrder(trace, cursor, position, props.order);
    const numbers = numbersOf(props);
    const { columns, columnWidth, gap, rows, rowHeight } = layout;
    const widths = `repeat(${columns}, ${columnWidth}px)`;
    const focused = cellAt(props.hovered, numbers.stages) ?? cellAt(props.selection, numbers.stages);
    const places = { "column-gap": `${gap}px`, "--parts": partsOf(layout) };
    const hasFocus = node.contains(document.activeElement);
    drawn = { props, order };
    isDrawing = true;
    render(
      html`<div
          class="predictions-heads"
          aria-hidden="true"
          ${style({ "grid-template-columns": widths, ...places })}
        >
          ${Array.from({ length: columns }, () => headings(props, numbers.gradient.numbers !== null))}
        </div>
        <div
          class=${classes("predictions-tokens", { "has-gradient": numbers.gradient.numbers !== null })}
          role="grid"
          aria-label="Predictions after ${placeText(trace, position)}: tokens by logit and probability"
          ${style({ "grid-template": `repeat(${rows}, ${rowHeight}px) / ${widths}`, ...places })}
          @pointermove=${point}
          @pointerleave=${leave}
          @focusin=${point}
          @focusout=${blur}
          @click=${choose}
          @keydown=${press}
        >
          ${repeat(
            order,
            (id) => id,
            (id) => tokenLine(id, props, numbers, focused ?? { id: order[0], column: 1 }),
          )}
        </div>`,
      node,
    );
    const cell = hasFocus ? node.querySelector("[role=gridcell][tabindex='0']") : null;
    if (cell instanceof HTMLElement && cell !== document.activeElement) cell.focus();
    isDrawing = false;
  }
  return { node, draw };
}

/**
 * @param {Ref | null} ref
 * @param {number[]} stages
 * @returns {Cell | null}
 */
function cellAt(ref, stages) {
  if (ref?.kind !== "stage" || ref.element === null || !stages.includes(ref.stage)) return null;
  return { id: ref.element, column: ref.stage === stages[0] ? 0 : 1 };
}

/** @param {PredictionsLayout} layout */
function partsOf({ parts: { token, logit, signed, gradient, bar, share, drawn } }) {
  return [token, logit, signed, gradient, bar, share, drawn].map((part) => `${part}px`).join(" ");
}

/**
 * The words over a column of lines; the one that the frame is about is lit.
 *
 * @param {TokensProps} props
 * @param {boolean} hasGradient
 */
function headings({ trace, cursor, position, reshaped }, hasGradient) {
  const { logits, probs } = predictionStages(trace);
  const { phase, stage } = trace.frames[cursor];
  const ofLogits = phase === "backward" ? "gradient" : "logit";
  const ofProbs = phase === "forward" ? "probability" : "";
  const lit = stage === logits[position] ? ofLogits : stage === probs[position] ? ofProbs : "";
  const words = ["", "logit", "", hasGradient ? "gradient" : "", "probability", "", reshaped ? "drawn" : ""];
  return html`<div>
    ${words.map((word) => html`<span class=${classes("", { "is-lit": word !== "" && word === lit })}>${word}</span>`)}
  </div>`;
}
