// The computation graph alone on a page, driven from outside: window.graph. Its state goes round as it does in the page.

import "../../../web/styles/all.css";
import { nodesOfStage, readTrace } from "../../../web/trace/read.js";
import * as layout from "../../../web/figures/graph/layout.js";
import * as camera from "../../../web/figures/graph/camera.js";
import { graphView } from "../../../web/figures/graph/figure.js";

const [header, bytes] = await Promise.all([
  fetch("recorded/trace.json").then((response) => response.json()),
  fetch("recorded/trace.bin").then((response) => response.arrayBuffer()),
]);
const trace = readTrace(header, bytes);
const initial = {
  trace,
  cursor: 0,
  op: null,
  t: 1,
  selection: null,
  hovered: null,
  follow: false,
  camera: null,
  width: 1200,
  height: 700,
};
const state = { ...initial };
const actions = [];
const update = graphView(document.querySelector("#root"), {
  dispatch(action) {
    actions.push(action);
    if (action.type === "hovered") state.hovered = action.ref;
    if (action.type === "selected") state.selection = action.ref;
    if (action.type === "camera-set") state.camera = action.camera;
    if (action.type === "follow-set") state.follow = action.follow;
    update(state);
    document.documentElement.dataset.last = action.type;
  },
});

window.graph = {
  trace,
  state,
  actions,
  layout,
  camera,
  nodesOfStage,
  set(props) {
    Object.assign(state, props);
    update(state);
  },
  reset(props = {}) {
    Object.assign(state, initial, props);
    update(state);
    document.documentElement.dataset.last = "";
  },
  stage: (name, position) => trace.stages.findIndex((each) => each.name === name && each.position === position),
  frame: (phase, name, position) =>
    trace.frames.findIndex((each) => each.phase === phase && each.stage === graph.stage(name, position)),
  // the middle of a ref's box on the page
  pixel(ref) {
    const placed = layout.graphLayout(trace);
    const box = layout.refBox(placed, trace, ref);
    const { x, y, k } = state.camera ?? camera.fitCamera(placed, state);
    const frame = document.querySelector("canvas").getBoundingClientRect();
    return [
      frame.left + (box.x + box.width / 2 - x) * k + state.width / 2,
      frame.top + (box.y + box.height / 2 - y) * k + state.height / 2,
    ];
  },
  pixels: () => document.querySelector("canvas").toDataURL(),
};
update(state);
await document.fonts.ready;
document.querySelector("#root").dataset.ready = "";
