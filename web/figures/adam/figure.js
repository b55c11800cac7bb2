/**
 * Adam: what one training step does to every parameter, from the gradient over its two moments to the new value.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 * @import {Quantity} from "./known.js"
 * @import {Replay, Settings} from "./history.js"
 * @import {Norms} from "./matrices.js"
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t  how far the motion into the frame is: 1 when it has settled
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} width  in px
 * @property {boolean} canAsk  whether Python is up
 * @property {Quantity} [quantity]
 * @property {"matrix" | "all"} [scale]
 * @property {Norms | null} [norms]
 * @property {Replay | null} [replay]
 * @property {Settings | null} [whatIf]
 * @property {{steps: number, bytes: number, moments: number, moment_bytes: number} | null} [kept]
 * @property {number | null} [step]  the training step that is pointed at in the charts
 */

import "./style.css";
import { element, setText } from "../../draw/element.js";
import { legendView, mapControls } from "./controls.js";
import { curvesView } from "./curves.js";
import { historyView } from "./history.js";
import { lensParam } from "./known.js";
import { adamLayout } from "./layout.js";
import { lensView } from "./lens.js";
import { mapsView } from "./maps.js";
import { matricesView } from "./matrices.js";
import { frameText, readoutText } from "./say.js";
import { onThemeChange, paletteOf } from "../../draw/palette.js";
import { whatIfView } from "./what-if.js";

const BESIDE = 1040; // px from which on the lens stands beside the heat maps
const MAPS = 0.56; // their share of the width then
const BETWEEN = 40;

/** The parameter under the lens: what the page asks Python to replay. @param {Pick<Props, "trace" | "hovered" | "selection">} props */
export function lensOf({ trace, hovered, selection }) {
  return lensParam(trace, hovered, selection);
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function adamView(root, { dispatch }) {
  const [all, one, past, over, each] = ["adam-all", "adam-one", "adam-past", "adam-over", "adam-each"].map((name) =>
    element("section", { class: name }),
  );
  const view = element("div", { class: "adam-view" }, all, one, past, over, each);
  root.append(view);

  const controls = mapControls(all, { dispatch });
  const says = element("p", { class: "caption adam-now", "aria-live": "off" });
  all.append(says);
  const maps = mapsView(all, { dispatch });
  const readout = element("p", { class: "readout figure" });
  const foot = element("div", { class: "foot" }, readout);
  all.append(foot);
  const legend = legendView(foot);

  const lens = lensView(one);
  const history = historyView(past, { dispatch });
  const whatIf = whatIfView(past, { dispatch });
  const curves = curvesView(over, { dispatch });
  const matrices = matricesView(each, { dispatch });

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: drawn again when the theme changes
  let palette = paletteOf(view); // of the theme
  function repaint() {
    palette = paletteOf(view);
    if (drawn) update(drawn);
  }
  onThemeChange(repaint);

  /** @param {Props} props */
  function update(props) {
    drawn = props;
    const { trace, cursor, t, selection, hovered, width, canAsk } = props;
    const {
      quantity = "update",
      scale = "matrix",
      norms = null,
      replay = null,
      whatIf: settings = null,
      kept = null,
      step = null,
    } = props;
    const isBeside = width >= BESIDE;
    const mapsWidth = isBeside ? Math.floor(width * MAPS) : width;
    const oneWidth = isBeside ? width - mapsWidth - BETWEEN : width;
    const lit = trace.frames[cursor].matrix;
    const param = lensParam(trace, hovered, selection);
    view.style.width = `${width}px`;
    view.classList.toggle("is-beside", isBeside);
    view.classList.toggle("is-narrow", width < 560);
    view.style.gridTemplateColumns = isBeside ? `${mapsWidth}px ${oneWidth}px` : "minmax(0, 1fr)";

    controls({ quantity, scale });
    setText(says, frameText(trace, cursor, quantity));
    maps({
      trace,
      cursor,
      t,
      selection,
      hovered,
      quantity,
      scale,
      layout: layoutOf(trace, mapsWidth, isBeside),
      palette,
    });
    setText(readout, readoutText(trace, cursor, param));
    legend({
      trace,
      cursor,
      quantity,
      scale,
      matrix: hovered?.kind === "param" ? hovered.matrix : (lit ?? param.matrix),
    });
    lens({ trace, cursor, param, isChosen: hovered !== null || selection !== null, width: oneWidth });
    history({ trace, replay, step, width: mapsWidth });
    whatIf({ trace, replay, settings, kept, canAsk });
    curves({ trace, step, width: oneWidth });
    matrices({ trace, cursor, norms, step, width });
  }
  return update;
}

/** @type {WeakMap<Trace, Map<number, ReturnType<typeof adamLayout>>>} */
const layouts = new WeakMap();

/** @param {Trace} trace @param {number} width @param {boolean} isBeside */
function layoutOf(trace, width, isBeside) {
  let known = layouts.get(trace);
  if (!known) layouts.set(trace, (known = new Map()));
  const key = isBeside ? -width : width; // beside the lens there is more room downwards
  let layout = known.get(key);
  if (!layout) known.set(key, (layout = adamLayout(trace, width, isBeside ? 640 : undefined)));
  return layout;
}
