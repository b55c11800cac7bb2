/**
 * What is known of a thing beside how it came about: its numbers, whose row it is, what edits and the optimizer did
 * to it.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref, StageRef} from "../../trace/refs.js"
 */

import { exact, fixed } from "../../draw/format.js";
import { gradientNote, known, knownVector, sharedText } from "../../trace/known.js";
import { paramIndex, rowOfStage } from "../../trace/refs.js";
import { optimizerText } from "../../trace/read.js";

/**
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 */
export function factsOf(trace, ref, cursor) {
  const { value, grad, state } = known(trace, ref, cursor);
  const isThere = state !== "absent";
  const stage = ref.kind === "stage" ? ref : null;
  return {
    isThere,
    value: value === null ? "" : exact(value),
    valueNote: !isThere ? "not computed yet" : state === "updated" ? `updated by ${optimizerText(trace)}` : "",
    grad: grad === null ? "" : exact(grad),
    gradNote: gradientNote(trace, ref, cursor),
    row: stage && rowText(trace, stage),
    edited: isThere && stage ? editedText(trace, stage) : null,
    adam: ref.kind === "param" && trace.frames[cursor].phase === "adam" ? adamOf(trace, ref) : [],
  };
}

/**
 * The numbers of a whole stage; none of one that is a single number.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
export function vectorOf(trace, stage, cursor) {
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
  return `Without your change it was ${exact(unedited[first + element])}: a difference of ${change}.`;
}

/**
 * What the update of one parameter went through, name by name as in adam.py or sgd.py.
 *
 * @param {Trace} trace
 * @param {ParamRef} ref
 */
function adamOf(trace, ref) {
  const index = paramIndex(trace, ref);
  const of = (/** @type {string} */ name) => exact(trace.columns[`adam_${name}`][index]);
  if (trace.header.config.optimizer === "sgd") {
    return [
      ["gradient", "g", of("grad")],
      ["learning rate of this step", "lr_t", exact(trace.header.lr_t)],
      ["taken off", "lr_t * g", of("update")],
      ["the parameter", "data", `${of("before")} → ${of("after")}`],
    ];
  }
  return [
    ["gradient", "g", of("grad")],
    ["first moment", "m", `${of("m_before")} → ${of("m")}`],
    ["second moment", "v", `${of("v_before")} → ${of("v")}`],
    ["first moment, bias corrected", "m_hat", of("m_hat")],
    ["second moment, bias corrected", "v_hat", of("v_hat")],
    ["learning rate of this step", "lr_t", exact(trace.header.lr_t)],
    ["taken off", "lr_t * m_hat / (v_hat**0.5 + eps)", of("update")],
    ["the parameter", "data", `${of("before")} → ${of("after")}`],
  ];
}
