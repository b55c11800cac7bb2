/**
 * The computation graph: every scalar node of the loss, from whole blocks down to single operations, on one canvas.
 *
 * The elements are few and made once: what changes sixty times a second is painted.
 *
 * @import {Figure, Props} from "../figure.js"
 * @import {Shades} from "./scale.js"
 */

import { element, setText } from "../../draw/element.js";
import { ownId } from "../../draw/own-id.js";
import { flag, numbers, place } from "../settings.js";
import { atlasesOf } from "./atlas.js";
import { cameraOf } from "./camera.js";
import { drawGraph } from "./draw.js";
import { handsOn } from "./hands.js";
import { graphLayout } from "./layout.js";
import { momentAt } from "./moment.js";
import { numberText } from "./screen.js";
import { noteText, refText } from "./text.js";
import "./style.css";

const LEAST_HEIGHT = 240; // px of the canvas
const HELP =
  "Arrow keys move, plus and minus zoom, 0 shows everything, F follows the cursor. Enter selects the current block " +
  "and goes into a selected one, Escape goes out. From what is selected, [ walks to its first operand, ] to its " +
  "first user, comma and period to what stands beside it.";

/** @type {Figure} */
export const graph = {
  name: "graph",
  title: "Graph",
  caption:
    "Every number of one training step and what it was made from. Zoom in: a block opens into numbers, a number into " +
    "the scalar operations that made it, with the local gradient on each edge.",
  settings: {
    follow: flag("whether it looks at the current frame", true),
    camera: place(numbers("the middle of what it looks at, and how near; all of it if not given", ["x", "y", "k"])),
  },
  needsTrace: true,

  mount(root, { dispatch, theme, signal }) {
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
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", readable));
    const hands = handsOn(canvas, dispatch);
    const follow = button("Follow", null, hands.toggleFollow);
    const ramp = element("span", { class: "scale" });
    const [low, high] = [element("span", { class: "figure" }), element("span", { class: "figure" })];
    const kind = element("span");
    const note = element("p", { class: "note" });
    const said = element("p", { class: "visually-hidden", role: "status" });
    const all = element(
      "div",
      { class: "graph" },
      element("div", { class: "graph-frame" }, canvas),
      element(
        "div",
        { class: "legend" },
        element("p", { class: "item graph-scale" }, kind, element("span", { class: "item" }, low, ramp, high)),
        element(
          "div",
          { class: "graph-buttons" },
          button("Fit", null, hands.fit),
          follow,
          button("+", "Zoom in", hands.closer),
          button("\u2212", "Zoom out", hands.further),
        ),
        note,
      ),
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
      const scale = moment.isBackward ? atlases.gradient : atlases.value;
      follow.setAttribute("aria-pressed", String(settings.follow));
      setText(kind, moment.isBackward ? "Gradients" : "Values");
      setText(low, `\u2264 ${numberText(-scale.max)}`);
      setText(high, `\u2265 ${numberText(scale.max)}`);
      ramp.style.backgroundImage = `linear-gradient(to right, ${stops(scale)})`;
      setText(note, noteText(trace, moment.isBackward));
      setText(said, look.selection ? `Selected: ${refText(moment, look.selection)}` : "");

      const beneath = all.offsetHeight - canvas.offsetHeight;
      const size = { width, height: Math.max(LEAST_HEIGHT, height - beneath) };
      hands.see({ ...props, size });
      const ratio = devicePixelRatio || 1;
      fit(canvas, size, ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { selection, hovered } = look;
      const camera = cameraOf(props, size);
      const layout = graphLayout(trace);
      drawGraph({ context, trace, layout, atlases, palette, camera, size, moment, selection, hovered });
    }

    return { update, destroy: () => all.remove() };
  },
};

/**
 * @param {string} text
 * @param {string | null} label
 * @param {() => void} onClick
 */
function button(text, label, onClick) {
  const made = element("button", { type: "button", class: "button", "aria-label": label }, text);
  made.addEventListener("click", onClick);
  return made;
}

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

/** @param {Shades} scale */
function stops({ fills }) {
  return fills.filter((_, shade) => shade % 4 === 0).join();
}
