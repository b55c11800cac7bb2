/** A page with nothing but Adam on it, driven from the test: adam.set(props) draws, adam.actions is what came out. */

import "../../../web/styles/all.css";
import { readTrace } from "../../../web/trace/read.js";
import { adamView, lensOf } from "../../../web/figures/adam/figure.js";

const root = document.getElementById("root");
const actions = [];

/** @param {string} name */
async function load(name) {
  const [header, bytes] = await Promise.all([
    fetch(`recorded/${name}.json`).then((response) => response.json()),
    fetch(`recorded/${name}.bin`).then((response) => response.arrayBuffer()),
  ]);
  return readTrace(header, bytes);
}

const params = new URLSearchParams(location.search);
const [trace, past] = await Promise.all([
  load(params.get("trace") ?? "adam"),
  fetch("recorded/past.json").then((response) => response.json()),
]);
let props = {
  trace,
  cursor: 0,
  t: 1,
  selection: null,
  hovered: null,
  width: root.clientWidth,
  canAsk: true,
  quantity: "update",
  scale: "matrix",
  norms: null,
  replay: null,
  whatIf: null,
  kept: null,
  step: null,
};
const update = adamView(root, {
  dispatch(action) {
    actions.push(action);
    if (action.type === "hovered") set({ hovered: action.ref });
    if (action.type === "selected") set({ selection: action.ref });
    if (action.type === "cursor-set") set({ cursor: action.cursor });
    if (action.type === "figure-set") set(action.figures);
  },
});

function set(changes) {
  props = { ...props, ...changes };
  update(props);
}

/** All that a reader can see or hear: the elements, and every pixel of the canvases. */
function picture() {
  const pixels = [...root.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL());
  return [root.innerHTML, ...pixels].join("\n");
}

/** How long an update takes from the first frame to the last, in ms: at every one, or at about so many. */
function times(most = Infinity) {
  const every = Math.ceil(trace.frames.length / most) || 1;
  return trace.frames
    .map((_, cursor) => cursor)
    .filter((cursor) => cursor % every === 0)
    .map((cursor) => {
      const start = performance.now();
      update({ ...props, cursor });
      return performance.now() - start;
    });
}

set({});
globalThis.adam = { trace, past, actions, set, picture, times, load, lens: () => lensOf(props), props: () => props };
await document.fonts.ready;
root.dataset.ready = "";
