/**
 * Draws what is selected and what is hovered: an outline, the lines to its operands and its users, its name and numbers,
 * and one by one what its users add to its gradient.
 *
 * @import {Ref} from "../../trace/read.js"
 * @import {Box} from "./layout.js"
 * @import {Picture} from "./draw.js"
 */

import {
  NONE,
  expressionOf,
  gradientPass,
  nodeName,
  operandsOf,
  refOfNode,
  sameRef,
  stageGrads,
  usersOf,
} from "../../trace/read.js";
import { cellOf, nodeBox, nodeOfRef, refBox, treeIn } from "./layout.js";
import { factorsText } from "./nodes.js";
import { routeBetween } from "./routes.js";
import { fitText, isVisible, numberText, toScreen } from "./screen.js";
import { nodeLook, rowLook, stageLook } from "./state.js";
import { PORT } from "./tree.js";

const MOST_LINES = 400;
const MOST_CONTRIBUTIONS = 6;

/** @param {Picture} picture */
export function drawMarks(picture) {
  const { selection, hovered, moment, trace } = picture;
  if (selection) {
    drawKin(picture, selection);
    drawOutline(picture, selection, 2);
  }
  const stepped = moment.opNode === null ? null : refOfNode(trace, moment.opNode);
  const asked = moment.isBackward ? (selection ?? stepped) : null;
  if (asked) drawContributions(picture, asked);
  if (hovered && !sameRef(hovered, selection)) drawOutline(picture, hovered, 1.5);
  if (hovered && !(asked && sameRef(hovered, selection))) drawTag(picture, hovered);
}

/** The box to mark for a ref: its cell, or where the trees are shown its node. @param {Picture} picture @param {Ref} ref @returns {Box | null} */
function markBox(picture, ref) {
  const { layout, trace, camera } = picture;
  const box = refBox(layout, trace, ref);
  const node = ref.kind === "stage" ? nodeOfRef(trace, ref) : null;
  if (box && node !== null && ref.kind === "stage" && trace.columns.node_stage[node] === ref.stage) {
    const own = nodeBox(layout, trace, node);
    if (own.height * camera.k >= 6) return own;
  }
  return box;
}

/** @param {Picture} picture @param {Ref} ref @param {number} weight */
function drawOutline(picture, ref, weight) {
  const { context, theme } = picture;
  const place = markBox(picture, ref);
  if (!place) return;
  const box = toScreen(picture, place);
  const grow = Math.max(0, 5 - Math.min(box.width, box.height)) / 2 + 2;
  context.beginPath();
  context.roundRect(box.x - grow, box.y - grow, box.width + 2 * grow, box.height + 2 * grow, 3);
  context.lineWidth = weight + 2.5;
  context.strokeStyle = theme.color.paper;
  context.stroke();
  context.lineWidth = weight;
  context.strokeStyle = theme.color.focus;
  context.stroke();
}

/** Lines to the cells of a ref's operands and users; for a whole block, the routes to those. @param {Picture} picture @param {Ref} ref */
function drawKin(picture, ref) {
  const { context, trace, layout, theme, size, camera } = picture;
  context.lineWidth = 1.25;
  const node = nodeOfRef(trace, ref);
  if (node === null) {
    if (ref.kind !== "stage") return;
    context.strokeStyle = theme.color.focus;
    context.beginPath();
    const pairs = trace.stages[ref.stage].reads.map((read) => [read, ref.stage]);
    trace.stages.forEach(({ reads }, reader) => reads.includes(ref.stage) && pairs.push([ref.stage, reader]));
    for (const [from, to] of pairs) {
      routeBetween(layout, from, to).forEach(([x, y], i) => {
        const [px, py] = [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2];
        if (i === 0) context.moveTo(px, py);
        else context.lineTo(px, py);
      });
    }
    context.stroke();
    return;
  }
  const own = toScreen(picture, markBox(picture, ref) ?? cellOf(layout, trace, node));
  const { operands, users } = kinOf(picture, ref, node);
  context.strokeStyle = theme.color["ink-2"];
  context.beginPath();
  for (const each of operands) kinPath(picture, toScreen(picture, cellOf(layout, trace, each)), own);
  context.stroke();
  context.strokeStyle = picture.moment.isBackward ? theme.color.gradient : theme.color.focus;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (const each of users) kinPath(picture, own, toScreen(picture, cellOf(layout, trace, each)));
  context.stroke();
  context.globalAlpha = 1;
}

/** The nodes made elsewhere that a ref's number was made from, and those elsewhere made from it; one for each cell. @param {Picture} picture @param {Ref} ref @param {number} node */
function kinOf({ trace, layout }, ref, node) {
  /** @type {Map<string, number>} */
  const operands = new Map();
  if (ref.kind === "stage") {
    const placed = treeIn(layout, trace, ref.stage, ref.element ?? 0);
    placed?.tree.nodes.forEach(
      (each, item) => placed.tree.kinds[item] === PORT && operands.set(cellKey(trace, each), each),
    );
  } else {
    for (const each of operandsOf(trace, node)) operands.set(cellKey(trace, each.node), each.node);
  }
  /** @type {Map<string, number>} */
  const users = new Map();
  for (const user of usersOf(trace, node)) {
    users.set(cellKey(trace, user), user);
    if (users.size >= MOST_LINES) break;
  }
  const own = cellKey(trace, node);
  operands.delete(own);
  users.delete(own);
  return { operands: operands.values(), users: users.values() };
}

/** @param {Picture["trace"]} trace @param {number} node */
function cellKey({ columns: { node_stage, node_element } }, node) {
  return node_stage[node] === NONE ? `p${node}` : `${node_stage[node]}:${node_element[node]}`;
}

/** A curve out of the bottom of one cell and into the top of another, or from side to side. @param {Picture} picture @param {Box} a @param {Box} b */
function kinPath({ context }, a, b) {
  const isDown = b.y >= a.y + a.height;
  const isRight = b.x + b.width / 2 > a.x + a.width / 2;
  const ax = a.x + (isDown ? a.width / 2 : isRight ? a.width : 0);
  const bx = b.x + (isDown ? b.width / 2 : isRight ? 0 : b.width);
  const [ay, by] = isDown ? [a.y + a.height, b.y] : [a.y + a.height / 2, b.y + b.height / 2];
  context.moveTo(ax, ay);
  const bend = isDown ? (by - ay) / 2 : 0;
  context.bezierCurveTo(ax, ay + bend, bx, by - bend, bx, by);
}

/** Beside a node that is large enough, what each of its users adds to its gradient. @param {Picture} picture @param {Ref} ref */
function drawContributions(picture, ref) {
  const { context, trace, layout, theme, moment } = picture;
  const node = nodeOfRef(trace, ref);
  const place = node === null ? null : markBox(picture, ref);
  if (node === null || !place) return;
  const box = toScreen(picture, place);
  if (box.width < 30 || !isVisible(picture, box, 0) || nodeLook(moment, node) !== "gradient") return;
  const users = usersOf(trace, node);
  if (users.length < 2) return; // once: the edge says it
  /** @type {[string, string][]} */
  const lines = [];
  let before = -1;
  let edge = -1;
  for (const user of users.slice(0, MOST_CONTRIBUTIONS)) {
    const first = trace.columns.node_first[user];
    const from = user === before ? edge + 1 : first; // the same user twice: x * x
    edge = trace.columns.node_operands.indexOf(node, from);
    before = user;
    lines.push([factorsText(picture, edge, user, nodeLook(moment, user)), homeName(picture, user)]);
  }
  const more = users.length - lines.length;
  const total = ref.kind === "stage" ? stageGrad(picture, ref) : trace.columns.node_grad[node];
  const heading = `gradient ${numberText(total)}, the sum of ${users.length}`;
  const width = 290;
  const height = 30 + (lines.length + Number(more > 0)) * 18;
  const x = Math.max(8, Math.min(box.x + box.width + 22, picture.size.width - width - 8));
  const y = Math.max(40, Math.min(box.y - height - 14, picture.size.height - height - 8));
  context.fillStyle = theme.color.paper;
  context.strokeStyle = theme.color.gradient;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y, width, height, 4);
  context.fill();
  context.stroke();
  context.textAlign = "left";
  context.fillStyle = theme.color.ink;
  context.font = `600 13px ${theme.textFace}`;
  context.fillText(heading, x + 10, y + 19);
  lines.forEach(([factors, home], index) => {
    const base = y + 38 + index * 18;
    context.fillStyle = theme.color.gradient;
    context.font = `400 12px ${theme.figureFace}`;
    context.fillText(factors, x + 10, base);
    context.fillStyle = theme.color["ink-2"];
    context.textAlign = "right";
    context.fillText(fitText(context, home, 150), x + width - 10, base);
    context.textAlign = "left";
    context.strokeStyle = theme.color.gradient;
    context.beginPath();
    const [ax, bx] = [box.x + box.width + 2, x];
    if (bx > ax) {
      context.moveTo(bx, base - 4);
      context.bezierCurveTo((ax + bx) / 2, base - 4, (ax + bx) / 2, box.y + box.height / 2, ax, box.y + box.height / 2);
      context.stroke();
    }
  });
  if (more > 0) {
    context.fillStyle = theme.color["ink-2"];
    context.font = `400 12px ${theme.textFace}`;
    context.fillText(`and ${more} more`, x + 10, y + 38 + lines.length * 18);
  }
}

/** Which number a node helps to make. @param {Picture} picture @param {number} node */
function homeName({ trace }, node) {
  const stage = trace.columns.node_stage[node];
  const element = trace.columns.node_element[node];
  const where =
    element === NONE ? trace.stages[stage].expression : expressionOf(trace, { kind: "stage", stage, element });
  return `for ${where}`;
}

/** @param {Picture} picture @param {Extract<Ref, {kind: "stage"}>} ref */
function stageGrad({ trace, moment }, ref) {
  return stageGrads(trace, ref.stage, gradientPass(trace, ref.stage, moment.cursor))[ref.element ?? 0];
}

/** The name and the numbers of what is hovered, next to it. @param {Picture} picture @param {Ref} ref */
function drawTag(picture, ref) {
  const { context, theme, size } = picture;
  const place = markBox(picture, ref);
  if (!place) return;
  const box = toScreen(picture, place);
  const text = refText(picture, ref);
  context.font = `400 13px ${theme.figureFace}`;
  context.textAlign = "left";
  const shown = fitText(context, text, size.width - 40);
  const width = context.measureText(shown).width + 16;
  const x = Math.max(8, Math.min(box.x + box.width / 2 - width / 2, size.width - width - 8));
  const above = box.y - 34;
  const y = above > 36 ? above : Math.min(box.y + box.height + 10, size.height - 32);
  context.fillStyle = theme.color.ink;
  context.beginPath();
  context.roundRect(x, y, width, 24, 3);
  context.fill();
  context.fillStyle = theme.color.paper;
  context.fillText(shown, x + 8, y + 16.5);
}

/** What a ref is called, with its value and gradient as far as they are there. @param {Pick<Picture, "trace" | "moment" | "layout">} picture @param {Ref} ref */
export function refText({ trace, moment }, ref) {
  if (ref.kind === "stage") {
    const { name, expression, size, head, position } = trace.stages[ref.stage];
    if (ref.element === null) {
      const where = position === null ? "" : `, position ${position}${head === null ? "" : `, head ${head}`}`;
      return `${expression}: ${name}${where}, ${size === 1 ? "1 number" : `${size} numbers`}`;
    }
    const { look, pass, filled } = stageLook(moment, ref.stage);
    const called = expressionOf(trace, ref);
    if (look === "empty" || ref.element >= filled) return `${called}, not computed yet`;
    const value = `${called} = ${numberText(trace.columns.stage_values[trace.stages[ref.stage].first + ref.element])}`;
    return look === "gradient"
      ? `${value}, gradient ${numberText(stageGrads(trace, ref.stage, pass)[ref.element])}`
      : value;
  }
  if (ref.kind === "param") {
    const at = trace.matrices[ref.matrix].first + ref.row * trace.matrices[ref.matrix].columns + ref.column;
    const value = `${expressionOf(trace, ref)} = ${numberText(trace.columns.adam_before[at])}`;
    return rowLook(moment, ref.matrix, ref.row) === "gradient"
      ? `${value}, gradient ${numberText(trace.columns.adam_grad[at])}`
      : value;
  }
  const called = nodeName(trace, ref.node, 1);
  const look = nodeLook(moment, ref.node);
  if (look === "empty") return `${called}, not computed yet`;
  const value = `${called} = ${numberText(trace.columns.node_data[ref.node])}`;
  return look === "gradient" ? `${value}, gradient ${numberText(trace.columns.node_grad[ref.node])}` : value;
}
