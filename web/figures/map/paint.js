/**
 * The picture of the model map on two canvases: the cells, and over them the residual stream, the KV cache and what the
 * frame reads. A pure function of the layout, the trace, the cursor and t.
 *
 * Lines are few and drawn anew each time. Cells are many, and most stay as they are from one frame to the next: only
 * strips that would look different are drawn again.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {MapLayout, Strip} from "./layout.js"
 * @import {Lit} from "./lit.js"
 * @import {Ranges} from "./ranges.js"
 *
 * @typedef {object} Moment  all that the picture depends on
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t
 * @property {MapLayout} moving  where everything stands now
 * @property {Lit} lit
 * @property {number | null} element  of the frame's stage, that is in focus
 * @property {number | null} param  of the frame's matrix
 * @property {Palette} palette
 * @property {number} ratio  device pixels for one of CSS
 *
 * @typedef {Moment & {context: CanvasRenderingContext2D, layout: MapLayout, ranges: Ranges}} Scene
 */

import { element } from "../../draw/element.js";
import { isComputed } from "../../trace/read.js";
import { paintAdam, paintAdding } from "./adding.js";
import { paintCache } from "./cache.js";
import { cellBox } from "./cells.js";
import { rangesOf } from "./ranges.js";
import { paintMeanLines, paintStreams } from "./streams.js";
import { lookOf, paintStrip, wipeStrip } from "./strips.js";
import { paintTravel } from "./travel.js";

/** What makes a difference; the rest follows from it. */
const SEEN = /** @type {const} */ (["trace", "cursor", "t", "moving", "element", "param", "palette", "ratio"]);

export function createPainter() {
  const canvases = [element("canvas", { "aria-hidden": "true" }), element("canvas", { "aria-hidden": "true" })];
  const [cells, lines] = canvases.map((canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));
  /** What the canvases show. @type {Moment | null} */
  let painted = null;
  /** Which cells are painted, and how each strip looks. @type {{layout: MapLayout, looks: number[]} | null} */
  let shown = null;

  return {
    canvases,
    /** Paint again, whatever is there. */
    forget() {
      painted = null;
    },
    /** @param {Omit<Moment, "ratio">} of */
    paint(of) {
      /** @type {Moment} */
      const moment = { ...of, ratio: Math.min(globalThis.devicePixelRatio || 1, 2) };
      const before = painted;
      if (before && isSame(before, moment)) return;
      painted = moment;
      const { trace, moving: layout, palette, ratio } = moment;
      const size = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
      for (const canvas of canvases) {
        if (canvas.width === size[0] && canvas.height === size[1]) continue;
        [canvas.width, canvas.height] = size;
        canvas.style.width = `${layout.width}px`;
        canvas.style.height = `${layout.height}px`;
        shown = null;
      }
      if (before?.palette !== palette || before.ratio !== ratio || shown?.layout !== layout) shown = null;
      const scene = { ...moment, layout, ranges: rangesOf(trace) };
      shown = { layout, looks: paintCells({ ...scene, context: cells }, shown?.looks ?? null) };
      paintLines({ ...scene, context: lines });
    },
  };
}

/**
 * @param {Moment} a
 * @param {Moment} b
 */
function isSame(a, b) {
  return SEEN.every((name) => a[name] === b[name]);
}

/**
 * @param {Scene} scene
 * @param {number[] | null} looks  of the strips by now; null if there is nothing
 * @returns {number[]} of them then
 */
function paintCells(scene, looks) {
  const { context, layout, ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!looks) context.clearRect(0, 0, layout.width, layout.height);
  return layout.strips.map((strip) => {
    const look = lookOf(scene, strip.stage);
    if (look === looks?.[strip.stage]) return look;
    if (looks) wipeStrip(scene, strip);
    paintStrip(scene, strip);
    return look;
  });
}

/** @param {Scene} scene */
function paintLines(scene) {
  const { context, layout, ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  context.lineJoin = "round";
  paintCache(scene);
  paintStreams(scene);
  paintMeanLines(scene);
  for (const strip of layout.strips) paintEdges(scene, strip);
  paintTravel(scene);
  paintAdding(scene);
  paintAdam(scene);
}

/**
 * What is drawn around the cells of a strip: its role, the token that came among those that were possible.
 *
 * @param {Scene} scene
 * @param {Strip} strip
 */
function paintEdges({ context, trace, cursor, layout, palette }, strip) {
  const { role, isOverVocabulary } = layout.rows[strip.row].row.kind;
  if (!role && !isOverVocabulary) return;
  context.globalAlpha = isComputed(trace, strip.stage, cursor) ? 1 : 0.35;
  if (role) {
    context.fillStyle = palette.colours[role];
    context.fillRect(strip.x - 3.5, strip.y, strip.width > 40 ? 2 : 1, strip.height);
  }
  if (isOverVocabulary) {
    const { x, y, width, height } = cellBox(strip, trace.header.token_ids[strip.column + 1]);
    context.strokeStyle = palette.colours.target;
    context.lineWidth = width < 4 ? 1 : 1.5;
    context.strokeRect(x - 0.75, y - 0.75, Math.max(width, 2) + 0.5, height + 0.5);
  }
  context.globalAlpha = 1;
}
