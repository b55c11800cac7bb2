/**
 * Draws what a frame moves between blocks: what is read lights up and travels along its wires to what is made from it,
 * as a little picture of itself. Backwards the gradients of all that was made from a stage come back to it along the
 * same wires, and go on into the parameters that it was made with.
 *
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Route} from "./routes.js"
 *
 * @typedef {object} Flow
 * @property {Route} route  in the direction in which it goes
 * @property {string} colour
 * @property {number} travelled  how far it has come, from 0 to 1
 * @property {number | null} source  the stage that it comes from, if it is to be outlined
 * @property {{atlas: CanvasImageSource, x: number, y: number, width: number, height: number} | null} image  of what
 *   travels
 */

import { usersOfStage } from "../../trace/read.js";
import { ramp } from "./levels.js";
import { stageLook } from "./moment.js";
import { alongAt, lengthOf, roundedPath, routeOnScreen } from "./path.js";
import { routeBetween, routeFromMatrix } from "./routes.js";
import { roleColour } from "./scale.js";
import { toScreen } from "./screen.js";

/** @param {Picture} picture */
export function flowsIn(picture) {
  const { moment } = picture;
  if (moment.stage === null) return [];
  return moment.flows ? gradientFlows(picture, moment.stage) : valueFlows(picture, moment.stage);
}

/**
 * @param {Picture} picture
 * @param {number} stage
 * @returns {Flow[]}
 */
function valueFlows(picture, stage) {
  const { trace, layout, palette, moment } = picture;
  const { reads, reads_rows: rows } = trace.stages[stage];
  const travelled = moment.opNode === null ? moment.acts.travel : 1;
  const fromStages = reads.map((read) => ({
    route: routeBetween(layout, read, stage),
    colour: roleColour(palette, trace.stages[read].name, "ink"),
    travelled,
    source: read,
    image: imageOf(picture, read),
  }));
  const fromRows = rows.map(([matrix, first, count]) => ({
    route: routeFromMatrix(layout, matrix, first + (count - 1) / 2, stage),
    colour: palette.colours.parameter,
    travelled,
    source: null,
    image: rowsImage(picture, matrix, first, count, false),
  }));
  return [...fromRows, ...fromStages];
}

/**
 * @param {Picture} picture
 * @param {number} stage
 * @returns {Flow[]}
 */
function gradientFlows(picture, stage) {
  const { trace, layout, palette, moment } = picture;
  const arrived = trace.backwardFrame[Math.max(trace.passAt[moment.cursor], 0)];
  const colour = palette.colours.gradient;
  const isStill = moment.opNode !== null;
  const users = usersOfStage(trace, stage).filter((user) => arrived[user] < moment.cursor);
  const fromUsers = users.map((user) => ({
    route: routeBetween(layout, stage, user).toReversed(),
    colour,
    travelled: isStill ? 1 : moment.acts.travel,
    source: user,
    image: imageOf(picture, user),
  }));
  const intoRows = trace.stages[stage].reads_rows.map(([matrix, first, count]) => ({
    route: routeFromMatrix(layout, matrix, first + (count - 1) / 2, stage).toReversed(),
    colour,
    travelled: isStill ? 1 : moment.acts.fill,
    source: null,
    image: rowsImage(picture, matrix, first, count, true),
  }));
  return [...intoRows, ...fromUsers];
}

/**
 * A stage as it is seen, in the atlas.
 *
 * @param {Picture} picture
 * @param {number} stage
 * @returns {Flow["image"]}
 */
function imageOf({ trace, layout, atlases, moment }, stage) {
  const { look, pass } = stageLook(moment, stage);
  const { across } = layout.blocks[stage];
  const atlas = atlases.at(look === "gradient" ? pass : -1);
  const [x, y] = atlas.stages[stage];
  return { atlas: atlas.canvas, x, y, width: across, height: Math.ceil(trace.stages[stage].size / across) };
}

/**
 * Rows of a matrix in the atlas. Those that get a gradient are told of when it is all there.
 *
 * @param {Picture} picture
 * @param {number} matrix
 * @param {number} first
 * @param {number} count
 * @param {boolean} isGradient
 * @returns {Flow["image"]}
 */
function rowsImage({ trace, atlases }, matrix, first, count, isGradient) {
  if (isGradient) return null;
  const atlas = atlases.at(-1);
  const [x, y] = atlas.matrices[matrix];
  return { atlas: atlas.canvas, x, y: y + first, width: trace.matrices[matrix].columns, height: count };
}

/**
 * The wires of the frame, lit as far as what travels has come, and the outlines of what it comes from.
 *
 * @param {Picture} picture
 * @param {Flow[]} flows
 */
export function drawWires(picture, flows) {
  const { context, camera } = picture;
  for (const { route, colour, travelled } of flows) {
    const points = routeOnScreen(picture, route);
    const length = lengthOf(points);
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.75;
    context.globalAlpha = 0.3 * ramp(travelled, 0, 0.1);
    context.beginPath();
    roundedPath(context, points, camera.k);
    context.stroke();
    context.globalAlpha = 1;
    if (travelled === 0) continue;
    if (travelled < 1) context.setLineDash([length * travelled, length * 2]);
    context.beginPath();
    roundedPath(context, points, camera.k);
    context.stroke();
    context.setLineDash([]);
    drawTip(picture, points, length, travelled);
  }
}

/**
 * An arrow where a wire is lit up to.
 *
 * @param {Picture} picture
 * @param {Route} points
 * @param {number} length
 * @param {number} travelled
 */
function drawTip({ context }, points, length, travelled) {
  const [[x, y], angle] = alongAt(points, length * travelled);
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(-7, -3.5);
  context.lineTo(-7, 3.5);
  context.fill();
  context.restore();
}

/**
 * What travels, over everything else; and what it comes from, outlined.
 *
 * @param {Picture} picture
 * @param {Flow[]} flows
 */
export function drawParcels(picture, flows) {
  const { context, layout } = picture;
  for (const { route, colour, travelled, source, image } of flows) {
    const lit = ramp(travelled, 0, 0.15);
    if (source !== null && lit > 0) drawLit(picture, toScreen(picture, layout.blocks[source]), colour, lit);
    const shown = Math.min(lit, 1 - ramp(travelled, 0.9, 1));
    if (shown === 0) continue;
    const points = routeOnScreen(picture, route);
    const [[x, y]] = alongAt(points, lengthOf(points) * travelled);
    context.globalAlpha = shown;
    if (image) drawParcel(picture, image, x, y, colour);
    else drawDot(picture, x, y, colour);
    context.globalAlpha = 1;
  }
}

/**
 * @param {Picture} picture
 * @param {NonNullable<Flow["image"]>} image
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
function drawParcel({ context, palette, camera }, { atlas, ...from }, x, y, colour) {
  const zoom = 1 + ramp(camera.k, 10, 60);
  const scale = Math.min((40 * zoom) / from.width, (14 * zoom) / from.height, 6 * zoom);
  const [width, height] = [from.width * scale, Math.max(from.height * scale, 5)];
  const [left, top] = [x - width / 2, y - height / 2];
  context.fillStyle = palette.colours.paper;
  context.fillRect(left - 2, top - 2, width + 4, height + 4);
  context.imageSmoothingEnabled = scale < 1;
  context.drawImage(atlas, from.x, from.y, from.width, from.height, left, top, width, height);
  context.lineWidth = 1.25;
  context.strokeStyle = colour;
  context.strokeRect(left - 1, top - 1, width + 2, height + 2);
}

/**
 * @param {Picture} picture
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
function drawDot({ context, palette }, x, y, colour) {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = palette.colours.paper;
  context.stroke();
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {string} colour
 * @param {number} strength
 */
function drawLit({ context }, box, colour, strength) {
  context.globalAlpha = strength;
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.strokeRect(box.x - 1.5, box.y - 1.5, box.width + 3, box.height + 3);
  context.globalAlpha = 1;
}
