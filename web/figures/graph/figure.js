/**
 * The computation graph: every scalar node of the loss, from whole blocks down to single operations, on one canvas.
 *
 * The elements are few and made once: what changes sixty times a second is painted.
 *
 * @import {Figure, Props} from "../figure.js"
 */

import { element, setText } from "../../draw/element.js";
import { ownId } from "../../draw/own-id.js";
import { atlasesOf } from "./atlas.js";
import { barHeight, makeBar } from "./bar.js";
import { drawGraph } from "./draw.js";
import { fitCamera } from "./camera.js";
import { cameraOf } from "./follow.js";
import { handsOn } from "./hands.js";
import { graphLayout } from "./layout.js";
import { lineOf } from "./line.js";
import { momentAt } from "./moment.js";
import { noteText, refText } from "./text.js";
import { settings } from "./settings.js";
import "./style.css";

const LEAST_HEIGHT = 240; // px of the canvas
const [SHARE, LOWEST, HIGHEST] = [0.56, 320, 500]; // of its width, where it may be as high as it likes
const HELP =
  "Arrow keys move, plus and minus zoom, 0 shows everything, F follows the frame, N zooms to the number in focus. " +
  "Enter selects the current block and goes into a selected one, Escape goes out. From what is selected, [ walks to " +
  "its first operand, ] to its first user, comma and period to what stands beside it.";
const HINT = "Click the graph and the wheel zooms. Ctrl and the wheel zoom at any time.";

/** @type {Figure} */
export const graph = {
  name: "graph",
  title: "Graph",
  caption:
    "Every number of one training step and what it was made from. Zoom in: a block opens into numbers, a number into " +
    "the scalar operations that made it, with the local gradient on each edge.",
  settings,
  needsTrace: true,
  height: ({ settings, width }) => Math.min(Math.max(SHARE * width, LOWEST), HIGHEST) + barHeight(width, settings.line),

  mount(root, context) {
    const { theme, signal } = context;
    const help = ownId("graph-help");
    const canvas = element("canvas", {
      class: "graph-canvas",
      tabindex: 0,
      role: "application",
      "aria-label": "Computation graph",
      "aria-roledescription": "zoomable graph",
      "aria-describedby": help,
    });
    // readable, so drawn by the processor: thousands of small shapes, new in each frame, are slower to hand to a GPU
    const readable = { alpha: false, willReadFrequently: true };
    const paper = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", readable));
    const hands = handsOn(canvas, context);
    const { bar, update: updateBar } = makeBar(hands);
    const hint = element("p", { class: "note graph-hint", "aria-hidden": "true" }, HINT);
    const said = element("p", { class: "visually-hidden", role: "status" });
    const all = element(
      "div",
      { class: "graph" },
      canvas,
      hint,
      bar,
      element("p", { class: "visually-hidden", id: help }, HELP),
      said,
    );
    root.append(all);

    /** @type {Props | null} */
    let drawn = null;
    document.fonts.addEventListener("loadingdone", () => drawn && update(drawn), { signal });

    /** @param {Props} props */
    function update(props) {
      drawn = props;
      const { trace, look, settings, width, height } = props;
      const palette = theme();
      const atlases = atlasesOf(trace, palette);
      const moment = momentAt(trace, look);
      const { isBackward, focus, param } = moment;
      const hasNumber = focus !== null || param !== null;
      const scale = isBackward ? atlases.gradient : atlases.value;
      const size = { width, height: Math.max(LEAST_HEIGHT, height - barHeight(width, settings.line)) };
      hands.see({ ...props, size });
      const layout = graphLayout(trace);
      const camera = cameraOf(props, size);
      const zoom = camera.k / fitCamera(layout, size).k;
      all.dataset.wheel = settings.wheel;
      updateBar({
        settings,
        isBackward,
        scale,
        line: lineOf(props),
        note: noteText(trace, isBackward),
        hasNumber,
        width,
      });
      hint.style.bottom = bar.style.height;
      setText(said, look.selection ? `Selected: ${refText(moment, look.selection)}` : "");

      const ratio = devicePixelRatio || 1;
      fit(canvas, size, ratio);
      paper.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { selection, hovered } = look;
      drawGraph({ context: paper, trace, layout, atlases, palette, camera, zoom, size, moment, selection, hovered });
    }

    return { update, destroy: () => all.remove() };
  },
};

/**
 * Give a canvas a size, if it has another: that clears it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size
 * @param {number} ratio  pixels of the screen to one of the page
 */
function fit(canvas, { width, height }, ratio) {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === across && canvas.height === down) return;
  canvas.width = across;
  canvas.height = down;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
