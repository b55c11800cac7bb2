/**
 * The large picture: every token of the vocabulary in a line of its own. One of the numbers can be tabbed to, the arrow
 * keys walk to the others; where they lead is hovered, and the focus follows.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Cell, Numbers, TokensProps} from "./line.js"
 * @import {PredictionsLayout} from "./layout.js"
 */

import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { classes } from "../../draw/classes.js";
import { element } from "../../draw/element.js";
import { style } from "../../draw/style.js";
import { placeText } from "../../trace/names.js";
import { stageRef } from "../../trace/refs.js";
import { numbersOf, tokenLine } from "./line.js";
import { madeFrom, predictionStages, tokenOrder } from "./shown.js";
import { sumView } from "./sum.js";
import { weightsView } from "./weights.js";

const PAGE = 8; // lines that Page Up and Page Down go past

/** @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function tokensView({ onHover, onSelect }) {
  const node = element("div");
  /** @type {{props: TokensProps, order: number[]} | null} */
  let drawn = null; // what the pointer is over
  let isDrawing = false; // while the focus is moved by the figure, not by the reader
  const weights = weightsView({ onHover: (ref) => !isDrawing && onHover(ref), onSelect });

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

  /**
   * @param {TokensProps} props
   * @param {Palette} palette
   */
  function draw(props, palette) {
    const { trace, look, position, layout } = props;
    const order = tokenOrder(trace, look.cursor, position, props.order);
    const numbers = numbersOf(props);
    const { columns, columnWidth, gap, rows, rowHeight } = layout;
    const row = `${rowHeight}px`;
    const widths = `repeat(${columns}, ${columnWidth}px)`;
    const focused = cellAt(look.hovered, numbers.stages) ?? cellAt(look.selection, numbers.stages);
    const places = { "column-gap": `${gap}px`, "--parts": partsOf(layout) };
    const [, , , , sum, heads, room] = layout.heights;
    const hasFocus = node.querySelector(".predictions-tokens")?.contains(document.activeElement) ?? false;
    const made = layout.parts.matrix > 0 ? weights(props, order, numbers, palette) : null;
    const marks = {
      "has-gradient": numbers.gradients !== null,
      "is-low": rowHeight < 18,
      "has-no-logit": layout.parts.logit === 0,
    };
    drawn = { props, order };
    isDrawing = true;
    render(
      html`<div class="predictions-above" ${style({ height: `${sum}px` })}>${sumView(props, order, numbers)}</div>
        <div
          class="predictions-heads"
          ${style({ "grid-template-columns": widths, ...places, height: `${heads}px` })}
        >
          ${Array.from({ length: columns }, () => headings(props, numbers))}
          ${made?.stream ?? nothing}
        </div>
        <div class="predictions-room" ${style({ height: `${room}px` })}>
          <div class="predictions-inside" ${style({ height: `${rows * rowHeight}px` })}>
            ${made?.matrix ?? nothing}
            <div
              class=${classes("predictions-tokens", marks)}
              role="grid"
              aria-label="Predictions after ${placeText(trace, position)}: tokens by logit and probability"
              ${style({ "grid-template": `repeat(${rows}, ${rowHeight}px) / ${widths}`, ...places, "--row": row })}
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
                (id, at) => tokenLine(id, at, props, numbers, focused ?? { id: order[0], column: 1 }),
              )}
            </div>
          </div>
        </div>`,
      node,
    );
    const cell = hasFocus ? node.querySelector(".predictions-tokens [role=gridcell][tabindex='0']") : null;
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
function partsOf({ parts: { token, matrix, logit, signed, gradient, bar, share, drawn } }) {
  return [token, matrix, logit, signed, gradient, bar, share, drawn].map((part) => `${part}px`).join(" ");
}

/**
 * The words over a column of lines; the one that the frame is about is lit.
 *
 * @param {TokensProps} props
 * @param {Numbers} numbers
 */
function headings(
  { trace, look: { cursor }, position, reshaped, layout: { parts, columns, columnWidth } },
  { gradients },
) {
  const { logits, probs } = predictionStages(trace);
  const { phase, stage } = trace.frames[cursor];
  const ofLogits = phase === "backward" ? "grad" : "logit";
  const ofProbs = phase === "forward" ? "prob" : "";
  const lit = stage === logits[position] ? ofLogits : stage === probs[position] ? ofProbs : "";
  const matrix = parts.matrix ? trace.matrices[madeFrom(trace, position).matrix].name : "";
  const words = [
    "",
    matrix && `stream × ${matrix}`,
    parts.logit ? "logit" : "",
    "",
    gradients ? (columnWidth < 250 ? "grad" : "gradient") : "",
    columns > 2 || columnWidth < 250 ? "prob." : "probability",
    "",
    reshaped && parts.drawn ? "drawn" : "",
  ];
  return html`<div aria-hidden="true">
    ${words.map(
      (word) => html`<span class=${classes("", { "is-lit": lit !== "" && word.startsWith(lit) })}>${word}</span>`,
    )}
  </div>`;
}
