/**
 * What moves over the tables, on one canvas: rows of numbers on their way, as coloured cells, and the wires they take.
 *
 * @import {Rgb} from "../../draw/palette.js"
 * @import {Box} from "./layout.js"
 *
 * @typedef {{box: Box, colours: (Rgb | null)[], alpha: number, outline?: string}} Sprite  cells side by
 *   side; null: none there
 * @typedef {{points: [x: number, y: number][], colour: string, width: number, hasHead: boolean}} Wire
 */

import { element } from "../../draw/element.js";

export function overlayView() {
  const node = element("canvas", { class: "cache-overlay", "aria-hidden": "true" });

  /**
   * @param {{width: number, height: number, top: number}} size  top: of the canvas among the layers
   * @param {Wire[]} wires
   * @param {Sprite[]} sprites
   */
  function draw({ width, height, top }, wires, sprites) {
    const ratio = devicePixelRatio;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (node.width !== across) node.width = across;
    if (node.height !== down) node.height = down;
    node.style.width = `${width}px`;
    node.style.height = `${height}px`;
    const context = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate(0, -top);
    for (const wire of wires) drawWire(context, wire);
    for (const sprite of sprites) drawSprite(context, sprite);
  }
  return { node, draw };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Wire} wire
 */
function drawWire(context, { points, colour, width, hasHead }) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
  if (!hasHead) return;
  const [[fromX, fromY], [x, y]] = points.slice(-2);
  const angle = Math.atan2(y - fromY, x - fromX);
  context.beginPath();
  for (const turn of [0, 2.6, -2.6]) {
    const reach = turn === 0 ? 0 : 7;
    context.lineTo(x + reach * Math.cos(angle + turn), y + reach * Math.sin(angle + turn));
  }
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Sprite} sprite
 */
function drawSprite(context, { box: { x, y, width, height }, colours, alpha, outline }) {
  if (alpha <= 0) return;
  context.globalAlpha = alpha;
  const cell = width / colours.length;
  colours.forEach((colour, column) => {
    if (!colour) return;
    context.fillStyle = `rgb(${colour.join(" ")})`;
    context.fillRect(x + column * cell, y, Math.max(cell - 0.5, 1), height);
  });
  context.globalAlpha = Math.min(alpha, outline ? 1 : 0.6);
  context.strokeStyle = outline ?? "rgb(128 120 110)";
  context.lineWidth = outline ? 1.25 : 0.75;
  context.strokeRect(x, y, width, height);
  context.globalAlpha = 1;
}
