/**
 * The inspector: everything that is known of one thing. Its name in Python, value, gradient, how it was computed with
 * the numbers put in, what used it, and what it means.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 */

import "./style.css";
import { select } from "d3-selection";
import { explanationOf } from "../../trace/stages.js";
import { exact, fixed } from "../../draw/format.js";
import {
  expressionOf,
  gradientPass,
  isComputed,
  nodeName,
  nodeOf,
  opOf,
  operandsOf,
  paramIndex,
  paramNumbers,
  refOfNode,
  stageGrads,
  stageValues,
  termsOf,
  usersOf,
} from "../../trace/read.js";
import { element, setText } from "../../draw/element.js";

const MOST_TERMS = 16;
const MOST_USERS = 12;

/**
 * What stands in the inspector for a ref: plain text, ready to be shown.
 *
 * @param {Trace} trace @param {Ref} ref @param {number} cursor
 */
export function inspection(trace, ref, cursor) {
  const node = nodeOf(trace, ref);
  const { value, grad, known } = numbersOf(trace, ref, node, cursor);
  const stage = ref.kind === "stage" ? trace.stages[ref.stage] : null;
  return {
    expression: expressionOf(trace, ref),
    shape: shapeOf(trace, ref),
    value: value === null ? (known ? "" : "not computed yet") : exact(value),
    grad: grad === null ? "" : exact(grad),
    gradNote: grad === null && known ? "no gradient yet" : "",
    vector: stage && ref.kind === "stage" && ref.element === null && known ? vectorOf(trace, ref.stage, cursor) : [],
    formula: node === null || !known || ref.kind === "param" ? null : formulaOf(trace, node),
    operands: node === null || !known ? [] : operandsOf(trace, node),
    users: node === null || !known ? [] : usersOf(trace, node),
    explanation: stage ? explanationOf(stage.name) : null,
    adam: ref.kind === "param" && trace.frames[cursor].phase === "adam" ? adamOf(trace, ref) : [],
    edited: known ? editedOf(trace, ref) : null,
    where: stage ? whereOf(stage) : ref.kind === "param" ? "a parameter" : "one scalar operation",
  };
}

/** @param {Trace} trace @param {Ref} ref @param {number | null} node @param {number} cursor */
function numbersOf(trace, ref, node, cursor) {
  if (ref.kind === "stage") {
    const known = isComputed(trace, ref.stage, cursor);
    const pass = gradientPass(trace, ref.stage, cursor);
    const element = ref.element ?? (trace.stages[ref.stage].size === 1 ? 0 : null);
    return {
      known,
      value: known && element !== null ? stageValues(trace, ref.stage)[element] : null,
      grad: pass >= 0 && element !== null ? stageGrads(trace, ref.stage, pass)[element] : null,
    };
  }
  const isBack = trace.passAt[cursor] >= 0;
  if (ref.kind === "param") {
    return { known: true, ...paramNumbers(trace, ref, cursor) };
  }
  const owner = trace.columns.node_stage[ref.node];
  const known = owner >= trace.stages.length || isComputed(trace, owner, cursor);
  const hasGrad =
    isBack && owner < trace.stages.length && gradientPass(trace, owner, cursor) === trace.header.passes - 1;
  return {
    known,
    value: node !== null && known ? trace.columns.node_data[ref.node] : null,
    grad: hasGrad ? trace.columns.node_grad[ref.node] : null,
  };
}

/** What a stage's element was without the reader's edits, and by how much they changed it. @param {Trace} trace @param {Ref} ref */
function editedOf(trace, ref) {
  if (!trace.header.experiment || ref.kind !== "stage") return null;
  const { first, size } = trace.stages[ref.stage];
  const element = ref.element ?? (size === 1 ? 0 : null);
  if (element === null) return null;
  const { stage_unedited: unedited, stage_changes: changes } = trace.columns;
  return `without the change ${exact(unedited[first + element])}, so it made ${fixed(changes[first + element], 6)} of difference`;
}

/** What Adam's update of one parameter went through, name by name as in adam.py. @param {Trace} trace @param {Extract<Ref, {kind: "param"}>} ref */
function adamOf(trace, ref) {
  const index = paramIndex(trace, ref);
  const of = (/** @type {string} */ name) => exact(trace.columns[`adam_${name}`][index]);
  return [
    ["grad", "g", of("grad")],
    ["first moment", "m", `${of("m_before")} → ${of("m")}`],
    ["second moment", "v", `${of("v_before")} → ${of("v")}`],
    ["first moment, bias corrected", "m_hat", of("m_hat")],
    ["second moment, bias corrected", "v_hat", of("v_hat")],
    ["learning rate of this step", "lr_t", exact(trace.header.lr_t)],
    ["taken off", "lr_t * m_hat / (v_hat**0.5 + eps)", of("update")],
    ["the parameter", "data", `${of("before")} → ${of("after")}`],
  ];
}

/** @param {Trace} trace @param {Ref} ref */
function shapeOf(trace, ref) {
  if (ref.kind === "stage" && ref.element === null) {
    const { size } = trace.stages[ref.stage];
    return size === 1 ? "a scalar" : `shape (${size},)`;
  }
  return "a scalar";
}

/** @param {import("../../trace/read.js").Stage} stage */
function whereOf({ name, position }) {
  return position === null ? name : `${name}, position ${position}`;
}

/** @param {Trace} trace @param {number} stage @param {number} cursor */
function vectorOf(trace, stage, cursor) {
  const pass = gradientPass(trace, stage, cursor);
  const grads = pass >= 0 ? stageGrads(trace, stage, pass) : null;
  const { stage_changes: changes } = trace.columns;
  const { first } = trace.stages[stage];
  return [...stageValues(trace, stage)].map((value, index) => ({
    index,
    value: fixed(value, 3),
    change: changes ? `changed ${fixed(changes[first + index], 4)}` : "",
    grad: grads ? fixed(grads[index], 4) : "",
  }));
}

/**
 * How a node was computed, with names and with numbers: lines of a sum, or one operation.
 *
 * @param {Trace} trace @param {number} node
 */
function formulaOf(trace, node) {
  if (opOf(trace, node) === "") return null;
  const { node_data } = trace.columns;
  const number = (/** @type {number} */ each) => fixed(node_data[each], 3);
  const terms = termsOf(trace, node);
  if (terms.length > 1) {
    return {
      lines: terms.slice(0, MOST_TERMS).map((term) => ({ node: term, ...written(trace, term, number) })),
      more: Math.max(terms.length - MOST_TERMS, 0),
      result: number(node),
    };
  }
  return { lines: [{ node, ...written(trace, node, number) }], more: 0, result: number(node) };
}

/** One term by its names and by its numbers. @param {Trace} trace @param {number} node @param {(node: number) => string} number */
function written(trace, node, number) {
  const ref = refOfNode(trace, node);
  const op = opOf(trace, node);
  const operands = operandsOf(trace, node);
  if (op === "" || (ref.kind !== "node" && op === "+"))
    return { names: nodeName(trace, node, 1), numbers: number(node) };
  const names = operands.map((each) => nodeName(trace, each.node, 1));
  const numbers = operands.map((each) => number(each.node));
  if (op === "*") return { names: names.join(" · "), numbers: numbers.map(bracketed).join(" · ") };
  if (op === "+") return { names: names.join(" + "), numbers: numbers.join(" + ") };
  if (op.startsWith("**")) return { names: `${names[0]} ${op}`, numbers: `${bracketed(numbers[0])} ${op}` };
  return { names: `${op}(${names[0]})`, numbers: `${op}(${numbers[0]})` };
}

/** @param {string} number */
function bracketed(number) {
  return number.startsWith("\u2212") ? `(${number})` : number;
}

/**
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function inspector(root, { dispatch }) {
  const where = element("p", { class: "title" });
  const name = element("h2", { class: "inspector-name figure" });
  const [value, grad] = [element("dd", { class: "figure" }), element("dd", { class: "figure" })];
  const shape = element("p", { class: "note inspector-shape" });
  const numbers = element(
    "dl",
    { class: "numbers inspector-numbers" },
    element("div", {}, element("dt", {}, "value"), value),
    element("div", { class: "gradient" }, element("dt", {}, "gradient"), grad),
  );
  const formula = element("div", { class: "formula" });
  const vector = element("table", { class: "vector figure" });
  const users = element("div", { class: "users" });
  const edited = element("p", { class: "inspector-text" });
  const text = element("p", { class: "inspector-text" });
  const adam = element("dl", { class: "numbers inspector-adam" });
  root.append(where, name, shape, numbers, edited, text, adam, formula, vector, users);

  /** @param {Trace} trace @param {number} node */
  const pick = (trace, node) => dispatch({ type: "selected", ref: refOfNode(trace, node) });

  /** @param {{trace: Trace, ref: Ref | null, cursor: number}} props */
  return function update({ trace, ref, cursor }) {
    root.classList.toggle("empty", ref === null);
    if (ref === null) {
      setText(where, "Inspector");
      setText(name, "");
      setText(text, "Point at any number, or select it, and all that is known of it stands here.");
      for (const part of [shape, numbers, edited, adam, formula, vector, users]) part.hidden = true;
      for (const part of [shape, value, grad, edited, adam, formula, vector, users]) part.replaceChildren();
      return;
    }
    const shown = inspection(trace, ref, cursor);
    setText(where, shown.where);
    setText(name, shown.expression);
    setText(shape, shown.shape);
    setText(value, shown.value || "–");
    setText(grad, shown.grad || shown.gradNote || "–");
    shape.hidden = false;
    numbers.hidden = shown.vector.length > 1;
    edited.hidden = shown.edited === null;
    setText(edited, shown.edited ?? "");
    text.replaceChildren();
    if (shown.explanation) {
      const link = element("a", { href: `index.html#${shown.explanation.anchor}` }, "More");
      text.append(`${shown.explanation.text} `, link);
    }
    adam.hidden = shown.adam.length === 0;
    adam.replaceChildren(
      ...shown.adam.map(([words, code, number]) =>
        element(
          "div",
          {},
          element("dt", {}, `${words} `, element("code", {}, code)),
          element("dd", { class: "figure" }, number),
        ),
      ),
    );
    drawVector(shown.vector, ref);
    drawFormula(trace, shown);
    drawUsers(trace, shown.users);
  };

  /** @param {ReturnType<typeof inspection>["vector"]} rows @param {Ref} ref */
  function drawVector(rows, ref) {
    vector.hidden = rows.length < 2;
    select(vector)
      .selectAll("tr")
      .data(rows)
      .join((enter) => {
        const row = enter.append("tr");
        row.append("th").attr("scope", "row").append("button").attr("type", "button").attr("class", "link");
        row.append("td");
        row.append("td").attr("class", "gradient");
        row.append("td");
        return row;
      })
      .each(function ({ index, value: shownValue, grad: shownGrad, change }) {
        const row = select(this);
        row
          .select("button")
          .text(`[${index}]`)
          .on("click", () => dispatch({ type: "selected", ref: { ...ref, element: index } }));
        row
          .selectAll("td")
          .data([shownValue, shownGrad, change])
          .text((text) => text);
      });
  }

  /** @param {Trace} trace @param {ReturnType<typeof inspection>} shown */
  function drawFormula(trace, { formula: found }) {
    formula.hidden = found === null;
    if (!found) return formula.replaceChildren();
    const rows = found.lines.map(({ node, names, numbers: withNumbers }, index) => {
      const link = element("button", { type: "button", class: "link" }, names);
      link.addEventListener("click", () => pick(trace, node));
      const sign = index ? "+ " : found.lines.length > 1 ? "  " : "";
      return element("tr", {}, element("td", {}, sign, link), element("td", {}, `${sign}${withNumbers}`));
    });
    const more = found.more ? [element("tr", {}, element("td", { colspan: 2 }, `+ ${found.more} more terms`))] : [];
    const result = element("tr", { class: "result" }, element("td", {}), element("td", {}, `= ${found.result}`));
    formula.replaceChildren(
      element("p", { class: "title" }, "Computed as"),
      element("table", { class: "figure" }, ...rows, ...more, result),
    );
  }

  /** @param {Trace} trace @param {number[]} nodes */
  function drawUsers(trace, nodes) {
    users.hidden = nodes.length === 0;
    const links = nodes.slice(0, MOST_USERS).map((node) => {
      const link = element("button", { type: "button", class: "link figure" }, nodeName(trace, node, 1));
      link.addEventListener("click", () => pick(trace, node));
      return element("li", {}, link);
    });
    const more = nodes.length - links.length;
    users.replaceChildren(
      element("p", { class: "title" }, `Used ${nodes.length === 1 ? "once" : `${nodes.length} times`}, by`),
      element("ul", { class: "list" }, ...links, ...(more > 0 ? [element("li", {}, `and ${more} more`)] : [])),
    );
  }
}
