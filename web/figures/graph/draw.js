/**
 * Draws the computation graph on a canvas: a pure function of what it is given, from whole blocks down to single nodes.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Atlases} from "./atlas.js"
 * @import {Camera, Size} from "./camera.js"
 * @import {Theme, Scale} from "./colors.js"
 * @import {Block, Box, Layout} from "./layout.js"
 * @import {Route} from "./routes.js"
 * @import {Moment} from "./state.js"
 *
 * @typedef {object} Picture
 * @property {CanvasRenderingContext2D} context  in CSS pixels
 * @property {Trace} trace
 * @property {Layout} layout
 * @property {Atlases} atlases
 * @property {Theme} theme
 * @property {Camera} camera
 * @property {Size} size
 * @property {Moment} moment
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 */

import { tokenText } from "../../draw/format.js";
import { expressionOf, stageGrads, stageValues, tokenAt } from "../../trace/read.js";
import { CAPTIONS_FROM, drawColumnHeads, drawRowNames } from "./headings.js";
import { drawMarks } from "./marks.js";
import { cellBox } from "./layout.js";
import { drawTree, isTreeShown } from "./nodes.js";
import { routeBetween, routeFromMatrix } from "./routes.js";
import { rowLook, stageLook } from "./state.js";
import { fitText, haloText, isVisible, numberText, ramp, toScreen } from "./screen.js";

const FADED = 0.2; // how strongly a value shows that waits for its gradient

/** @param {Picture} picture */
export function drawGraph(picture) {
  const { context, theme, size, layout } = picture;
  context.globalAlpha = 1;
  context.fillStyle = theme.color.paper;
  context.fillRect(0, 0, size.width, size.height);
  context.lineJoin = "round";
  drawLines(picture);
  drawLitLines(picture);
  drawMatrices(picture);
  for (const row of layout.rows) {
    const top = toScreen(picture, { ...layout.bounds, y: row.y, height: row.height });
    if (top.y > size.height || top.y + top.height < -30) continue;
    for (const block of row.blocks) drawBlock(picture, block);
  }
  drawMarks(picture);
  drawRowNames(picture);
  drawColumnHeads(picture);
}

// --- lines

/** @type {WeakMap<Layout, Route[]>} */
const allLegs = new WeakMap();

/** The straight legs of every line between blocks, each once: lines to several heads share most of theirs. @param {Picture} picture */
function legsOf({ trace, layout }) {
  let legs = allLegs.get(layout);
  if (!legs) {
    /** @type {Map<string, Route>} */
    const found = new Map();
    for (const [to, { reads }] of trace.stages.entries()) {
      for (const from of reads) {
        const route = routeBetween(layout, from, to);
        for (let i = 1; i < route.length; i++) {
          const leg = [route[i - 1], route[i]];
          found.set(
            leg
              .flat()
              .map((x) => x.toFixed(2))
              .join(),
            leg,
          );
        }
      }
    }
    legs = joined([...found.values()]);
    allLegs.set(layout, legs);
  }
  return legs;
}

/** Legs on the same line that overlap made into one. @param {Route[]} legs @returns {Route[]} */
function joined(legs) {
  /** @type {Map<string, {axis: 0 | 1, at: number, spans: [number, number][]}>} */
  const lines = new Map();
  for (const [a, b] of legs) {
    const axis = Math.abs(a[0] - b[0]) < 1e-6 ? 1 : 0; // along which it runs
    const at = a[1 - axis];
    const key = `${axis} ${at.toFixed(2)}`;
    const line = lines.get(key) ?? { axis: /** @type {0 | 1} */ (axis), at, spans: [] };
    line.spans.push([Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])]);
    lines.set(key, line);
  }
  /** @type {Route[]} */
  const result = [];
  for (const { axis, at, spans } of lines.values()) {
    spans.sort((a, b) => a[0] - b[0]);
    let [from, to] = spans[0];
    const close = () =>
      result.push(
        axis
          ? [
              [at, from],
              [at, to],
            ]
          : [
              [from, at],
              [to, at],
            ],
      );
    for (const [start, end] of spans) {
      if (start > to + 1e-6) {
        close();
        [from, to] = [start, end];
      } else {
        to = Math.max(to, end);
      }
    }
    close();
  }
  return result;
}

/** Every line between blocks, hair-thin and on whole pixels. @param {Picture} picture */
function drawLines(picture) {
  const { context, theme, camera, size } = picture;
  context.fillStyle = theme.color.hair;
  const [left, top] = [size.width / 2 - camera.x * camera.k, size.height / 2 - camera.y * camera.k];
  for (const [a, b] of legsOf(picture)) {
    const [x0, y0] = [Math.round(a[0] * camera.k + left), Math.round(a[1] * camera.k + top)];
    const [x1, y1] = [Math.round(b[0] * camera.k + left), Math.round(b[1] * camera.k + top)];
    if (x0 > size.width || y0 > size.height || x1 < 0 || y1 < 0) continue;
    context.fillRect(x0, y0, x1 - x0 + 1, y1 - y0 + 1);
  }
}

/** Put a line with round corners on a path. @param {Path2D | CanvasRenderingContext2D} path @param {Route} route @param {number} k */
function roundedPath(path, route, k) {
  path.moveTo(route[0][0], route[0][1]);
  for (let i = 1; i < route.length - 1; i++) {
    const [before, at, after] = [route[i - 1], route[i], route[i + 1]];
    const legs = Math.min(distance(before, at), distance(at, after)) / 2;
    path.arcTo(at[0], at[1], after[0], after[1], Math.min(6, 0.3 * k, legs));
  }
  const end = route[route.length - 1];
  path.lineTo(end[0], end[1]);
}

/** @param {[number, number]} a @param {[number, number]} b */
function distance(a, b) {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

/** The lines of the current frame's block: from what it reads; when gradients flow, to what it read. @param {Picture} picture */
function drawLitLines(picture) {
  const { trace, layout, theme, moment } = picture;
  const { stage, flows, opNode } = moment;
  if (stage === null) return;
  const t = opNode === null ? moment.t : 1;
  const { reads, reads_rows } = trace.stages[stage];
  for (const read of reads) {
    const color = flows ? theme.color.gradient : lineColor(theme, trace.stages[read].name);
    drawFlow(picture, routeBetween(layout, read, stage), color, t, flows);
  }
  for (const [matrix, first, count] of reads_rows) {
    const color = flows ? theme.color.gradient : theme.color.parameter;
    drawFlow(picture, routeFromMatrix(layout, matrix, first + (count - 1) / 2, stage), color, t, flows);
  }
}

/** @param {Theme} theme @param {string} name */
function lineColor({ color }, name) {
  if (name.endsWith("attn_q")) return color.query;
  if (name.endsWith("attn_k")) return color.key;
  if (name.endsWith("attn_v")) return color.value;
  return color.ink;
}

/** A line lit as far as time t has come, from the block read to the reader or the other way. @param {Picture} picture @param {Route} route @param {string} color @param {number} t @param {boolean} isReversed */
function drawFlow({ context, camera, size }, route, color, t, isReversed) {
  const points = /** @type {Route} */ (
    route.map(([x, y]) => [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2])
  );
  if (isReversed) points.reverse();
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  context.save();
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 1.75;
  if (t < 1) {
    context.globalAlpha = 0.3;
    context.beginPath();
    roundedPath(context, points, camera.k);
    context.stroke();
    context.globalAlpha = 1;
    context.setLineDash([length * t, length * 2]);
  }
  context.beginPath();
  roundedPath(context, points, camera.k);
  context.stroke();
  context.setLineDash([]);
  const [head, angle] = alongAt(points, length * t);
  context.translate(head[0], head[1]);
  context.rotate(angle);
  const reach = t < 1 ? 4 : 0;
  context.beginPath();
  context.moveTo(reach, 0);
  context.lineTo(reach - 7, -3.5);
  context.lineTo(reach - 7, 3.5);
  context.fill();
  context.restore();
}

/** The point so far along a line, and the direction there. @param {Route} points @param {number} reach @returns {[[number, number], number]} */
function alongAt(points, reach) {
  let left = reach;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const leg = distance(a, b);
    if (left <= leg + 1e-6 && leg > 0) {
      const part = Math.min(1, left / leg);
      return [[a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part], Math.atan2(b[1] - a[1], b[0] - a[0])];
    }
    left -= leg;
  }
  return [points[points.length - 1], 0];
}

// --- matrices and blocks

/** @param {Picture} picture */
function drawMatrices(picture) {
  const { context, trace, layout, atlases, theme, moment, camera } = picture;
  for (const place of layout.matrices) {
    const box = toScreen(picture, place);
    if (!isVisible(picture, box, 30)) continue;
    const { rows, columns, name } = trace.matrices[place.matrix];
    const cell = place.cell * camera.k;
    for (let row = 0; row < rows; ) {
      const look = rowLook(moment, place.matrix, row);
      let end = row + 1;
      while (end < rows && rowLook(moment, place.matrix, end) === look) end += 1;
      const atlas = atlases.at(look === "gradient" ? trace.header.passes - 1 : -1);
      const [left, top] = atlas.matrices[place.matrix];
      context.globalAlpha = look === "waiting" ? FADED : 1;
      context.imageSmoothingEnabled = cell < 1;
      context.drawImage(
        atlas.canvas,
        left,
        top + row,
        columns,
        end - row,
        box.x,
        box.y + row * cell,
        box.width,
        (end - row) * cell,
      );
      row = end;
    }
    context.globalAlpha = 1;
    drawSeams(picture, box, columns, rows, cell, 0);
    context.lineWidth = 1;
    context.strokeStyle = theme.color.hair;
    context.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
    if (cell >= 34) drawParamNumbers(picture, place.matrix, box, cell);
    const isUpdated = trace.frames[moment.cursor].matrix === place.matrix;
    if (isUpdated) drawFrame(picture, box, theme.color.ink);
    drawRowsRead(picture, place.matrix, box, cell);
    if (box.height > 9) {
      const isCurrent = isUpdated || isRead(picture, place.matrix);
      context.fillStyle = isCurrent ? theme.color.ink : theme.color["ink-2"];
      context.font = `${isCurrent ? 600 : 400} 12px ${theme.textFace}`;
      context.textAlign = "right";
      const middle = Math.min(Math.max(box.y + box.height / 2, 40), Math.max(40, box.y + box.height - 8));
      const short = name.replace(/^layer\d+\./, "");
      if (isCurrent || context.measureText(short).width < box.x - 8)
        haloText(picture, short, Math.max(box.x - 8, 40), middle + 4);
    }
  }
}

/** @param {Picture} picture @param {Box} box @param {string} color */
function drawFrame({ context }, box, color) {
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.strokeRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
}

/** Frame the rows of a matrix that the current stage reads. @param {Picture} picture @param {number} matrix @param {Box} box @param {number} cell */
function drawRowsRead(picture, matrix, box, cell) {
  const { trace, moment, theme } = picture;
  if (moment.stage === null) return;
  for (const [each, first, count] of trace.stages[moment.stage].reads_rows) {
    if (each !== matrix) continue;
    const rows = { ...box, y: box.y + first * cell, height: count * cell };
    drawFrame(picture, rows, moment.flows ? theme.color.gradient : theme.color.parameter);
  }
}

/** @param {Picture} picture @param {number} matrix */
function isRead({ trace, moment }, matrix) {
  return moment.stage !== null && trace.stages[moment.stage].reads_rows.some(([each]) => each === matrix);
}

/** @param {Picture} picture @param {number} matrix @param {Box} box @param {number} cell */
function drawParamNumbers(picture, matrix, box, cell) {
  const { trace, size, moment } = picture;
  const { rows, columns, first } = trace.matrices[matrix];
  const { adam_before, adam_grad } = trace.columns;
  for (let row = Math.max(0, Math.floor(-box.y / cell)); row < rows && box.y + row * cell < size.height; row++) {
    const look = rowLook(moment, matrix, row);
    for (
      let column = Math.max(0, Math.floor(-box.x / cell));
      column < columns && box.x + column * cell < size.width;
      column++
    ) {
      const at = first + row * columns + column;
      const place = { x: box.x + column * cell, y: box.y + row * cell, width: cell, height: cell };
      const number = look === "gradient" ? adam_grad[at] : adam_before[at];
      const name = `${trace.matrices[matrix].name}[${row}][${column}]`;
      drawCellText(picture, place, number, look, cell >= 110 ? name : null, cell >= 160 ? adam_before[at] : null);
    }
  }
}

/** Thin seams of paper between cells. @param {Picture} picture @param {Box} box @param {number} across @param {number} lines @param {number} pitch @param {number} gap */
function drawSeams({ context, theme }, box, across, lines, pitch, gap) {
  const strength = ramp(pitch, 5, 14);
  if (strength === 0) return;
  context.globalAlpha = strength;
  context.strokeStyle = theme.color.paper;
  context.lineWidth = Math.max(1, gap);
  context.beginPath();
  for (let i = 1; i < across; i++) {
    context.moveTo(box.x + i * pitch, box.y);
    context.lineTo(box.x + i * pitch, box.y + box.height);
  }
  for (let i = 1; i < lines; i++) {
    context.moveTo(box.x, box.y + i * pitch);
    context.lineTo(box.x + box.width, box.y + i * pitch);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {Picture} picture @param {Block} block */
function drawBlock(picture, block) {
  const { context, trace, layout, atlases, theme, moment, camera } = picture;
  const box = toScreen(picture, block);
  if (!isVisible(picture, box, 60)) return;
  const { stage, across, cells, hasShared } = block;
  const { size, head } = trace.stages[stage];
  const { look, pass, filled } = stageLook(moment, stage);
  const pitch = block.pitch * camera.k;
  const inGrid = head === null ? size : cells;
  const lines = Math.ceil(inGrid / across);
  const isCurrent = stage === moment.stage;
  const lastLine = inGrid - (lines - 1) * across;
  const outline = () => {
    context.beginPath();
    context.moveTo(box.x, box.y);
    context.lineTo(box.x + box.width, box.y);
    context.lineTo(box.x + box.width, box.y + (lines - (lastLine < across ? 1 : 0)) * pitch);
    context.lineTo(box.x + lastLine * pitch, box.y + (lines - (lastLine < across ? 1 : 0)) * pitch);
    context.lineTo(box.x + lastLine * pitch, box.y + lines * pitch);
    context.lineTo(box.x, box.y + lines * pitch);
    context.closePath();
  };
  outline();
  context.fillStyle = theme.color.paper;
  context.fill();
  if (look !== "empty") {
    const atlas = atlases.at(look === "gradient" ? pass : -1);
    const [left, top] = atlas.stages[stage];
    context.globalAlpha = look === "waiting" ? FADED : 1;
    context.imageSmoothingEnabled = pitch < 1;
    const shown = filled === size ? inGrid : filled;
    const full = Math.floor(shown / across);
    const rest = shown - full * across;
    if (full) context.drawImage(atlas.canvas, left, top, across, full, box.x, box.y, across * pitch, full * pitch);
    if (rest)
      context.drawImage(atlas.canvas, left, top + full, rest, 1, box.x, box.y + full * pitch, rest * pitch, pitch);
    if (hasShared && head === null && filled === size) {
      const cell = toScreen(picture, cellBox(layout, trace, stage, size));
      const [x, y] = [left + (size % across), top + Math.floor(size / across)];
      context.drawImage(atlas.canvas, x, y, 1, 1, cell.x, cell.y, cell.width, cell.height);
    }
    context.globalAlpha = 1;
    drawSeams(picture, box, across, lines, pitch, (block.pitch - block.cell) * camera.k);
  }
  outline();
  context.lineWidth = isCurrent ? 2 : 1;
  context.strokeStyle = isCurrent ? (moment.isBackward ? theme.color.gradient : theme.color.ink) : theme.color.hair;
  context.stroke();
  if (hasShared && head === null) {
    const cell = toScreen(picture, cellBox(layout, trace, stage, size));
    context.lineWidth = 1;
    context.strokeStyle = theme.color["ink-2"];
    context.setLineDash([2, 2]);
    context.strokeRect(cell.x, cell.y, cell.width, cell.height);
    context.setLineDash([]);
  }
  if (pitch >= 34) drawCells(picture, block, look, pass, filled);
  drawCaption(picture, block, box, isCurrent);
}

/** The numbers in a block's cells, or the trees when there is room. @param {Picture} picture @param {Block} block @param {"empty" | "value" | "waiting" | "gradient"} look @param {number} pass @param {number} filled */
function drawCells(picture, block, look, pass, filled) {
  const { trace, layout } = picture;
  const { stage, hasShared } = block;
  const { size } = trace.stages[stage];
  const values = stageValues(trace, stage);
  const numbers = look === "gradient" ? stageGrads(trace, stage, pass) : values;
  for (let element = 0; element < size + Number(hasShared); element++) {
    const box = toScreen(picture, cellBox(layout, trace, stage, element));
    if (!isVisible(picture, box, 0)) continue;
    const isShown = look !== "empty" && element < Math.max(filled, filled === size ? size + 1 : 0);
    if (isTreeShown(picture, stage, element)) {
      drawTree(picture, stage, element, isShown);
    } else if (element < size && isShown) {
      const name = box.width >= 110 ? elementName(trace, stage, element) : null;
      drawCellText(
        picture,
        box,
        numbers[element],
        look,
        name,
        look === "gradient" && box.width >= 110 ? values[element] : null,
      );
    }
  }
}

/** @param {Trace} trace @param {number} stage @param {number} element */
function elementName(trace, stage, element) {
  return expressionOf(trace, { kind: "stage", stage, element });
}

/** A cell's number, with its name above and its value below when it is large. @param {Picture} picture @param {Box} box @param {number} number @param {string} look @param {string | null} name @param {number | null} value */
function drawCellText(picture, box, number, look, name, value) {
  const { context, theme, atlases } = picture;
  const scale = look === "gradient" ? atlases.gradient : atlases.value;
  const ink = look === "waiting" ? theme.color["ink-2"] : scale.texts[scale.shade(number)];
  const text = numberText(number);
  const font = Math.min(16, box.width * 0.25, (box.width * 0.9) / (0.6 * text.length));
  const x = box.x + box.width / 2;
  const middle = box.y + box.height / 2;
  context.fillStyle = ink;
  context.textAlign = "center";
  context.font = `500 ${font}px ${theme.figureFace}`;
  context.fillText(text, x, middle + font * 0.35);
  if (name !== null) {
    context.font = `400 ${Math.min(13, font)}px ${theme.figureFace}`;
    context.fillText(fitText(context, name, box.width - 8), x, middle - font * 1.1);
  }
  if (value !== null) {
    context.font = `400 ${Math.min(13, font)}px ${theme.figureFace}`;
    context.fillText(fitText(context, `value ${numberText(value)}`, box.width - 8), x, middle + font * 1.7);
  }
}

/** A block's name above it, when there is room. @param {Picture} picture @param {Block} block @param {Box} box @param {boolean} isCurrent */
function drawCaption(picture, block, box, isCurrent) {
  const { context, trace, theme, camera } = picture;
  const { name, expression, head, position } = trace.stages[block.stage];
  const slot = head === null ? 16 * camera.k : box.width;
  if (camera.k < CAPTIONS_FROM && !(isCurrent && camera.k > 6)) return;
  context.textAlign = "left";
  context.fillStyle = isCurrent ? theme.color.ink : theme.color["ink-2"];
  const size = Math.min(15, Math.max(11, camera.k * 0.42));
  context.font = `${isCurrent ? 600 : 400} ${size}px ${theme.textFace}`;
  const short = name.replace(/^layer\d+\./, "");
  const shown = head === null ? short : short.replace(/^head(\d+)\./, "head $1 ");
  const title = fitText(context, shown, slot);
  if (camera.k < CAPTIONS_FROM && title !== shown) return;
  const y = box.y - Math.max(4, camera.k * 0.12);
  haloText(picture, title, box.x, y);
  const used = context.measureText(title).width + 8;
  if (camera.k < 22 || head !== null) return;
  context.font = `400 ${size * 0.86}px ${theme.figureFace}`;
  context.fillStyle = theme.color["ink-2"];
  const token = name === "loss" && position !== null ? ` of ${tokenText(tokenAt(trace, position + 1))}` : "";
  haloText(picture, fitText(context, expression + token, Math.max(slot - used, 60)), box.x + used, y);
}
