/**
 * The second act of a move on the model map: the sum of the number in focus adds up, a bar for each term and beside it
 * what there is so far. And Adam's: a parameter goes from its old number to its new one.
 *
 * @import {Box} from "./cells.js"
 * @import {Scene} from "./paint.js"
 * @import {Sum} from "./sums.js"
 */

import { actsOf } from "../../draw/acts.js";
import { digits } from "../../draw/format.js";
import { expressionOf } from "../../trace/names.js";
import { paramRef } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { within } from "./columns.js";
import { middleOf } from "./layout.js";
import { sumAt } from "./sums.js";
import { outline } from "./travel.js";

const TALL = 38;
const BARS = 24; // of it
const NUMBER = 66; // px for the number beside the bars

/** @param {Scene} scene */
export function paintAdding(scene) {
  const { trace, layout, lit, cursor, t, element, palette, context } = scene;
  if (lit.writes === null || element === null) return;
  const cell = cellBox(layout.strips[lit.writes], element);
  const { add, fill } = actsOf(t);
  if (cell.width >= 4 && fill > 0) outline(context, cell, palette.colours.ink, 1);
  if (add === 0 || fill === 1) return;
  const sum = sumAt(trace, lit, cursor, element);
  if (!sum) return;
  const bar = within(150 / sum.terms.length, 2, 12);
  const width = Math.max(bar * sum.terms.length + NUMBER + 12, 150);
  const strip = layout.strips[lit.writes];
  const below = strip.y + strip.height + 6;
  const isBelow = !lit.isBackward && below + TALL < layout.height;
  const { left } = layout.columns[Math.max(strip.column, 0)];
  const x = Math.min(Math.max(cell.x + cell.width / 2 - width / 2, left), layout.width - width - 1);
  const box = { x, y: isBelow ? below : strip.y - TALL - 6, width, height: TALL };
  context.globalAlpha = Math.min(add * 6, 1) * (1 - fill);
  panel(scene, box);
  bars(scene, box, sum, bar, add);
  context.globalAlpha = 1;
}

/**
 * @param {Scene} scene
 * @param {Box} box
 * @param {Sum} sum
 * @param {number} bar  how wide each is
 * @param {number} add  how much of the sum is there
 */
function bars({ context, palette }, { x, y, width }, { terms, totals, what, isGradient }, bar, add) {
  const scale = isGradient ? palette.scales.gradient : palette.scales.signed;
  const most = Math.max(...terms.map(Math.abs)) || 1;
  const middle = y + BARS / 2 + 1;
  const done = add * terms.length;
  terms.forEach((term, at) => {
    const there = within(done - at, 0, 1);
    if (there === 0) return;
    const height = (Math.abs(term) / most) * (BARS / 2 - 2) * there;
    context.fillStyle = scale.css(Math.sign(term), 1);
    context.fillRect(
      x + 6 + at * bar,
      term < 0 ? middle : middle - height,
      Math.max(bar - 1, 1),
      Math.max(height, 0.75),
    );
  });
  context.fillStyle = palette.colours["ink-2"];
  context.fillRect(x + 6, middle - 0.25, bar * terms.length, 0.5);
  const there = Math.min(Math.floor(done), terms.length);
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = palette.colours["ink-2"];
  context.font = `11px ${palette.textFace}`;
  context.fillText(`${there} of ${terms.length} ${what} added`, x + 6, y + TALL - 8);
  if (there === 0) return;
  context.textAlign = "right";
  context.fillStyle = palette.colours.ink;
  context.font = `12px ${palette.figureFace}`;
  context.fillText(digits(totals[there - 1]), x + width - 6, middle + 0.5);
}

/**
 * A sheet that words or bars stand on.
 *
 * @param {Scene} scene
 * @param {Box} box
 */
function panel({ context, palette: { colours } }, { x, y, width, height }) {
  context.fillStyle = colours.paper;
  context.strokeStyle = colours["ink-2"];
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y, width, height, 3);
  context.fill();
  context.stroke();
}

/**
 * While Adam is at a matrix: how far it has come, beside its name, and its parameter in focus on the way.
 *
 * @param {Scene} scene
 */
export function paintAdam(scene) {
  const { trace, layout, lit, t, param, palette, context } = scene;
  const { matrix } = lit.frame;
  const placed = layout.rows.find(({ row }) => row.param?.matrix === matrix);
  if (matrix === null || param === null || !placed) return;
  const { travel, fill } = actsOf(t);
  const { adam_before: before, adam_after: after } = trace.columns;
  const number = before[param] + (after[param] - before[param]) * fill;
  const [name, old] = [expressionOf(trace, paramRef(trace, param)), digits(before[param])];
  const text = `${name}  ${old} \u2192 ${digits(number)}`;
  context.font = `11px ${palette.figureFace}`;
  const width = context.measureText(text).width + 12;
  const box = { x: layout.paramX - width - 10, y: middleOf(placed) - 9, width, height: 18 };
  context.globalAlpha = travel;
  panel(scene, box);
  context.fillStyle = palette.colours.ink;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, box.x + 6, box.y + 9.5);
  context.globalAlpha = 1;
}
