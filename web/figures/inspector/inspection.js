/**
 * What the inspector shows: of which thing, and what stands there of it, as text.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref, StageRef} from "../../trace/refs.js"
 */

import { exact, fixed } from "../../draw/format.js";
import { usersOf } from "../../trace/graph.js";
import { gradientNote, known, knownVector, sharedText } from "../../trace/known.js";
import { operationAt } from "../../trace/moves.js";
import { expressionOf } from "../../trace/names.js";
import { nodeOf, paramIndex, refOfNode, rowOfStage, stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";
import { formulaOf } from "./formula.js";

/**
 * The thing that is pointed at, else selected, else that the cursor is at; null at a frame that is about none.
 *
 * @param {Trace} trace
 * @param {Look} look
 * @returns {Ref | null}
 */
export function inspected(trace, { hovered, selection, cursor, operation }) {
  if (hovered || selection) return hovered ?? selection;
  const node = operation === null ? null : operationAt(trace, cursor, operation);
  if (node !== null) return refOfNode(trace, node);
  const { stage, matrix } = trace.frames[cursor];
  if (stage !== null) return stageRef(stage);
  return matrix === null ? null : { kind: "param", matrix, row: 0, column: 0 };
}

/**
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 */
export function inspection(trace, ref, cursor) {
  const { value, grad, state } = known(trace, ref, cursor);
  const isThere = state !== "absent";
  const node = isThere ? nodeOf(trace, ref) : null;
  const stage = ref.kind === "stage" ? ref : null;
  return {
    where: whereText(trace, ref),
    expression: expressionOf(trace, ref),
    shape: shapeOf(trace, ref),
    value: value === null ? "" : exact(value),
    valueNote: !isThere ? "not computed yet" : state === "updated" ? "updated by Adam" : "",
    grad: grad === null ? "" : exact(grad),
    gradNote: gradientNote(trace, ref, cursor),
    vector: stage?.element === null ? vectorOf(trace, stage.stage, cursor) : [],
    row: stage && rowText(trace, stage),
    edited: isThere && stage ? editedText(trace, stage) : null,
    kind: stage && kindOf(trace.stages[stage.stage].name),
    adam: ref.kind === "param" && trace.frames[cursor].phase === "adam" ? adamOf(trace, ref) : [],
    formula: node === null || ref.kind === "param" ? null : formulaOf(trace, node),
    users: node === null ? [] : usersOf(trace, node),
  };
}

/**
 * @param {Trace} trace
 * @param {Ref} ref
 */
function whereText(trace, ref) {
  if (ref.kind !== "stage") return ref.kind === "param" ? "a parameter" : "one scalar operation";
  const { name, position } = trace.stages[ref.stage];
  return position === null ? name : `${name}, position ${position}`;
}

/**
 * @param {Trace} trace
 * @param {Ref} ref
 */
function shapeOf(trace, ref) {
  const size = ref.kind === "stage" && ref.element === null ? trace.stages[ref.stage].size : 1;
  return size === 1 ? "a scalar" : `shape (${size},)`;
}

/**
 * The numbers of a whole stage; none of one that is a single number.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
function vectorOf(trace, stage, cursor) {
  const found = knownVector(trace, stage, cursor);
  if (!found || found.values.length === 1) return [];
  const { stage_changes: changes } = trace.columns;
  const { first } = trace.stages[stage];
  return Array.from(found.values, (value, index) => ({
    index,
    value: fixed(value, 3),
    grad: found.grads ? fixed(found.grads[index], 4) : "",
    change: changes ? `changed ${fixed(changes[first + index], 4)}` : "",
  }));
}

/**
 * Of an embedding: whose row it is, and where else these very numbers are used.
 *
 * @param {Trace} trace
 * @param {StageRef} ref
 */
function rowText(trace, ref) {
  const found = rowOfStage(trace, ref.stage);
  if (!found) return null;
  return `It is row ${found.row} of ${trace.matrices[found.matrix].name}${sharedText(trace, ref)}.`;
}

/**
 * What a number was without the reader's edits, and by how much they changed it.
 *
 * @param {Trace} trace
 * @param {StageRef} ref
 */
function editedText(trace, ref) {
  const { first, size } = trace.stages[ref.stage];
  const element = ref.element ?? (size === 1 ? 0 : null);
  const { stage_unedited: unedited, stage_changes: changes } = trace.columns;
  if (!trace.header.experiment || element === null) return null;
  const change = fixed(changes[first + element], 6);
  return `without the change ${exact(unedited[first + element])}, so it made ${change} of difference`;
}

/**
 * What Adam's update of one parameter went through, name by name as in adam.py.
 *
 * @param {Trace} trace
 * @param {ParamRef} ref
 */
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
