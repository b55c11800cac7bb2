/** A page with nothing but the model map on it, driven from the test: map.set(props) draws, map.actions is what came out. */

import "../../../web/styles/all.css";
import { readTrace } from "../../../web/trace/read.js";
import { modelMap } from "../../../web/figures/map/figure.js";

const name = new URLSearchParams(location.search).get("trace") ?? "trace";
const [header, bytes] = await Promise.all([
  fetch(`recorded/${name}.json`).then((response) => response.json()),
  fetch(`recorded/${name}.bin`).then((response) => response.arrayBuffer()),
]);
const trace = readTrace(header, bytes);
const root = document.getElementById("root");
const actions = [];
let props = { trace, cursor: 0, op: null, t: 1, selection: null, hovered: null, width: root.clientWidth };
const update = modelMap(root, {
  dispatch(action) {
    actions.push(action);
    if (action.type === "hovered") set({ hovered: action.ref });
    if (action.type === "selected") set({ selection: action.ref });
    if (action.type === "cursor-set") set({ cursor: action.cursor });
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

/** How long an update takes at every frame from the first to the last, in ms. */
function times() {
  return trace.frames.map((_, cursor) => {
    const start = performance.now();
    update({ ...props, cursor });
    return performance.now() - start;
  });
}

set({});
globalThis.map = { trace, actions, set, picture, times, props: () => props };
await document.fonts.ready;
root.dataset.ready = "";
