/**
 * The graph: a box for each node with its number and its gradient, wires from operands to what was made of them, and
 * what travels along them in the step that is shown.
 *
 * @import {Walk} from "../../wire/protocol.js"
 * @import {Layout, Wire} from "./layout.js"
 * @import {Moment} from "./moment.js"
 */

import { html, svg } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { pathOf, pointAlong } from "./layout.js";
import { ARRIVED } from "./moment.js";
import { aboutOf, label, short } from "./words.js";

const TIGHT = 58; // px of a box in which numbers are written smaller
const LABELLED = 48; // px between two columns: where there is less, a wire has no room for a number

/**
 * @param {Walk} walk
 * @param {Layout} layout
 * @param {Moment} moment
 * @param {(node: number | null) => void} ask  a node is pointed at, or none
 */
export function graphView(walk, layout, moment, ask) {
  const { width, height } = layout;
  const phase = moment.step?.phase ?? "forward";
  const marks = classes("sandbox-graph", { "is-tight": layout.box.width < TIGHT });
  return html`<div class=${marks} role="group" aria-label="Graph of ${walk.text}" data-phase=${phase}>
    <div class="sandbox-room" ${style({ "inline-size": `${width}px`, "block-size": `${height}px` })}>
      <svg width=${width} height=${height} aria-hidden="true">
        ${layout.wires.map((wire) => wireView(wire, moment))}
        ${layout.wires.map((wire) => travelView(wire, moment))}
        ${layout.gap < LABELLED ? "" : layout.wires.map((wire) => localView(walk, wire, moment, layout.gap))}
      </svg>
      ${walk.nodes.map((_, node) => nodeView(walk, layout, moment, node, ask))}
    </div>
  </div>`;
}

/** Whether something goes along a wire in the step. @param {Wire} wire @param {Moment} moment */
const isUsed = ({ node }, { step }) => (step?.phase === "forward" || step?.phase === "backward") && step.node === node;

/**
 * @param {Wire} wire
 * @param {Moment} moment
 */
function wireView(wire, moment) {
  const marks = { "is-lit": isUsed(wire, moment), "is-made": moment.isMade[wire.node] };
  return svg`<path class=${classes("sandbox-wire", marks)} d=${pathOf(wire.points)} />`;
}

/**
 * The number that travels: forward that of the operand, backward its share of the gradient.
 *
 * @param {Wire} wire
 * @param {Moment} moment
 */
function travelView(wire, moment) {
  const { step, t } = moment;
  if (!step || !isUsed(wire, moment) || t >= 1) return "";
  const way = Math.min(t / ARRIVED, 1);
  const { x, y } = pointAlong(wire.points, step.phase === "forward" ? way : 1 - way);
  return svg`<circle class="sandbox-dot" cx=${x} cy=${y} r="4" />`;
}

/**
 * The local gradient that a share is multiplied by on its way, beside the node that hands it on.
 *
 * @param {Walk} walk
 * @param {Wire} wire
 * @param {Moment} moment
 * @param {number} gap
 */
function localView({ nodes }, wire, moment, gap) {
  if (moment.step?.phase !== "backward" || !isUsed(wire, moment)) return "";
  const [from, to] = wire.points.slice(-2);
  const [x, y] = [to.x - gap / 2, (from.y + to.y) / 2 + 4];
  const local = short(nodes[wire.node].locals[wire.at]);
  return svg`<text class="sandbox-local" x=${x} y=${y} text-anchor="middle">×${local}</text>`;
}

/**
 * @param {Walk} walk
 * @param {Layout} layout
 * @param {Moment} moment
 * @param {number} at
 * @param {(node: number | null) => void} ask
 */
function nodeView(walk, { nodes: places, box }, { step, isMade, grads, lit }, at, ask) {
  const node = walk.nodes[at];
  const grad = grads[at];
  const isConstant = node.op === "" && node.name === "";
  const marks = {
    "is-helper": !node.written,
    "is-made": isMade[at],
    "is-lit": lit.has(at),
    "is-now": step?.node === at,
  };
  const place = {
    left: `${places[at].x}px`,
    top: `${places[at].y}px`,
    width: `${box.width}px`,
    height: `${box.height}px`,
  };
  const known = isMade[at] && !isConstant ? short(node.data) : "";
  return html`<button
    type="button"
    class=${classes("sandbox-node", marks)}
    aria-label="${node.name || node.text}: ${aboutOf(walk, at, isMade[at], grad)}"
    ${style(place)}
    @pointerenter=${() => ask(at)}
    @pointerleave=${() => ask(null)}
    @focus=${() => ask(at)}
    @blur=${() => ask(null)}
  >
    <span class="sandbox-op">${label(node)}</span>
    <span>${known}</span>
    <span class="sandbox-grad">${grad === null ? "" : short(grad)}</span>
  </button>`;
}
