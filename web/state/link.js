/**
 * What a link holds: the run, the look at it, and the settings of the figures. Kept behind the #, so that a static host
 * need know nothing of it. What is at its default is left out; what makes no sense is told, never passed over in
 * silence.
 *
 *   preset, data settings by name (n_layer, seed, num_steps, ...)   the run as it was started
 *   data                   the list that it is trained on, if that is not census
 *   text | documents       own documents when they are short, else their SHA-256
 *   model                  in place of preset and settings: a model that was shared, which the run begins as; see
 *                          web/session/sharing.py
 *   autograd, done         how it was trained, and for how many steps
 *   changed                num_steps or the autograd was changed on the way: the run cannot be had again from here
 *   doc, target, step      the document that is looked at, whose loss goes backward, in which training step
 *   recorded               that is the recorded step, not one of the run
 *   edits                  parameters with other numbers: layer0.attn_wq:0:3:0.5, one after the other
 *   cursor, op, select, changes   where in that trace, and what is selected there
 *   view, beside           settings of the lab itself
 *   heads.sampleCount ...  settings of a figure
 *
 * @import {Look, Run} from "../figures/figure.js"
 * @import {Setting} from "../figures/settings.js"
 * @import {Ref} from "../trace/refs.js"
 * @import {Autograd, Edit} from "../wire/protocol.js"
 * @import {PageState} from "./page.js"
 *
 * @typedef {object} LinkedRun
 * @property {string} preset
 * @property {Record<string, number | string | boolean>} settings  that differ from the preset's
 * @property {number | null} numSteps  null: those of the model
 * @property {string | null} data
 * @property {string | null} text
 * @property {string | null} model
 * @property {string | null} documents  SHA-256 of own documents that are too long for a link
 * @property {Autograd} autograd
 * @property {number} done  training steps
 * @property {boolean} isChanged
 *
 * @typedef {object} LinkedLook
 * @property {string} doc
 * @property {number | null} target
 * @property {number | null} step
 * @property {boolean} isRecorded  whether that is the recorded step, beside a run of its own
 * @property {Edit[]} edits
 * @property {number | null} cursor  null: nobody was sent to a place
 * @property {number | null} operation
 * @property {Ref | null} selection
 * @property {boolean} changes
 *
 * @typedef {{run: LinkedRun, look: LinkedLook, settings: Record<string, Record<string, unknown>>, senseless: string[]}}
 *   Link
 */

import { CENSUS, chosenOf, isList, OWN } from "../figures/setups.js";
import { readFlag } from "../figures/settings.js";
import { stepsDone } from "./run.js";
import { RECORDED } from "../trace/read.js";
import { traceOfLook } from "./page.js";

/** Own documents of no more characters travel in the link. */
export const MOST_CHARACTERS = 1000;
const NUM_STEPS = 1000;

/** @type {Record<string, "number" | "text" | "flag">} */
const CONFIG = {
  n_layer: "number",
  n_embd: "number",
  n_head: "number",
  block_size: "number",
  special_tokens: "text",
  tied_head: "flag",
  position_embedding: "flag",
  norm: "text",
  norm_embedding: "flag",
  attention: "flag",
  mlp: "flag",
  residual: "flag",
  activation: "text",
  wrap_positions: "flag",
  init_std: "number",
  zero_init_outputs: "flag",
  crop: "text",
  backward: "text",
  optimizer: "text",
  learning_rate: "number",
  beta1: "number",
  beta2: "number",
  eps: "number",
  seed: "number",
  holdout: "number",
  temperature: "number",
  top_k: "number",
  num_samples: "number",
};

const RUN = new Set([
  "preset",
  ...Object.keys(CONFIG),
  "num_steps",
  "data",
  "text",
  "documents",
  "model",
  "autograd",
  "done",
  "changed",
]);

/**
 * What a link's hash says of the run, whichever page it is a link to.
 *
 * @param {string} hash
 */
export function runOf(hash) {
  const given = [...new URLSearchParams(hash.replace(/^#/, ""))].filter(([name]) => RUN.has(name));
  return new URLSearchParams(given.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}

/** A run as runOf() has it, however far it is trained. @param {string} run */
export function withoutDone(run) {
  const given = new URLSearchParams(run);
  given.delete("done");
  return given.toString();
}

/**
 * What the state of a page comes to as a link's hash.
 *
 * @param {PageState} state
 * @param {string} run
 * @param {string | null} look
 */
export function linkOf(state, run, look) {
  const given = new URLSearchParams();
  const put = (/** @type {string} */ name, /** @type {unknown} */ value, /** @type {unknown} */ initial) => {
    if (value !== initial && value !== null && value !== undefined) given.set(name, String(value));
  };
  putRun(put, state.runs[run]);
  if (look !== null) putLook(put, state, state.looks[look], given.toString());
  for (const { name, kinds, settings } of Object.values(state.placed)) {
    for (const [each, kind] of Object.entries(kinds)) {
      if (kind.isPassing || settings[each] === kind.default || settings[each] === undefined) continue;
      given.set(nameInLink(name, each), kind.write(settings[each]));
    }
  }
  const text = given.toString();
  return text ? `#${text}` : "#";
}

/**
 * @param {string} placed
 * @param {string} setting
 */
const nameInLink = (placed, setting) => (placed === "" ? setting : `${placed}.${setting}`);

/** @typedef {(name: string, value: unknown, initial: unknown) => void} Put */

/**
 * @param {Put} put
 * @param {Run} run
 */
function putRun(put, run) {
  const { origin, live, told } = run;
  if (origin === null && told !== null) {
    for (const [name, value] of new URLSearchParams(told)) put(name, value, null);
    return;
  }
  const { setup, autograd } = origin ?? run;
  const { model } = setup;
  if (model) {
    put("model", model.text, null);
    put("num_steps", live.description?.config.num_steps ?? model.numSteps, null);
  } else {
    put("preset", setup.preset, "microgpt");
    for (const [name, value] of Object.entries(setup.settings)) put(name, value, undefined);
    put("num_steps", live.description?.config.num_steps ?? run.numSteps, NUM_STEPS);
    if (chosenOf(setup) !== OWN) put("data", chosenOf(setup), CENSUS);
  }
  if (setup.text !== null) {
    if (isShort(setup.text)) put("text", setup.text, null);
    else if (!model) put("documents", live.description?.data_digest, undefined);
  }
  put("documents", run.wanted, null);
  put("autograd", live.description?.autograd ?? autograd, "vector");
  put("done", stepsDone(run), 0);
  put("changed", live.description ? !live.description.is_as_started : false, false);
}

/** Whether documents of the reader's own travel in a link. @param {string} text */
export const isShort = (text) => text.length <= MOST_CHARACTERS;

/**
 * @param {Put} put
 * @param {PageState} state
 * @param {Look} look
 * @param {string} given  what is in the link already: of the run
 */
function putLook(put, state, look, given) {
  const trace = traceOfLook(state, look.id);
  const awaited = look.awaited;
  const header = trace?.header;
  const target = typeof header?.target === "number" ? header.target : null;
  put("doc", awaited ? awaited.doc : header?.doc, "");
  put("target", awaited ? awaited.target : target, null);
  put("step", awaited ? awaited.step : header?.step, null);
  const isBesideRun = header?.run === RECORDED && runOf(given) !== "";
  put("recorded", awaited ? awaited.isRecorded : isBesideRun, false);
  const edits = awaited
    ? awaited.edits
    : (header?.experiment?.edits ?? []).map((each) => ({ ...each, value: each.after }));
  put("edits", edits.map(({ matrix, row, column, value }) => [matrix, row, column, value].join(":")).join(","), "");
  const at = awaited ?? look;
  put("cursor", header ? at.cursor : null, null);
  put("op", at.operation, null);
  put("select", at.selection && writeRef(at.selection), null);
  put("changes", at.changes, false);
}

/**
 * What a link says. `placed`: the settings of the figures of the page, by the name of each.
 *
 * @param {string} hash
 * @param {Record<string, Record<string, Setting>>} placed
 * @returns {Link}
 */
export function readLink(hash, placed) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {string[]} */
  const senseless = [];
  const unread = new Set(given.keys());
  /**
   * @template T
   * @param {string} name
   * @param {T} initial
   * @param {(text: string) => T | undefined} read
   */
  const take = (name, initial, read) => {
    unread.delete(name);
    const text = given.get(name);
    if (text === null) return initial;
    const value = read(text);
    if (value === undefined) senseless.push(`${name}=${text}`);
    return value === undefined ? initial : value;
  };
  const settings = Object.fromEntries(
    Object.entries(placed).map(([name, kinds]) => {
      const own = Object.entries(kinds).filter(([, { isPassing }]) => !isPassing);
      return [
        name,
        Object.fromEntries(own.map(([each, kind]) => [each, take(nameInLink(name, each), kind.default, kind.read)])),
      ];
    }),
  );
  const run = takeRun(take, given);
  const look = {
    doc: take("doc", "", String),
    target: take("target", /** @type {number | null} */ (null), whole(0)),
    step: take("step", /** @type {number | null} */ (null), whole(1)),
    isRecorded: take("recorded", false, readFlag),
    edits: take("edits", [], readEdits),
    cursor: take("cursor", /** @type {number | null} */ (null), whole(0)),
    operation: take("op", /** @type {number | null} */ (null), whole(0)),
    selection: take("select", /** @type {Ref | null} */ (null), readRef),
    changes: take("changes", false, readFlag),
  };
  for (const name of unread) senseless.push(`${name}=${given.get(name)}`);
  return { run, look, settings, senseless };
}

/**
 * @param {<T>(name: string, initial: T, read: (text: string) => T | undefined) => T} take
 * @param {URLSearchParams} given
 * @returns {LinkedRun}
 */
function takeRun(take, given) {
  const settings = Object.fromEntries(
    Object.entries(CONFIG)
      .filter(([name]) => given.has(name))
      .map(([name, type]) => [name, take(name, undefined, READ[type])])
      .filter(([, value]) => value !== undefined),
  );
  return {
    preset: take("preset", "microgpt", (text) => (["microgpt", "first"].includes(text) ? text : undefined)),
    settings,
    numSteps: take("num_steps", given.has("model") ? null : NUM_STEPS, whole(1)),
    data: take("data", /** @type {string | null} */ (null), (text) => (isList(text) ? text : undefined)),
    text: take("text", /** @type {string | null} */ (null), String),
    model: take("model", /** @type {string | null} */ (null), String),
    documents: take("documents", /** @type {string | null} */ (null), (text) => text),
    autograd: take("autograd", /** @type {Autograd} */ ("vector"), (text) =>
      text === "vector" || text === "scalar" ? text : undefined,
    ),
    done: take("done", 0, whole(0)),
    isChanged: take("changed", false, readFlag),
  };
}

/** @param {number} min */
const whole = (min) => (/** @type {string} */ text) => {
  const number = Number(text);
  return text !== "" && Number.isSafeInteger(number) && number >= min ? number : undefined;
};

/** @param {string} text */
function readNumber(text) {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(number)) return undefined; // it would be another
  return text !== "" && Number.isFinite(number) ? number : undefined;
}

/** @type {Record<string, (text: string) => any>} */
const READ = { number: readNumber, text: String, flag: readFlag };

/**
 * @param {string} text
 * @returns {Edit[] | undefined}
 */
function readEdits(text) {
  const edits = text.split(",").map((each) => {
    const [matrix, ...rest] = each.split(":");
    const [row, column, value] = rest.map(readNumber);
    return { matrix, row, column, value };
  });
  const isFine = edits.every(({ row, column, value }) => [row, column, value].every((each) => each !== undefined));
  return isFine ? /** @type {Edit[]} */ (edits) : undefined;
}

/**
 * s12, s12.5: a stage, an element of it; p0.3.7: a matrix, its row and column; n4711: a node.
 *
 * @param {Ref} ref
 */
export function writeRef(ref) {
  if (ref.kind === "node") return `n${ref.node}`;
  if (ref.kind === "param") return `p${ref.matrix}.${ref.row}.${ref.column}`;
  return ref.element === null ? `s${ref.stage}` : `s${ref.stage}.${ref.element}`;
}

/**
 * @param {string} text
 * @returns {Ref | undefined}
 */
export function readRef(text) {
  const found = /^(?:n(\d+)|p(\d+)\.(\d+)\.(\d+)|s(\d+)(?:\.(\d+))?)$/.exec(text);
  if (!found) return undefined;
  const [node, matrix, row, column, stage, element] = found
    .slice(1)
    .map((each) => (each === undefined ? null : Number(each)));
  if (node !== null) return { kind: "node", node };
  if (matrix !== null && row !== null && column !== null) return { kind: "param", matrix, row, column };
  return { kind: "stage", stage: Number(stage), element };
}
