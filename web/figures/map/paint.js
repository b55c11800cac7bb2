/**
 * The picture of the model map on two canvases: the cells, and over them the residual stream, the KV cache and what the
 * frame reads. A pure function of the layout, the trace, the cursor and t.
 *
 * Lines are few and drawn anew each time. Cells are many, and most stay as they are from one frame to the next: only
 * strips that would look different are drawn again.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Lit} from "./frame.js"
 * @import {Column, MapLayout, PlacedRow, Strip} from "./layout.js"
 * @import {Row} from "./rows.js"
 * @import {Palette, Ranges} from "./scales.js"
 *
 * @typedef {object} Scene
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {MapLayout} layout
 * @property {Lit} lit
 * @property {Palette} palette
 * @property {Ranges} ranges
 * @property {number} ratio  device pixels for one of CSS
 *
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {[x: number, y: number][]} Line
 */

import { tokenText } from "../../draw/format.js";
import { gradientPass, isComputed, stageGrads, stageValues, tokenAt } from "../../trace/read.js";
import { cellBox } from "./layout.js";

/** @param {Context} context @param {Scene} scene */
export function paintLines(context, scene) {
  const { layout, ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  context.lineJoin = "round";
  paintCache(context, scene);
  for (const [position, column] of layout.columns.entries()) paintStream(context, scene, column, position);
  paintMeanLines(context, scene);
  for (const strip of layout.strips) paintEdges(context, scene, strip);
  paintLit(context, scene);
}

/** What a canvas of cells shows. @typedef {{layout: MapLayout, palette: Palette, ratio: number, strips: number[]}} Shown */

/**
 * @param {Context} context @param {Scene} scene
 * @param {Shown | null} shown  what this canvas shows by now, or null if nothing
 * @returns {Shown} what it shows then
 */
export function paintAllCells(context, scene, shown) {
  const { layout, palette, ratio } = scene;
  const isSame = shown !== null && shown.layout === layout && shown.palette === palette && shown.ratio === ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!isSame) context.clearRect(0, 0, layout.width, layout.height);
  const strips = layout.strips.map((strip) => stateOf(scene, strip.stage));
  for (const strip of layout.strips) {
    if (isSame && shown.strips[strip.stage] === strips[strip.stage]) continue;
    if (isSame) {
      const { left, right, top, bottom } = edgesOf(strip, ratio);
      context.clearRect(left, top, right - left + (hasPositions(scene, strip) ? 12 : 0), bottom - top + 2);
    }
    paintStrip(context, scene, strip);
  }
  return { layout, palette, ratio, strips };
}

/** A number that differs when a strip looks different. @param {Scene} scene @param {number} stage */
function stateOf({ trace, cursor, t, lit }, stage) {
  if (!isComputed(trace, stage, cursor)) return -1;
  return gradientPass(trace, stage, cursor) + 1 + (lit.writes === stage && t < 1 ? t / 2 + 0.25 : 0);
}

/** To whole device pixels. @param {number} ratio */
function snapper(ratio) {
  return (/** @type {number} */ px) => Math.round(px * ratio) / ratio;
}

// --- cells

/** The edges of a strip in whole device pixels, so that it can be wiped without a trace. @param {Strip} strip @param {number} ratio */
function edgesOf({ x, y, width, height }, ratio) {
  const snap = snapper(ratio);
  return {
    left: snap(x),
    right: Math.max(snap(x + width), snap(x) + 1 / ratio),
    top: snap(y),
    bottom: snap(y + height),
  };
}

/** @param {Context} context @param {Scene} scene @param {Strip} strip */
function paintStrip(context, scene, strip) {
  const { trace, cursor, t, lit, palette, ranges, layout, ratio } = scene;
  const { row } = layout.rows[strip.row];
  const { colours } = palette;
  const isWritten = lit.writes === strip.stage;
  const fill = isWritten ? Math.min(Math.max((t - 0.2) / 0.8, 0), 1) : 1;
  const scale = row.kind === "signed" ? palette.signed : palette.share;
  const max = ranges.values[strip.row];
  const pass = gradientPass(trace, strip.stage, cursor);
  const values = stageValues(trace, strip.stage);
  /** @type {((element: number) => string) | null} */
  let colourOf = null;
  if (!isComputed(trace, strip.stage, cursor) || (isWritten && !lit.isBackward && fill < 1))
    paintOutline(context, strip, colours.hair, ratio);
  if (isComputed(trace, strip.stage, cursor) && (pass < 0 || (isWritten && fill < 1))) {
    const before = pass > 0 ? pass - 1 : -1;
    const isOld =
      isWritten && lit.isBackward && before >= 0 && trace.backwardFrame[before][strip.stage] < trace.frames.length;
    const grads = isOld ? stageGrads(trace, strip.stage, before) : null;
    colourOf = grads
      ? (element) => palette.gradient(grads[element], ranges.grads[before][strip.row])
      : (element) => scale(values[element], max);
    paintCells(context, scene, strip, colourOf, lit.isBackward ? 1 : fill, false);
  }
  if (pass >= 0) {
    const grads = stageGrads(trace, strip.stage, pass);
    const greatest = ranges.grads[pass][strip.row];
    colourOf = (element) => palette.gradient(grads[element], greatest);
    paintCells(context, scene, strip, colourOf, isWritten && lit.isBackward ? fill : 1, true);
  }
  if (hasPositions(scene, strip)) paintPositions(context, scene, strip);
  if (isOverVocabulary(row) && strip.width / strip.perLine >= 7.5) paintLetters(context, scene, strip, colourOf);
}

/** @param {Row} row */
function isOverVocabulary(row) {
  return row.base === "logits" || row.base === "probs";
}

/** What is drawn around the cells of a strip: its role, the target. @param {Context} context @param {Scene} scene @param {Strip} strip */
function paintEdges(context, scene, strip) {
  const { row } = scene.layout.rows[strip.row];
  if (row.role) {
    context.fillStyle = scene.palette.colours[row.role];
    context.fillRect(strip.x - 3.5, strip.y, strip.width > 40 ? 2 : 1, strip.height);
  }
  if (isOverVocabulary(row)) paintTarget(context, scene, strip);
}

/**
 * So much of the cells, from the left, or for what comes back from the right.
 *
 * @param {Context} context @param {Scene} scene @param {Strip} strip @param {(element: number) => string} colourOf
 * @param {number} fill @param {boolean} isBackward
 */
function paintCells(context, { ratio, trace, palette }, strip, colourOf, fill, isBackward) {
  const { size } = trace.stages[strip.stage];
  const width = strip.width / strip.perLine;
  const height = strip.height / strip.lines;
  const gapX = width >= 4 ? 1 : 0;
  const gapY = strip.lines > 1 && height >= 4 ? 1 : 0;
  const ends = fill * (size + 3);
  const snap = snapper(ratio);
  const edges = edgesOf(strip, ratio);
  for (let element = 0; element < size; element++) {
    const order = isBackward ? size - 1 - element : element;
    const alpha = Math.min(Math.max((ends - order) / 3, 0), 1);
    if (alpha === 0) continue;
    const left = Math.min(snap(strip.x + (element % strip.perLine) * width), edges.right - 1 / ratio);
    const right = snap(strip.x + ((element % strip.perLine) + 1) * width);
    const line = Math.floor(element / strip.perLine);
    const top = snap(strip.y + line * height);
    const bottom = snap(strip.y + (line + 1) * height);
    context.globalAlpha = alpha;
    context.fillStyle = colourOf(element);
    context.fillRect(left, top, Math.max(right - left - gapX, 1 / ratio), bottom - top - gapY);
  }
  context.globalAlpha = 1;
  if (fill === 1) {
    context.strokeStyle = palette.colours.hair;
    context.lineWidth = 1 / ratio;
    context.beginPath();
    context.moveTo(edges.left, edges.bottom + 0.5 / ratio);
    context.lineTo(edges.right - gapX, edges.bottom + 0.5 / ratio);
    context.stroke();
  }
}

/** @param {Context} context @param {Strip} strip @param {string} colour @param {number} ratio */
function paintOutline(context, strip, colour, ratio) {
  const { left, right, top, bottom } = edgesOf(strip, ratio);
  const line = right - left < 6 ? 1 / ratio : 1;
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.strokeRect(left + line / 2, top + line / 2, Math.max(right - left - 1 - line, 0), bottom - top - line);
}

/** @param {Context} context @param {Scene} scene @param {Strip} strip @param {((element: number) => string) | null} colourOf */
function paintLetters(context, { trace, palette }, strip, colourOf) {
  const { colours } = palette;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [element, token] of trace.header.vocabulary.entries()) {
    const text = tokenText(token);
    const { x, y, width, height } = cellBox(strip, element);
    const isDark = colourOf !== null && contrastNeedsPaper(colourOf(element), colours.ink);
    context.fillStyle = isDark ? colours.paper : colourOf ? colours.ink : colours["ink-2"];
    const isWord = text.length > 1 && width >= 10;
    context.font = `${isWord ? 5.5 : 9}px ${colours["figure-face"]}`;
    context.fillText(isWord ? text : text[0], x + width / 2 - 0.5, y + height / 2);
  }
}

/** Whether there is room beside a strip for the tokens that its lines are about, and it is the last head's. @param {Scene} scene @param {Strip} strip */
function hasPositions({ trace, layout }, strip) {
  if (!layout.rows[strip.row].row.isOverCache) return false;
  const { x, width, right } = layout.columns[strip.column];
  return (
    x + width - right >= 10 &&
    strip.height / strip.lines >= 7 &&
    trace.stages[strip.stage].head === trace.header.config.n_head - 1
  );
}

/** @param {Context} context @param {Scene} scene @param {Strip} strip */
function paintPositions(context, { trace, cursor, layout, palette }, strip) {
  const { right } = layout.columns[strip.column];
  const { height } = cellBox(strip, 0);
  context.font = `8.5px ${palette.colours["figure-face"]}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = isComputed(trace, strip.stage, cursor) ? palette.colours["ink-2"] : palette.colours.hair;
  for (let position = 0; position < strip.lines; position++) {
    const text = tokenText(tokenAt(trace, position));
    context.fillText(text.length > 1 ? "\u2022" : text, right, strip.y + (position + 0.5) * height);
  }
}

/** Whether ink on this colour would be harder to read than paper. @param {string} colour @param {string} ink */
function contrastNeedsPaper(colour, ink) {
  const isLightTheme = ink.startsWith("#1") || ink.startsWith("#2") || ink.startsWith("#0");
  const [red, green, blue] = (colour.match(/\d+/g) ?? []).map(Number);
  const light = 0.299 * red + 0.587 * green + 0.114 * blue;
  return isLightTheme ? light < 118 : light > 150;
}

/** The token that came, marked among those that were possible. @param {Context} context @param {Scene} scene @param {Strip} strip */
function paintTarget(context, { trace, palette }, strip) {
  const target = trace.header.token_ids[strip.column + 1];
  const { x, y, width, height } = cellBox(strip, target);
  context.strokeStyle = palette.colours.target;
  context.lineWidth = width < 4 ? 1 : 1.5;
  context.strokeRect(x - 0.75, y - 0.75, Math.max(width, 2) + 0.5, height + 0.5);
}

// --- the residual stream and the blocks beside it

/** The colour of a line that has been passed forward, or backward too. @param {Scene} scene @param {number} stage */
function lineColour({ trace, cursor, palette }, stage) {
  if (gradientPass(trace, stage, cursor) >= 0) return palette.colours.gradient;
  return isComputed(trace, stage, cursor) ? palette.colours["ink-2"] : palette.colours.hair;
}

/** @param {PlacedRow} row */
const middle = ({ y, height }) => y + Math.min(height, 14) / 2;

/** @param {Context} context @param {Scene} scene @param {Column} column @param {number} position */
function paintStream(context, scene, column, position) {
  const { layout, palette } = scene;
  const isThin = column.width < 40;
  /** @param {PlacedRow} row */
  const stageOf = ({ row }) =>
    row.stages[row.isByHead ? position * (row.stages.length / layout.columns.length) : position];
  const rows = layout.rows.filter(({ row }) => row.base !== "mean_loss" && row.stages.length >= layout.columns.length);
  const streams = rows.filter(({ row }) => row.isStream);

  context.lineCap = "round";
  for (let i = 1; i < streams.length; i++) {
    context.strokeStyle = lineColour(scene, stageOf(streams[i]));
    context.lineWidth = column.width < 24 ? 0.5 : isThin ? 1 : 2;
    stroke(context, [
      [column.rail, middle(streams[i - 1])],
      [column.rail, middle(streams[i])],
    ]);
  }
  /** @type {PlacedRow[]} */
  let block = [];
  /** @type {PlacedRow | null} */
  let from = null;
  for (const row of [...rows, null]) {
    if (row && !row.row.isStream) {
      block.push(row);
      continue;
    }
    if (block.length && !isThin) {
      const [first, last] = [block[0], block[block.length - 1]];
      /** @type {Line} */
      const line = [];
      if (from)
        line.push([column.rail, middle(from)], [column.rail, middle(first) - 9], [column.branch, middle(first) - 3]);
      line.push([column.branch, middle(first)], [column.branch, middle(last)]);
      if (row) line.push([column.branch, middle(row) - 9], [column.rail, middle(row) - 3]);
      context.strokeStyle = lineColour(scene, stageOf(last));
      context.lineWidth = 1;
      stroke(context, line, 4);
      for (const each of block) tick(each, column.branch);
    }
    block = [];
    from = row;
  }
  if (isThin) return;
  for (const row of streams) {
    tick(row, column.rail);
    const colour = lineColour(scene, stageOf(row));
    const radius = row.row.base === "embedding_norm" ? 2.5 : 4.5;
    context.beginPath();
    context.arc(column.rail, middle(row), radius, 0, 2 * Math.PI);
    context.fillStyle = radius < 4 ? colour : palette.colours.paper;
    context.fill();
    if (radius < 4) continue;
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    context.stroke();
    stroke(context, [
      [column.rail - 2.5, middle(row)],
      [column.rail + 2.5, middle(row)],
    ]);
    stroke(context, [
      [column.rail, middle(row) - 2.5],
      [column.rail, middle(row) + 2.5],
    ]);
  }

  /** @param {PlacedRow} row @param {number} x */
  function tick(row, x) {
    context.strokeStyle = lineColour(scene, stageOf(row));
    context.lineWidth = 1;
    stroke(context, [
      [x, middle(row)],
      [column.left - 5, middle(row)],
    ]);
  }
}

/** From every loss to their mean. @param {Context} context @param {Scene} scene */
function paintMeanLines(context, scene) {
  const { layout } = scene;
  const mean = layout.strips.find(({ column }) => column === -1);
  const losses = layout.rows.find(({ row }) => row.base === "loss");
  if (!mean || !losses) return;
  const y = mean.y - 5;
  context.lineWidth = 1;
  for (const stage of losses.row.stages) {
    const { x, width } = layout.strips[stage];
    context.strokeStyle = lineColour(scene, mean.stage);
    const from = layout.foot.y + layout.foot.height;
    stroke(
      context,
      [
        [x + width / 2, from],
        [x + width / 2, y],
        [mean.x + mean.width / 2, y],
        [mean.x + mean.width / 2, mean.y],
      ],
      3,
    );
  }
}

// --- the KV cache

/**
 * The way from a row of the cache to the attention of a position.
 *
 * @param {MapLayout} layout @param {Strip} from  a key or a value @param {Strip} to  attention logits, or a head's output
 * @returns {Line}
 */
function cacheLine(layout, from, to) {
  const placed = layout.rows[from.row];
  const staff = layout.staffs.find(({ layer }) => layer === placed.row.layer);
  const [source, sink] = [layout.columns[from.column], layout.columns[to.column]];
  const isKey = placed.row.role === "key";
  if (!staff) return [];
  const fromY = from.y + from.height / 2;
  const toY =
    isKey && to.lines > from.column
      ? cellBox(to, from.column).y + to.height / to.lines / 2
      : to.y + Math.min(to.height, 12) / 2;
  const room = sink.left - sink.branch;
  const drop = isKey
    ? sink.branch + room * (0.25 + (0.4 * (from.column + 1)) / layout.columns.length)
    : sink.branch + room * 0.18;
  if (from.column === to.column)
    return [
      [from.x - 4, fromY],
      [drop, fromY],
      [drop, toY],
      [sink.left - 2, toY],
    ];
  const lane = (isKey ? staff.keys : staff.values) + from.column * staff.pitch;
  const gutter = source.right + (source.x + source.width - source.right) * (isKey ? 0.65 : 0.3);
  return [
    [from.x + from.width, fromY],
    [gutter, fromY],
    [gutter, lane],
    [drop, lane],
    [drop, toY],
    [sink.left - 2, toY],
  ];
}

/** What each layer's cache holds so far: a line from each position's key and value to the newest position. @param {Context} context @param {Scene} scene */
function paintCache(context, scene) {
  const { layout, trace, cursor, palette } = scene;
  context.lineCap = "butt";
  for (const placed of layout.rows) {
    const { role, layer, stages } = placed.row;
    const staff = layout.staffs.find((each) => each.layer === layer);
    if (!staff || role === null || role === "query") continue;
    const held = stages.filter((stage) => isComputed(trace, stage, cursor));
    for (const stage of held.slice(0, -1)) {
      const strip = layout.strips[stage];
      const source = layout.columns[strip.column];
      const gutter = source.right + (source.x + source.width - source.right) * (role === "key" ? 0.65 : 0.3);
      const lane = (role === "key" ? staff.keys : staff.values) + strip.column * staff.pitch;
      const y = strip.y + strip.height / 2;
      context.strokeStyle = palette.colours[role];
      context.lineWidth = 1;
      context.globalAlpha = 0.32;
      stroke(
        context,
        [
          [strip.x + strip.width, y],
          [gutter, y],
          [gutter, lane],
          [layout.columns[held.length - 1].left, lane],
        ],
        3,
      );
      context.globalAlpha = 1;
    }
  }
}

// --- what the frame reads and writes

/** @param {Context} context @param {Scene} scene */
function paintLit(context, scene) {
  const { layout, lit, t, palette } = scene;
  if (lit.writes === null) return;
  const { colours } = palette;
  const written = layout.strips[lit.writes];
  const reach = Math.min(t / 0.6, 1);
  for (const read of lit.reads) {
    const strip = layout.strips[read];
    const [operand, user] = lit.isBackward ? [written, strip] : [strip, written];
    const role = layout.rows[operand.row].row.role;
    const isCached = (role === "key" || role === "value") && layout.rows[user.row].row.isByHead;
    const line = isCached ? cacheLine(layout, operand, user) : columnLine(layout, operand, user);
    context.strokeStyle = lit.isBackward ? colours.gradient : isCached && role ? colours[role] : colours.ink;
    context.lineWidth = isCached ? 1.25 : 1.75;
    context.lineCap = "butt";
    strokePart(context, lit.isBackward ? line.toReversed() : line, reach);
    outline(context, strip, colours["ink-2"], 1);
  }
  outline(context, written, lit.isBackward ? colours.gradient : colours.ink, 2);
}

/** The way from a strip to one below that uses it, in its column. @param {MapLayout} layout @param {Strip} from @param {Strip} to @returns {Line} */
function columnLine(layout, from, to) {
  if (to.column < 0 || from.column !== to.column) return [];
  const column = layout.columns[from.column];
  const lane = layout.rows[from.row].row.isStream ? column.rail : column.branch;
  const [fromY, toY] = [middle(layout.rows[from.row]), middle(layout.rows[to.row])];
  return [
    [column.left - 4, fromY],
    [lane, fromY],
    [lane, toY],
    [column.left - 4, toY],
  ];
}

/** @param {Context} context @param {Strip} strip @param {string} colour @param {number} width */
function outline(context, { x, y, width: w, height: h }, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  const space = 1 + width / 2;
  context.strokeRect(x - space, y - space, w - 1 + 2 * space, h + 2 * space);
}

// --- lines

/** A line with rounded corners. @param {Context} context @param {Line} points @param {number} [radius] */
function stroke(context, points, radius = 3) {
  if (points.length < 2) return;
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const room = Math.min(distance(points[i - 1], points[i]), distance(points[i], points[i + 1])) / 2;
    context.arcTo(...points[i], ...points[i + 1], Math.min(radius, room));
  }
  context.lineTo(...points[points.length - 1]);
  context.stroke();
}

/** @param {Line[number]} a @param {Line[number]} b */
function distance(a, b) {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** The first part of a line. @param {Context} context @param {Line} points @param {number} share */
function strokePart(context, points, share) {
  if (share < 1) {
    let length = 0;
    for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
    context.setLineDash([length * share, length + 1]);
  }
  stroke(context, points);
  context.setLineDash([]);
}
