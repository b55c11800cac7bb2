/**
 * The computation graph: every scalar node of the loss, from whole blocks down to single operations, on one canvas.
 *
 * @import {Figure, Props} from "../figure.js"
 * @import {Drawn} from "./hands.js"
 */

import { html } from "lit-html";
import { element } from "../../draw/element.js";
import { ownId } from "../../draw/own-id.js";
import { templateIn } from "../../draw/template.js";
import { flag, numbers, place } from "../settings.js";
import { atlasesOf } from "./atlas.js";
import { fitCamera, followCamera, within } from "./camera.js";
import { drawGraph } from "./draw.js";
import { listenToPointers } from "./gestures.js";
import { handsOn, HELP } from "./hands.js";
import { graphLayout } from "./layout.js";
import { legendOf, legendView } from "./legend.js";
import { momentAt, refText } from "./moment.js";
import "./style.css";

const LEAST_HEIGHT = 240; // px of the canvas

/** @type {Figure} */
export const graph = {
  name: "graph",
  title: "Graph",
  caption:
    "Every scalar operation of one training step: zoom in from blocks to their numbers, and from a number to the tree of " +
    "additions and multiplications that made it.",
  settings: {
    follow: flag("whether the camera follows the cursor", true),
    camera: place(
      numbers("where it is looked at from: a point, and px for a cell; without it all is seen", ["x", "y", "k"]),
    ),
  },
  needsTrace: true,

  mount(root, { dispatch, theme, signal }) {
    const template = templateIn(root);
    const help = ownId("graph-help");
    const canvas = element("canvas", {
      class: "graph-canvas",
      tabindex: 0,
      role: "application",
      "aria-label": "Computation graph",
      "aria-roledescription": "zoomable graph",
      "aria-describedby": help,
    });
    // readable, so drawn by the processor: thousands of small shapes that change in each frame are slower to hand to a GPU
    const readable = { alpha: false, willReadFrequently: true };
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", readable));
    /** What the last update was given: what pointer and keys are about. @type {Drawn} */
    let drawn;
    /** @type {Props | null} */
    let newest = null;
    let beneath = { about: "", height: 0 }; // what stands under the canvas, and px that it takes

    const hands = handsOn(() => drawn, dispatch);
    listenToPointers(canvas, hands.gestures);
    canvas.addEventListener("keydown", hands.onKey);
    function onFonts() {
      beneath.about = "";
      if (newest) update(newest);
    }
    document.fonts.addEventListener("loadingdone", onFonts, { signal });

    /** @param {Props} props */
    function update(props) {
      newest = props;
      const { trace, look, settings, width, height } = props;
      const palette = theme();
      const layout = graphLayout(trace);
      const atlases = atlasesOf(trace, layout, palette);
      const moment = momentAt(trace, look);
      const { selection, hovered } = look;
      const legend = legendOf(trace, moment.isBackward, atlases);
      const { follow } = settings;
      template.draw(html`<div class="graph">
          <div class="graph-frame">${canvas}</div>
          ${legendView(legend, follow, hands.on)}
          <p class="visually-hidden" id=${help}>${HELP}</p>
          <p class="visually-hidden" role="status">${selection ? `Selected: ${refText(moment, selection)}` : ""}</p>
        </div>`);

      const about = `${width} ${legend.note} ${legend.scale.max}`;
      if (about !== beneath.about) {
        const all = /** @type {HTMLElement} */ (root.querySelector(".graph")).offsetHeight;
        beneath = { about, height: all - canvas.offsetHeight };
      }
      const size = { width, height: Math.max(LEAST_HEIGHT, height - beneath.height) };
      const camera = follow
        ? followCamera(layout, trace, look, size)
        : settings.camera
          ? within(settings.camera, layout, size)
          : fitCamera(layout, size);
      drawn = { trace, look, follow, layout, size, camera };

      const ratio = devicePixelRatio || 1;
      const pixels = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
      if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) {
        [canvas.width, canvas.height] = pixels;
        canvas.style.width = `${size.width}px`;
        canvas.style.height = `${size.height}px`;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawGraph({ context, trace, layout, atlases, palette, camera, size, moment, selection, hovered });
    }
    return { update, destroy: template.remove };
  },
};
