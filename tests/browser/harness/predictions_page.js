/** A page with nothing but the predictions on it, driven from the test: view.set(props) draws, view.actions is what came out. */

import "../../../web/styles/all.css";
import { readTrace } from "../../../web/trace/read.js";
import { predictionsView } from "../../../web/figures/predictions/figure.js";

const name = new URLSearchParams(location.search).get("trace") ?? "trace";
const [header, bytes] = await Promise.all([
  fetch(`recorded/${name}.json`).then((response) => response.json()),
  fetch(`recorded/${name}.bin`).then((response) => response.arrayBuffer()),
]);
const trace = readTrace(header, bytes);
const root = document.getElementById("root");
const actions = [];
let props = {
  trace,
  cursor: 0,
  t: 1,
  selection: null,
  hovered: null,
  width: root.clientWidth,
  canAsk: true,
  order: "vocabulary",
  position: null,
  temperature: 1,
  tempered: null,
};
const update = predictionsView(root, {
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
      root.getBoundingClientRect(); // what it takes to lay it out too
      return performance.now() - start;
    });
}

set({});
globalThis.view = { trace, actions, set, picture, times, props: () => props };
await document.fonts.ready;
root.dataset.ready = "";
