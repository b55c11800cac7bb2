/**
 * The computation graph: every scalar node of the loss, from whole blocks down to single operations, on one canvas.
 *
 * Drawing and layout are in graph-*.js; here are the canvas, the buttons, the legend and what pointer and keys do.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Camera} from "./camera.js"
 * @import {Scale} from "./colors.js"
 * @import {Picture} from "./draw.js"
 */

import "./style.css";
import { whole } from "../../draw/format.js";
import { atlasesOf } from "./atlas.js";
import { fitCamera, followCamera, panned, pointAt, refCamera, zoomedAt } from "./camera.js";
import { themeOf } from "./colors.js";
import { drawGraph } from "./draw.js";
import { element, setText } from "../../draw/element.js";
import { graphLayout, refAt } from "./layout.js";
import { refText } from "./marks.js";
import { numberText } from "./screen.js";
import { momentAt } from "./state.js";
import { beside, into, out, towardsOperands, towardsUsers } from "./walk.js";
import { sameRef } from "../../trace/read.js";

export { graphLayout };

const PAN_BY = 80; // px an arrow key moves
const ZOOM_BY = 1.5;
const CLICK_SLACK = 4; // px a pointer may stray and still click
const HELP =
  "Arrow keys move, plus and minus zoom, 0 shows everything, F follows the cursor. Enter selects the current block and " +
  "goes into a selected one, Escape goes out. From what is selected, [ walks to its first operand, ] to its first user, " +
  "comma and period to what stands beside it.";

/**
 * Dispatches {type: "hovered" | "selected", ref}, {type: "camera-set", camera} and {type: "follow-set", follow}.
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number | null} op  which node of the frame's stage, when single operations are stepped through
 * @property {number} t  how far the motion into the frame has come, 0 to 1
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {boolean} follow  look at the cursor's frame, whatever the camera says
 * @property {Camera | null} camera  null: all of it
 * @property {number} width  of the canvas, in px
 * @property {number} height
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function graphView(root, { dispatch }) {
  const canvas = element("canvas", {
    class: "graph-canvas",
    tabindex: 0,
    role: "application",
    "aria-label": "Computation graph",
    "aria-roledescription": "zoomable graph",
  });
  // readable, so drawn by the processor: thousands of small shapes that change in each frame are slower to hand to a GPU
  const readable = { alpha: false, willReadFrequently: true };
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", readable));
  const help = element("p", { class: "visually-hidden" }, HELP);
  const said = element("p", { class: "visually-hidden", role: "status" });
  help.id = `graph-help-${document.querySelectorAll(".graph-canvas").length}`;
  canvas.setAttribute("aria-describedby", help.id);
  const button = (/** @type {string} */ text, /** @type {string | null} */ label) =>
    element("button", { type: "button", class: "button", "aria-label": label }, text);
  const buttons = {
    fit: button("Fit", null),
    follow: button("Follow", null),
    closer: button("+", "Zoom in"),
    further: button("\u2212", "Zoom out"),
  };
  const ramp = element("span", { class: "scale" });
  const low = element("span", { class: "figure" });
  const high = element("span", { class: "figure" });
  const kind = element("span", {});
  const counts = element("p", { class: "note" });
  root.classList.add("graph");
  root.append(
    element("div", { class: "graph-frame" }, canvas),
    element(
      "div",
      { class: "legend" },
      element("p", { class: "item graph-scale" }, kind, element("span", { class: "item" }, low, ramp, high)),
      element("div", { class: "graph-buttons" }, ...Object.values(buttons)),
      counts,
    ),
    help,
    said,
  );

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what pointer and keys are about
  const redraw = () => drawn && update(drawn);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  document.fonts?.addEventListener("loadingdone", redraw);

  /** @param {Props} props @returns {Camera} */
  function cameraOf({ trace, cursor, op, t, follow, camera, width, height }) {
    const layout = graphLayout(trace);
    if (follow) return followCamera(layout, trace, cursor, op, t, { width, height });
    return camera ?? fitCamera(layout, { width, height });
  }

  /** Look from somewhere else, which ends following. @param {Camera} camera */
  function look(camera) {
    dispatch({ type: "camera-set", camera });
    if (drawn?.follow) dispatch({ type: "follow-set", follow: false });
  }

  /** @param {number} factor @param {number} [x] @param {number} [y] */
  function zoom(factor, x, y) {
    if (!drawn) return;
    const { width, height, trace } = drawn;
    look(zoomedAt(cameraOf(drawn), factor, x ?? width / 2, y ?? height / 2, graphLayout(trace), drawn));
  }

  /** @param {number} dx @param {number} dy */
  function pan(dx, dy) {
    if (drawn) look(panned(cameraOf(drawn), dx, dy, graphLayout(drawn.trace)));
  }

  function fit() {
    dispatch({ type: "camera-set", camera: null });
    if (drawn?.follow) dispatch({ type: "follow-set", follow: false });
  }

  function toggleFollow() {
    if (!drawn) return;
    if (drawn.follow) dispatch({ type: "camera-set", camera: cameraOf(drawn) });
    dispatch({ type: "follow-set", follow: !drawn.follow });
  }

  buttons.fit.addEventListener("click", fit);
  buttons.follow.addEventListener("click", toggleFollow);
  buttons.closer.addEventListener("click", () => zoom(ZOOM_BY));
  buttons.further.addEventListener("click", () => zoom(1 / ZOOM_BY));

  /** What is at a pixel of the canvas. @param {number} x @param {number} y */
  function refAtPixel(x, y) {
    if (!drawn) return null;
    const camera = cameraOf(drawn);
    return refAt(graphLayout(drawn.trace), drawn.trace, ...pointAt(camera, x, y, drawn), 5 / camera.k);
  }

  /** @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map(); // those that are down
  let strayed = 0; // px since the first went down

  /** @param {PointerEvent | WheelEvent} event */
  function pixel({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) strayed = 0;
    pointers.set(event.pointerId, pixel(event));
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = pixel(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      const ref = refAtPixel(at.x, at.y);
      if (drawn && !sameRef(ref, drawn.hovered)) dispatch({ type: "hovered", ref });
      return;
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, at);
    strayed += Math.hypot(at.x - before.x, at.y - before.y);
    if (strayed < CLICK_SLACK) return;
    if (other) {
      const spread = Math.hypot(at.x - other.x, at.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
      zoom(spread, (at.x + other.x) / 2, (at.y + other.y) / 2);
      pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    } else {
      pan(at.x - before.x, at.y - before.y);
    }
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!pointers.delete(event.pointerId) || strayed >= CLICK_SLACK) return;
    const { x, y } = pixel(event);
    dispatch({ type: "selected", ref: refAtPixel(x, y) });
  });
  canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => drawn?.hovered && dispatch({ type: "hovered", ref: null }));
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = pixel(event);
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
      zoom(2 ** ((-event.deltaY * lines * (event.ctrlKey ? 5 : 1)) / 400), x, y);
    },
    { passive: false },
  );

  /** Select something and, where it cannot be read from here, go there. @param {Ref | null} ref */
  function walkTo(ref) {
    if (!drawn || !ref) return;
    dispatch({ type: "selected", ref });
    const target = refCamera(graphLayout(drawn.trace), drawn.trace, ref, drawn);
    if (target) look(target);
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => pan(PAN_BY, 0),
    ArrowRight: () => pan(-PAN_BY, 0),
    ArrowUp: () => pan(0, PAN_BY),
    ArrowDown: () => pan(0, -PAN_BY),
    "+": () => zoom(ZOOM_BY),
    "=": () => zoom(ZOOM_BY),
    "-": () => zoom(1 / ZOOM_BY),
    0: fit,
    f: toggleFollow,
    Enter: () => {
      if (!drawn) return;
      const stage = drawn.trace.frames[drawn.cursor].stage;
      walkTo(drawn.selection ? into(drawn.selection) : stage === null ? null : { kind: "stage", stage, element: null });
    },
    Escape: () => {
      if (!drawn?.selection) return;
      const above = out(drawn.trace, drawn.selection);
      if (above) walkTo(above);
      else dispatch({ type: "selected", ref: null });
    },
    "[": () => drawn?.selection && walkTo(towardsOperands(drawn.trace, drawn.selection)),
    "]": () => drawn?.selection && walkTo(towardsUsers(drawn.trace, drawn.selection)),
    ",": () => drawn?.selection && walkTo(beside(drawn.trace, drawn.selection, -1)),
    ".": () => drawn?.selection && walkTo(beside(drawn.trace, drawn.selection, 1)),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });

  /** @param {Props} props */
  function update(props) {
    drawn = props;
    const { trace, cursor, op, t, selection, hovered, follow, width, height } = props;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const layout = graphLayout(trace);
    const theme = themeOf(root);
    const atlases = atlasesOf(trace, layout, theme);
    const moment = momentAt(trace, cursor, op, t);
    /** @type {Picture} */
    const picture = {
      context,
      trace,
      layout,
      atlases,
      theme,
      camera: cameraOf(props),
      size: { width, height },
      moment,
      selection,
      hovered,
    };
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawGraph(picture);

    buttons.follow.setAttribute("aria-pressed", String(follow));
    const scale = moment.isBackward ? atlases.gradient : atlases.value;
    setText(kind, moment.isBackward ? "Gradients" : "Values");
    setText(low, `\u2264 ${numberText(-scale.max)}`);
    setText(high, `\u2265 ${numberText(scale.max)}`);
    ramp.style.backgroundImage = `linear-gradient(to right, ${stops(scale)})`;
    setText(counts, note(trace, moment.isBackward));
    setText(said, selection ? `Selected: ${refText(picture, selection)}` : "");
  }
  return update;
}

/** @param {Scale} scale */
function stops({ fills }) {
  return fills.filter((_, shade) => shade % 4 === 0).join();
}

/** @param {Trace} trace @param {boolean} isBackward */
function note(trace, isBackward) {
  const pale = isBackward ? " Pale: a value whose gradient has not arrived." : "";
  if (!trace.hasGraph) return `${trace.header.refused ?? "This trace has no scalar graph."}${pale}`;
  const { nodes, edges } = trace.header.graph;
  return (
    `${whole(nodes)} nodes, ${whole(edges)} edges. Zoom in to see them; the helpers that Python adds (+ 0, × −1, ** −1, ` +
    `constants) are folded until there is room for them.${pale}`
  );
}
