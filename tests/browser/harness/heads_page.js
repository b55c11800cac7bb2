/** A page with nothing but the heads on it, driven from the test: heads.set(props) draws, heads.actions is what came out. */

import "../../../web/styles/all.css";
import { readTrace } from "../../../web/trace/read.js";
import { headsView } from "../../../web/figures/heads/figure.js";

const name = new URLSearchParams(location.search).get("trace") ?? "trace";
const read = (file) => fetch(`recorded/${file}`);
const [header, bytes, figures] = await Promise.all([
  read(`${name}.json`).then((response) => response.json()),
  read(`${name}.bin`).then((response) => response.arrayBuffer()),
  read(`${name}.heads.json`).then((response) => response.json()),
]);
const trace = readTrace(header, bytes);
const root = document.getElementById("root");
const actions = [];
const nothing = { selection: null, hovered: null, canAsk: true, sampleCount: 200, trainingMoment: null, focus: null };
let props = { ...nothing, trace, cursor: 0, t: 1, width: root.clientWidth, ...figures };
const update = headsView(root, {
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
  const typed = [...root.querySelectorAll("input, select")].map((control) => control.value);
  return [root.innerHTML, ...pixels, ...typed].join("\n");
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
globalThis.heads = { trace, actions, set, picture, times, props: () => props };
await document.fonts.ready;
root.dataset.ready = "";
