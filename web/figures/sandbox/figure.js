/**
 * The sandbox: an expression that the reader types becomes a graph of Value nodes, walked through forward and backward,
 * one node at a time.
 *
 * @import {Context, Figure, Props, Question} from "../figure.js"
 * @import {Leaves, Walk} from "../../wire/protocol.js"
 */

import { html, nothing } from "lit-html";
import { ownId } from "../../draw/own-id.js";
import { readout } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { expressionView, keepKeys, leavesView, stepsView } from "./controls.js";
import { graphView } from "./graph.js";
import { layoutOf } from "./layout.js";
import { leavesOf } from "./leaves.js";
import { isLastBackward, momentOf, placeOf } from "./moment.js";
import { panelView } from "./panel.js";
import { player } from "./play.js";
import { PRESETS } from "./presets.js";
import { aboutOf, titleOf } from "./words.js";
import { settings } from "./settings.js";
import "./style.css";

/** @type {Figure} */
export const sandbox = {
  name: "sandbox",
  title: "Expression sandbox",
  caption:
    "Type an expression and step through it: forward each node is made from its operands, backward each hands them " +
    "its gradient times their local gradients; at the end each leaf is nudged. Dashed: nodes that Value puts in.",
  settings,
  needsTrace: false,

  asks: ({ settings, answers }) => [
    question("walk", settings.text, leavesOf(settings.leaves)),
    ...(answers.walk?.refused && settings.before ? [question("before", ...beforeOf(settings.before))] : []),
  ],

  lines(props) {
    const walk = shownOf(props);
    return walk?.steps[Math.ceil(placeOf(walk, props.settings.at)) - 1]?.lines ?? [];
  },

  mount(root, context) {
    const view = templateIn(root);
    const id = ownId("sandbox");
    const { told, stop } = player((settings, from) => context.dispatch({ type: "set", settings, from }));
    return {
      update(props) {
        view.draw(sandboxView(props, id, context));
        const walk = shownOf(props);
        told(walk ? placeOf(walk, props.settings.at) : 0, walk ? props.settings.until : null, props.settings);
      },
      destroy() {
        stop();
        view.remove();
      },
    };
  },
};

/**
 * @param {string} name
 * @param {string} text
 * @param {Leaves} leaves
 * @returns {Question}
 */
const question = (name, text, leaves) => ({ name, command: "expression", args: { text, leaves } });

/** @param {string} before @returns {[string, Leaves]} */
function beforeOf(before) {
  const [leaves, ...text] = before.split("|");
  return [text.join("|"), leavesOf(leaves)];
}

/**
 * The walk that is shown: that of the expression or, where it was refused, of what was there before.
 *
 * @param {Props} props
 * @returns {Walk | null}
 */
function shownOf({ answers }) {
  /** @type {Walk | null} */
  const walk = answers.walk ?? null;
  return walk?.refused ? (answers.before?.nodes.length ? answers.before : null) : walk;
}

/**
 * @param {Props} props
 * @param {string} id
 * @param {Context} context
 */
function sandboxView(props, id, { dispatch, stillness }) {
  const { settings, answers, canAsk, host, width } = props;
  const set = (/** @type {Record<string, unknown>} */ settings) => dispatch({ type: "set", settings });
  /** @type {Walk | null} */
  const newest = answers.walk ?? null;
  const refused = newest?.refused ?? null;
  const walk = shownOf(props);
  const chosen = leavesOf(settings.leaves);
  // what was not refused is there to go back to
  const before = refused === null ? `${settings.leaves}|${settings.text}` : settings.before;
  const enter = (/** @type {string} */ text) => {
    const isPreset = PRESETS.some(([each]) => each === text);
    set({ text, typed: null, at: null, until: null, asked: null, before, ...(isPreset ? { leaves: "" } : {}) });
  };
  const type = (/** @type {string} */ typed) => set({ typed });
  const leaves = newest?.leaves.length ? newest.leaves : (walk?.leaves ?? []);
  return html`<div class="sandbox" @keydown=${keepKeys}>
    ${expressionView({ text: settings.text, typed: settings.typed, refused, canType: canAsk, id }, type, enter)}
    ${leavesView(leaves, chosen, canAsk, (leaves) => set({ leaves, before, until: null }))}
    ${canAsk ? nothing : html`<p class="note">${whyText(host.python.kind)}</p>`}
    ${walk ? walkView(walk, props, width, stillness(), set) : html`<p class="note">${waitText(refused, canAsk)}</p>`}
  </div>`;
}

/**
 * @param {Walk} walk
 * @param {Props} props
 * @param {number} width
 * @param {boolean} isStill
 * @param {(settings: Record<string, unknown>) => void} set
 */
function walkView(walk, { settings }, width, isStill, set) {
  const at = placeOf(walk, settings.at);
  const moment = momentOf(walk, at, isStill);
  const count = walk.steps.length;
  const { index, step, isMade, grads } = moment;
  const asked = settings.asked !== null && settings.asked < walk.nodes.length ? settings.asked : null;
  const now = {
    index,
    count,
    isPlaying: settings.until !== null,
    text: titleOf(walk, step, isLastBackward(walk, index)),
  };
  const go = (/** @type {number} */ at, /** @type {number | null} */ until) =>
    set(isStill && until === index + 1 ? { at: until, until: null } : { at, until });
  const node = asked === null ? null : walk.nodes[asked];
  const about = asked === null ? "" : aboutOf(walk, asked, isMade[asked], grads[asked]);
  return html`${graphView(walk, layoutOf(walk.nodes, width), moment, (asked) => set({ asked }))}
    ${readout(node ? node.name || node.text : "", about)}
    ${stepsView(now, go)} ${panelView(walk, moment)}`;
}

/** @param {Props["host"]["python"]["kind"]} kind */
function whyText(kind) {
  if (kind === "asleep")
    return "Worked out when this page was made. Start Python to type another, and slide its leaves.";
  if (kind === "stopped") return "Python has stopped: what is shown was worked out before.";
  return "Worked out when this page was made. Once Python is up, type an expression and slide its leaves.";
}

/** @param {string | null} refused @param {boolean} canAsk */
function waitText(refused, canAsk) {
  if (refused !== null) return "Nothing to show yet.";
  return canAsk ? "Python is working it out." : "Python will work it out once it is up.";
}
