/**
 * What the strip says at a moment: the statements that run with their numbers, where they stand, what they are about.
 *
 * @import {Props} from "../figure.js"
 * @import {Place} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Running} from "../../trace/lines.js"
 * @import {Piece, Run} from "./code.js"
 * @import {Noted} from "./forward.js"
 *
 * @typedef {object} Strip
 * @property {string} where  the file, and the lines of it
 * @property {string} about
 * @property {boolean} isBackward
 * @property {{pieces: Piece[], result: string}[]} statements
 */

import { digits } from "../../draw/format.js";
import { focusElement, focusParam } from "../../trace/focus.js";
import { runningAt } from "../../trace/lines.js";
import { updateLines } from "../../trace/moves.js";
import { expressionOf, inOneLayer } from "../../trace/names.js";
import { known } from "../../trace/known.js";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { adamNotes } from "./adam.js";
import { operandName, shareNotes, sides } from "./backward.js";
import { callText } from "./call.js";
import { notesAt, piecesOf, statementRuns, textOf } from "./code.js";
import { nodeNotes, stageNotes } from "./forward.js";
import { unfinishedText } from "./made.js";
import { tokenAbout, tokenNotes } from "./tokens.js";

/** @type {Noted} */
const NOTHING = { notes: [], result: "" };

/**
 * @param {Pick<Props, "trace" | "look" | "host">} props
 * @returns {Strip}
 */
export function stripOf({ trace, look, host }) {
  const running = runningAt(trace, look);
  const lines = running.places.map((place) => statementRuns(host.sources, place));
  const statements = lines.map((runs, at) => {
    const line = textOf(runs);
    const { notes, result } = line === "" ? NOTHING : noted(trace, look, running, at, line);
    return { pieces: piecesOf(runs, notes), result };
  });
  const about = aboutText({ trace, look, host }, running);
  const isBackward = trace.frames[look.cursor].phase === "backward";
  return { where: whereText(running.places), about, isBackward, statements };
}

/**
 * microgpt/value.py:90–91
 *
 * @param {Place[]} places
 */
function whereText(places) {
  const [first, last] = [places[0].line, places[places.length - 1].last];
  return `${places[0].file}:${first}${last > first ? `–${last}` : ""}`;
}

/**
 * @param {Trace} trace
 * @param {Props["look"]} look
 * @param {Running} running
 * @param {number} at  which of its statements
 * @param {string} line
 * @returns {Noted}
 */
function noted(trace, look, { kind, node }, at, line) {
  const { cursor, operation } = look;
  const stage = trace.frames[cursor].stage ?? 0;
  switch (kind) {
    case "token":
      return tokenNotes(trace, operation, line);
    case "adam": {
      const ref = focusParam(trace, look);
      return ref ? adamNotes(trace, ref, operation ?? updateLines(trace).length - 1, line) : NOTHING;
    }
    case "forward":
      if (node !== null) return nodeNotes(trace, stage, node, line);
      return stageNotes(trace, stage, focusElement(trace, look) ?? 0, unfinishedText(trace, look), line);
    case "seed":
      return { notes: notesAt(line, [["self.grad", gradText(trace, stage, cursor)]]), result: "" };
    case "chain":
      return node === null ? NOTHING : shareNotes(trace, cursor, node, sides(trace, node)[at], line);
    default:
      return NOTHING;
  }
}

/**
 * The gradient of a stage of one number, the loss.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
function gradText(trace, stage, cursor) {
  const { grad } = known(trace, stageRef(stage), cursor);
  return grad === null ? "" : digits(grad);
}

/**
 * @param {Pick<Props, "trace" | "look" | "host">} props
 * @param {Running} running
 */
function aboutText({ trace, look, host }, { kind, node }) {
  const { cursor, operation } = look;
  const { stage } = trace.frames[cursor];
  if (kind === "adam") {
    const ref = focusParam(trace, look);
    return ref ? `i is the place of ${inOneLayer(trace, expressionOf(trace, ref))} among all parameters` : "";
  }
  if (kind === "token") return tokenAbout(trace, operation);
  if (stage === null || kind === "forward") return "";
  const forward = forwardText(trace, stage, host.sources);
  if (kind === "seed") return `self is ${trace.header.passes > 1 ? "a share of the loss" : "the loss"}: ${forward}`;
  if (kind === "nothing") return `no operation to go through, for no new number was made by ${forward}`;
  const who = node === null ? [] : sides(trace, node).map((side) => `${side.as} is ${operandName(trace, side.node)}`);
  const kept = isKept(trace, cursor, node) ? "" : " · the products are kept of the last pass only";
  return `backward through ${forward}${who.length ? ` · ${who.join(", ")}` : ""}${kept}`;
}

/**
 * The line that made a stage, without its tap, and where it stands: k = linear(x, layer0.attn_wk), model.py:117
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {Record<string, string[]>} sources
 */
function forwardText(trace, stage, sources) {
  const { file, line, operands, operation } = trace.stages[stage];
  const names = operands.map(({ rows }) => (rows ? inOneLayer(trace, trace.matrices[rows[0]].name) : null));
  const code = callText(textOf(statementRuns(sources, trace.stages[stage])), names, operation);
  return `${code}, ${file.slice(file.lastIndexOf("/") + 1)}:${line}`;
}

/**
 * Whether the trace has what a node sent in this very pass.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} node
 */
function isKept(trace, cursor, node) {
  return node === null || known(trace, refOfNode(trace, node), cursor).state === "complete";
}
