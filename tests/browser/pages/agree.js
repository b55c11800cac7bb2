/**
 * Whether all figures say the same of a thing, which is what trace/known.js says: walk(), on a page of the harness.
 *
 * A figure shows a thing that is pointed at, or it does not. If it does, then what its readout, its status and its
 * marks say of it is what say() says; more may stand before and after, but nothing about what is known. The pane
 * and the margin of the source, which have numbers in place of sentences, are read in ways of their own.
 */

import { exact, fixed } from "../../../web/draw/format.js";
import { gradientNote, known, say } from "../../../web/trace/known.js";
import { expressionOf } from "../../../web/trace/names.js";
import { numParams, paramOf, paramRef, refOfNode, stageRef } from "../../../web/trace/refs.js";
import { kindOf } from "../../../web/trace/stages.js";

/** @import {Ref} from "../../../web/trace/refs.js" */
/** @import {Trace} from "../../../web/trace/read.js" */

const OF_KNOWN = /gradient|computed|updated by Adam/;

/**
 * Some 200 things of every kind: a number of each stage, parameters, and operations of the graph.
 *
 * @param {Trace} trace
 * @returns {Ref[]}
 */
function someThings(trace) {
  /** @type {Ref[]} */
  const things = trace.stages.map(({ size }, stage) => stageRef(stage, (stage * 7) % size));
  const params = numParams(trace);
  for (let index = 0; index < params; index += Math.floor(params / 30)) things.push(paramRef(trace, index));
  for (const row of new Set(trace.header.token_ids)) things.push({ kind: "param", matrix: 0, row, column: 3 });
  const nodes = trace.columns.node_stage.length;
  for (let node = params + 1; node < nodes; node += Math.floor(nodes / 20)) things.push(refOfNode(trace, node));
  return things;
}

/**
 * What kind of thing it is: a figure shows all of a kind, or none.
 *
 * @param {Trace} trace
 * @param {Ref} thing
 */
const kindOfThing = (trace, thing) =>
  thing.kind === "stage" ? kindOf(trace.stages[thing.stage].name).base : thing.kind;

/**
 * Which things to point at in which frame: each at both ends of every stretch of frames in which the same is known of
 * it, and once in each phase.
 *
 * @param {Trace} trace
 * @param {Ref[]} things
 * @returns {Set<Ref>[]}
 */
function visits(trace, things) {
  /** @type {Map<string, number[]>} */
  const phases = new Map();
  for (const [cursor, { phase }] of trace.frames.entries()) phases.set(phase, [...(phases.get(phase) ?? []), cursor]);
  const asked = trace.frames.map(() => /** @type {Set<Ref>} */ (new Set()));
  things.forEach((thing, index) => {
    let before = "";
    trace.frames.forEach((_, cursor) => {
      const now = say(trace, thing, cursor);
      if (now !== before) for (const each of [cursor - 1, cursor]) asked[each]?.add(thing);
      before = now;
    });
    for (const frames of phases.values()) asked[frames[index % frames.length]].add(thing);
  });
  return asked;
}

/**
 * What is wrong with a text about a thing, if it is about that: null if it is not.
 *
 * @param {string} text
 * @param {string} name  of the thing
 * @param {string} said  what is to be said of it
 */
function faultOf(text, name, said) {
  if (!text.includes(`${name} = `) && !text.includes(`${name}: `)) return null;
  const rests = text
    .split(said)
    .slice(1)
    .map((_, at, all) => all.slice(at).join(said));
  const isRight = rests.some((rest) => (rest === "" || /^[,;] /.test(rest)) && !OF_KNOWN.test(rest));
  return isRight ? "" : `“${text}”, not “${said}”`;
}

/**
 * @param {HTMLElement} root
 * @param {Trace} trace
 * @param {Ref} thing
 * @param {number} cursor
 */
function inWords(root, trace, thing, cursor) {
  const [name, said] = [expressionOf(trace, thing), say(trace, thing, cursor)];
  const texts = [...root.querySelectorAll(".readout .name, [role=status]")].map(({ textContent }) => textContent);
  for (const mark of root.querySelectorAll(".is-hovered[aria-label]")) texts.push(mark.getAttribute("aria-label"));
  return texts.map((text) => faultOf(text, name, said)).filter((fault) => fault !== null);
}

/**
 * What happens now: the name, and under the words value and gradient each number with what is to be said of it.
 *
 * @param {HTMLElement} root
 * @param {Trace} trace
 * @param {Ref} thing
 * @param {number} cursor
 */
function inNumbers(root, trace, thing, cursor) {
  const { value, grad, state } = known(trace, thing, cursor);
  const note = state === "absent" ? "not computed yet" : state === "updated" ? "updated by Adam" : "";
  const wanted = [
    expressionOf(trace, thing),
    textOf(value, note),
    textOf(grad, gradientNote(trace, thing, cursor)),
  ].join("; ");
  const name = root.querySelector(".now-focus code")?.getAttribute("title");
  const nodes = [...root.querySelectorAll(".now-numbers dd")];
  const found = [name, ...nodes.map(({ textContent }) => textContent.replace(/\s+/g, " ").trim())].join("; ");
  return [found === wanted ? "" : `“${found}”, not “${wanted}”`];
}

/**
 * @param {number | null} number
 * @param {string} note
 */
const textOf = (number, note) => [number === null ? "" : exact(number), note].filter(Boolean).join(" ") || "–";

/**
 * The margin of the source: beside a line, the first numbers of what it made at the position of the cursor, or their
 * gradients.
 *
 * @param {HTMLElement} root
 * @param {Trace} trace
 * @param {number} cursor
 */
function inMargin(root, trace, cursor) {
  const { stage } = trace.frames[cursor];
  const here = stage === null ? null : trace.stages[stage];
  const file = root.querySelector("select").value; // the reader chose it, wherever the frame is
  return [...root.querySelectorAll("li")].flatMap((item) => {
    const text = item.querySelector(".margin")?.textContent ?? "";
    if (text === "") return [];
    const made = trace.stages.flatMap((each, index) =>
      here && each.file === file && each.line === Number(item.dataset.line) && each.position === here.position
        ? [
            ["value", 2],
            ["grad", 3],
          ].map(([what, places]) => firstOf(trace, index, cursor, what, places))
        : [],
    );
    return [made.includes(text) ? "" : `“${text}” beside line ${item.dataset.line}, not one of ${made.join(", ")}`];
  });
}

/**
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 * @param {"value" | "grad"} what
 * @param {number} places
 */
function firstOf(trace, stage, cursor, what, places) {
  const { size } = trace.stages[stage];
  const first = Array.from({ length: Math.min(size, 2) }, (_, at) => known(trace, stageRef(stage, at), cursor)[what]);
  if (first.includes(null)) return "";
  return first.map((number) => fixed(number, places)).join(" ") + (size > 2 ? " …" : "");
}

/**
 * Point at a thing in a figure, and see what is wrong with what it says of it: a text for each time that it does.
 *
 * @param {any} handle  of a figure, as the harness mounts it
 * @param {number} cursor
 * @param {Ref} thing
 */
function faultsOf({ name, root, trace, set }, cursor, thing) {
  set({ look: { cursor, [name === "graph" ? "selection" : "hovered"]: thing } }); // the graph says what is selected
  const shown = name === "adam" ? (paramOf(trace, thing) ?? thing) : thing; // of an embedding, the parameter that it is
  return (name === "now" ? inNumbers : inWords)(root, trace, shown, cursor);
}

/**
 * The kinds of things that a figure shows at the end of the forward pass, or at the end of all.
 *
 * @param {any} handle
 * @param {Ref[]} things
 */
function kindsIn(handle, things) {
  const { frames } = handle.trace;
  const moments = [frames.findLastIndex(({ phase }) => phase === "forward"), frames.length - 1];
  const told = moments.flatMap((cursor) => things.filter((thing) => faultsOf(handle, cursor, thing).length > 0));
  return new Set(told.map((thing) => kindOfThing(handle.trace, thing)));
}

/**
 * Walk a trace with a figure: what it said wrongly, and how often it said something.
 *
 * @param {any} handle
 * @param {Ref[]} things
 * @param {Set<Ref>[]} asked
 */
function walkWith(handle, things, asked) {
  const { name, root, trace } = handle;
  const kinds = name === "source" ? null : kindsIn(handle, things);
  const found = asked.flatMap((some, cursor) => {
    if (!kinds) handle.set({ look: { cursor } });
    const texts = kinds
      ? [...some].flatMap((thing) => (kinds.has(kindOfThing(trace, thing)) ? faultsOf(handle, cursor, thing) : []))
      : inMargin(root, trace, cursor);
    return texts.map((fault) => fault && `${name} at ${cursor}: ${fault}`);
  });
  return { faults: found.filter(Boolean), said: found.length };
}

/**
 * Walk a trace with all figures.
 *
 * @param {any[]} handles
 */
export function walk(handles) {
  const [{ trace }] = handles;
  const things = someThings(trace);
  const asked = visits(trace, things);
  return {
    things: things.length,
    asked: asked.reduce((all, some) => all + some.size, 0),
    figures: Object.fromEntries(handles.map((handle) => [handle.name, walkWith(handle, things, asked)])),
  };
}
