/**
 * The large picture: for every token of the vocabulary its logit, its probability and, backwards, the logit's gradient.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {PredictionsLayout} from "./layout.js"
 *
 * @typedef {object} TokensProps
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {number} position
 * @property {"vocabulary" | "likely"} order
 * @property {{probs: number[], draws: number[], drawn: number} | null} tempered
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {PredictionsLayout} layout
 */

import { element, setText } from "../../draw/element.js";
import { fixed, tokenText } from "../../draw/format.js";
import { gradientPass, isComputed, stageGrads, stageValues } from "../../trace/read.js";
import { predictionStages, targetOf, tokenOrder } from "./known.js";
import { numberName, placeText, shareText, tokenAbout } from "./text.js";

/** @typedef {{row: HTMLElement, token: HTMLElement, logit: HTMLElement, logitText: HTMLElement, logitBar: HTMLElement, gradient: HTMLElement, prob: HTMLElement, bar: HTMLElement, outline: HTMLElement, share: HTMLElement, drawn: HTMLElement}} Line */

/** @param {HTMLElement} root @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function tokensView(root, { onHover, onSelect }) {
  const grid = element("div", { class: "predictions-tokens", role: "grid" });
  const heads = element("div", { class: "predictions-heads", "aria-hidden": "true" });
  root.append(heads, grid);
  /** @type {TokensProps | null} */
  let drawn = null; // what the last update was given: what the pointer is over
  /** @type {Line[]} */
  let lines = []; // by token id
  /** @type {number[]} */
  let order = []; // token ids as they stand
  let isRoving = false; // while the focus is moved by the view, not by the reader

  /** @param {number} id @param {0 | 1} column @returns {Ref | null} */
  function refAt(id, column) {
    if (!drawn) return null;
    const { logits, probs } = predictionStages(drawn.trace);
    return { kind: "stage", stage: (column === 0 ? logits : probs)[drawn.position], element: id };
  }
  /** @param {EventTarget | null} target @returns {{id: number, column: 0 | 1} | null} */
  function cellOf(target) {
    const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
    const row = cell?.closest("[data-token]");
    return row instanceof HTMLElement && cell
      ? { id: Number(row.dataset.token), column: cell.classList.contains("predictions-logit") ? 0 : 1 }
      : null;
  }
  /** @param {Event} event */
  const point = (event) => {
    const cell = cellOf(event.target);
    onHover(cell && refAt(cell.id, cell.column));
  };
  grid.addEventListener("pointermove", point);
  grid.addEventListener("pointerleave", () => onHover(null));
  grid.addEventListener("focusin", (event) => !isRoving && point(event));
  grid.addEventListener("focusout", (event) => {
    if (!isRoving && !grid.contains(/** @type {Node | null} */ (event.relatedTarget))) onHover(null);
  });
  grid.addEventListener("click", (event) => {
    const cell = cellOf(event.target);
    const ref = cell && refAt(cell.id, cell.column);
    if (ref) onSelect(ref);
  });
  grid.addEventListener("keydown", (event) => {
    const cell = cellOf(event.target);
    if (!drawn || !cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = order.indexOf(cell.id);
    const last = order.length - 1;
    /** @type {Record<string, [number, 0 | 1]>} */
    const moves = {
      ArrowUp: [at - 1, cell.column],
      ArrowDown: [at + 1, cell.column],
      ArrowLeft: cell.column === 1 ? [at, 0] : [at - drawn.layout.rows, 1],
      ArrowRight: cell.column === 0 ? [at, 1] : [at + drawn.layout.rows, 0],
      Home: [0, cell.column],
      End: [last, cell.column],
      PageUp: [Math.max(at - 8, 0), cell.column],
      PageDown: [Math.min(at + 8, last), cell.column],
    };
    if (event.key === "Enter" || event.key === " ") {
      const ref = refAt(cell.id, cell.column);
      if (ref) onSelect(ref);
    } else if (moves[event.key]) {
      const [to, column] = moves[event.key];
      const ref = order[to] === undefined ? null : refAt(order[to], column);
      if (ref) onHover(ref);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {TokensProps} props */
  return function update(props) {
    const { trace, cursor, position, layout, hovered, selection, tempered } = props;
    const hasFocus = grid.contains(document.activeElement);
    isRoving = true;
    drawn = props;
    const count = trace.header.vocabulary.length;
    if (lines.length !== count) {
      lines = Array.from({ length: count }, (_, id) => lineOf(id));
      order = [];
    }
    const next = tokenOrder(trace, cursor, position, props.order);
    if (next.join() !== order.join()) {
      order = next;
      grid.replaceChildren(...order.map((id) => lines[id].row));
    }
    place(grid, heads, layout, tempered !== null);
    grid.setAttribute("aria-label", `Predictions after ${placeText(trace, position)}: tokens by logit and probability`);
    const { logits, probs } = predictionStages(trace);
    const stages = [logits[position], probs[position]];
    const maxima = maximaOf(props);
    for (const [id, line] of lines.entries()) drawLine(line, id, props, maxima);
    const { phase, stage } = trace.frames[cursor];
    const hasGradient = gradientPass(trace, stages[0], cursor) >= 0;
    const lit =
      stage === stages[0] ? (phase === "backward" ? 3 : 1) : stage === stages[1] && phase === "forward" ? 4 : -1;
    grid.classList.toggle("has-gradient", hasGradient);
    for (const head of heads.children) {
      setText(head.children[3], hasGradient ? "gradient" : "");
      for (const [index, word] of [...head.children].entries())
        word.setAttribute("class", index === lit ? "is-lit" : "");
    }
    const roving = cellOfRef(hovered, stages) ?? cellOfRef(selection, stages) ?? { id: order[0], column: 1 };
    for (const [id, { logit, prob }] of lines.entries()) {
      for (const [column, cell] of [logit, prob].entries()) {
        const isAt = roving.id === id && roving.column === column;
        cell.tabIndex = isAt ? 0 : -1;
        if (isAt && hasFocus && document.activeElement !== cell) cell.focus();
        const is = (/** @type {Ref | null} */ ref) =>
          ref?.kind === "stage" && ref.stage === stages[column] && (ref.element === id || ref.element === null);
        cell.classList.toggle("is-hovered", is(hovered));
        cell.classList.toggle("is-selected", is(selection));
      }
    }
    isRoving = false;
  };
}

/** @param {Ref | null} ref @param {number[]} stages */
function cellOfRef(ref, stages) {
  if (ref?.kind !== "stage" || ref.element === null || !stages.includes(ref.stage)) return null;
  return { id: ref.element, column: stages.indexOf(ref.stage) };
}

/** @param {number} id @returns {Line} */
function lineOf(id) {
  const logitText = element("span", { class: "figure" });
  const [logitBar, gradient, bar, outline] = ["logit-bar", "gradient", "bar", "outline"].map((name) =>
    element("i", { class: `predictions-${name}` }),
  );
  const logit = element(
    "span",
    { class: "predictions-logit", role: "gridcell" },
    logitText,
    element("span", { class: "predictions-axis" }, logitBar),
    element("span", { class: "predictions-axis" }, gradient),
  );
  const [share, drawn] = [element("span", { class: "figure" }), element("span", { class: "figure predictions-drawn" })];
  const prob = element(
    "span",
    { class: "predictions-prob", role: "gridcell" },
    element("span", { class: "predictions-track" }, bar, outline),
    share,
    drawn,
  );
  const token = element("span", { class: "predictions-token", role: "rowheader" });
  return {
    row: element("div", { class: "predictions-line", role: "row", "data-token": id }, token, logit, prob),
    token,
    logit,
    logitText,
    logitBar,
    gradient,
    prob,
    bar,
    outline,
    share,
    drawn,
  };
}

/** How far the bars reach. @param {TokensProps} props */
function maximaOf({ trace, cursor, position, tempered }) {
  const { logits, probs } = predictionStages(trace);
  const pass = gradientPass(trace, logits[position], cursor);
  return {
    logit: greatest(stageValues(trace, logits[position])),
    gradient: pass < 0 ? 1 : greatest(stageGrads(trace, logits[position], pass)),
    prob: Math.max(greatest(stageValues(trace, probs[position])), tempered ? greatest(tempered.probs) : 0),
  };
}

/** @param {Line} line @param {number} id @param {TokensProps} props @param {ReturnType<typeof maximaOf>} maxima */
function drawLine(line, id, { trace, cursor, t, position, tempered }, maxima) {
  const { logits, probs } = predictionStages(trace);
  const [logitStage, probStage] = [logits[position], probs[position]];
  const growth = (/** @type {number} */ stage, /** @type {number} */ frame) =>
    frame === cursor && stage >= 0 ? t * (2 - t) : 1;
  const text = tokenText(trace.header.vocabulary[id]);
  setText(line.token, text);
  line.token.classList.toggle("special", text.length > 1);
  line.row.classList.toggle("is-target", targetOf(trace, position) === id);

  const logit = isComputed(trace, logitStage, cursor) ? stageValues(trace, logitStage)[id] : null;
  setText(line.logitText, logit === null ? "" : fixed(logit, maxima.logit < 0.1 ? 4 : 2));
  signedBar(line.logitBar, logit, maxima.logit, growth(logitStage, trace.forwardFrame[logitStage]));
  const pass = gradientPass(trace, logitStage, cursor);
  const grads = pass < 0 ? null : stageGrads(trace, logitStage, pass);
  signedBar(
    line.gradient,
    grads && grads[id],
    maxima.gradient,
    pass < 0 ? 1 : growth(logitStage, trace.backwardFrame[pass][logitStage]),
  );

  const prob = isComputed(trace, probStage, cursor) ? stageValues(trace, probStage)[id] : null;
  setText(line.share, prob === null ? "" : shareText(prob));
  line.bar.style.width =
    prob === null ? "0" : `${((100 * prob) / maxima.prob) * growth(probStage, trace.forwardFrame[probStage])}%`;
  line.outline.style.cssText = tempered ? `width: ${(100 * tempered.probs[id]) / maxima.prob}%` : "display: none";
  setText(line.drawn, tempered ? String(tempered.draws[id]) : "");

  const about = tokenAbout(trace, position, id, null);
  line.logit.setAttribute("aria-label", `${numberName(trace, cursor, logitStage, id)}, ${about}`);
  line.prob.setAttribute(
    "aria-label",
    `${numberName(trace, cursor, probStage, id)}, ${tokenAbout(trace, position, id, tempered)}`,
  );
}

/** A bar from the middle, to the side of the sign. @param {HTMLElement} bar @param {number | null} value @param {number} max @param {number} growth */
function signedBar(bar, value, max, growth) {
  const half = value === null || max === 0 ? 0 : ((50 * Math.abs(value)) / max) * growth;
  bar.style.width = `${half}%`;
  bar.style.left = value !== null && value < 0 ? `${50 - half}%` : "50%";
  bar.classList.toggle("is-negative", value !== null && value < 0);
}

/** @param {ArrayLike<number>} numbers */
function greatest(numbers) {
  let max = 0;
  for (let i = 0; i < numbers.length; i++) max = Math.max(max, Math.abs(numbers[i]));
  return max;
}

/** @param {HTMLElement} grid @param {HTMLElement} heads @param {PredictionsLayout} layout @param {boolean} isTempered */
function place(grid, heads, { columns, rows, columnWidth, gap, rowHeight, parts }, isTempered) {
  grid.style.gridTemplate = `repeat(${rows}, ${rowHeight}px) / repeat(${columns}, ${columnWidth}px)`;
  grid.style.columnGap = heads.style.columnGap = `${gap}px`;
  heads.style.gridTemplateColumns = `repeat(${columns}, ${columnWidth}px)`;
  const { token, logit, signed, gradient, bar, share, drawn } = parts;
  for (const node of [grid, heads])
    node.style.setProperty(
      "--parts",
      [token, logit, signed, gradient, bar, share, drawn].map((part) => `${part}px`).join(" "),
    );
  while (heads.childElementCount < columns) {
    heads.append(
      element("div", {}, ...["", "logit", "", "", "probability", "", ""].map((word) => element("span", {}, word))),
    );
  }
  while (heads.childElementCount > columns) heads.lastElementChild?.remove();
  for (const head of heads.children) setText(head.children[6], isTempered ? "drawn" : "");
}
