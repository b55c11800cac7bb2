/**
 * The heads: what every attention head reads in this document, how a weight comes about, and what the head reads on
 * average and came to read over training.
 *
 * A map a head, rows the token that reads; the arcs of one row, for all heads; the arithmetic of one cell. The view
 * remembers nothing but what it drew last.
 *
 * @import {Ref} from "../../trace/read.js"
 * @import {Pair, Props} from "./weights.js"
 */

import "./style.css";
import { element, setText } from "../../draw/element.js";
import { positions, sameRef } from "../../trace/read.js";
import { arcsView } from "./arcs.js";
import { controlsView } from "./controls.js";
import { footView } from "./foot.js";
import { arcsLayout, headsLayout } from "./layout.js";
import { mapsView } from "./maps.js";
import { onThemeChange, paletteOf } from "../../draw/palette.js";
import { panelView } from "./panel.js";
import { namesText } from "./summary.js";
import { afterSteps, weightText } from "./text.js";
import { focusOf, weightRef } from "./weights.js";

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function headsView(root, { dispatch }) {
  const place = (/** @type {string} */ className) => element("div", { class: className });
  const [controlsPlace, mapsPlace, arcsPlace, panelPlace, footPlace] = [
    "heads-top",
    "heads-maps",
    "heads-line",
    "heads-focus",
    "foot",
  ].map(place);
  const caption = element("p", { class: "caption" });
  const view = element("div", { class: "heads" }, controlsPlace, mapsPlace, caption, arcsPlace, panelPlace, footPlace);
  root.append(view);

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what the pointer is over
  let palette = paletteOf(view);

  /** @param {Ref | null} ref */
  function hoverRef(ref) {
    if (drawn && !sameRef(ref, drawn.hovered)) dispatch({ type: "hovered", ref });
  }
  /** @param {Pair | null} pair */
  const hover = (pair) => drawn && hoverRef(pair && weightRef(drawn.trace, pair));
  /** @param {Ref} ref */
  const selectRef = (ref) => dispatch({ type: "selected", ref });
  /** @param {Pair} focus */
  const choose = (focus) => dispatch({ type: "figure-set", figures: { focus } });
  /** @param {Pair} pair */
  function select(pair) {
    if (!drawn) return;
    const { trace } = drawn;
    choose(pair);
    selectRef(weightRef(trace, pair));
  }
  function release() {
    dispatch({ type: "figure-set", figures: { focus: null } });
    dispatch({ type: "selected", ref: null });
  }

  const controls = controlsView(controlsPlace, { set: (figures) => dispatch({ type: "figure-set", figures }) });
  const maps = mapsView(mapsPlace, { hover, select });
  const arcs = arcsView(arcsPlace, { hover, hoverRef, select, choose });
  const panel = panelView(panelPlace, { hoverRef, selectRef, choose, release });
  const foot = footView(footPlace);

  function repaint() {
    palette = paletteOf(view);
    if (drawn) update(drawn);
  }
  onThemeChange(repaint);

  /** @param {Props} props */
  function update(props) {
    const { trace, width, heads } = props;
    drawn = props;
    const n = positions(trace);
    const numHeads = trace.header.config.n_head;
    const focus = focusOf(props);
    view.classList.toggle("is-narrow", width < 480);
    controls(props);
    maps(props, headsLayout(n, numHeads, width), palette, focus);
    setText(caption, captionOf(heads));
    arcs(props, arcsLayout(n, numHeads, width), focus);
    panel(props, focus);
    foot(props);
  }
  return update;
}

/** How the maps are read, and what the averages are of. @param {import("./weights.js").Summaries | null} summaries */
function captionOf(summaries) {
  const reading =
    "A row is a token that reads, a column one that is read. Above the diagonal there is nothing to read: those tokens are not in the cache yet.";
  if (!summaries) return reading;
  const { docs, step, even } = summaries;
  return `${reading} Beneath, the same head on average over ${namesText(docs)}, ${afterSteps(step)}; reading all positions alike would give each of the three ${weightText(even)} (the tick).`;
}
