/**
 * The KV cache: in each layer a table of keys and one of value vectors that get a row at every position, and how much of
 * each row the position at the cursor reads. Backwards the tables show the gradients as they come.
 *
 * The arrow keys walk a table; what is focused is what is hovered: the view itself remembers nothing.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number} t  how far the motion into the frame is: 1 when it has settled
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {number} width  in px
 */

import "./style.css";
import { digits } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";
import { positions, sameRef } from "../../trace/read.js";
import { layerStages, headDim, momentOf } from "./known.js";
import { layerView } from "./layer.js";
import { cacheLayout } from "./layout.js";
import { reachesOf } from "./scales.js";
import { onThemeChange, paletteOf } from "../../draw/palette.js";
import {
  cellAbout,
  cellName,
  heldText,
  placeText,
  savedText,
  stripCellName,
  weightAbout,
  weightName,
  whyText,
} from "./text.js";

/** @import {Moment} from "./known.js" */

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function cacheView(root, { dispatch }) {
  const [held, saved, why] = [element("p", { class: "cache-held" }), element("p"), element("p")];
  const words = element("div", { class: "cache-words" }, held, why);
  const plot = element("div");
  const [name, about] = [element("span", { class: "figure name" }), element("span", { class: "about" })];
  const legend = element("p", { class: "legend" });
  const items = [0, 1, 2].map(() => {
    const [word, low, scale, high] = [
      element("span"),
      element("span", { class: "figure" }),
      element("span", { class: "scale" }),
      element("span", { class: "figure" }),
    ];
    const item = element("span", { class: "item" }, word, low, scale, high);
    legend.append(item);
    return { item, word, low, scale, high };
  });
  const foot = element("div", { class: "foot" }, element("p", { class: "readout" }, name, about));
  const end = element("div", { class: "cache-words" }, legend, saved);
  const view = element("div", { class: "cache" }, words, plot, end, foot);
  root.append(view);

  /** @type {Props | null} */
  let drawn = null; // what the last update was given: what the pointer is over
  /** @type {((props: import("./layer.js").LayerProps) => void)[]} */
  let layers = [];
  let palette = paletteOf(view); // of the theme

  const listeners = {
    onHover(/** @type {Ref | null} */ ref) {
      if (drawn && !sameRef(ref, drawn.hovered)) dispatch({ type: "hovered", ref });
    },
    onSelect: (/** @type {Ref} */ ref) => dispatch({ type: "selected", ref }),
  };

  /** @param {Props} props */
  function update(props) {
    const { trace, cursor, t, selection, hovered, width } = props;
    const { n_layer, n_head } = trace.header.config;
    drawn = props;
    if (layers.length !== n_layer) {
      plot.replaceChildren();
      layers = Array.from({ length: n_layer }, () => layerView(plot, listeners));
    }
    const moment = momentOf(trace, cursor);
    const layout = cacheLayout({
      layers: n_layer,
      heads: n_head,
      headDim: headDim(trace),
      positions: positions(trace),
      width,
    });
    view.style.width = `${width}px`;
    view.classList.toggle("is-dense", layout.rowHeight < 20);
    setText(held, heldText(trace, cursor));
    setText(saved, savedText(trace));
    setText(why, whyText(trace, moment));
    for (const [layer, draw] of layers.entries())
      draw({ trace, cursor, t, selection, hovered, layer, moment, layout, palette });
    const [said, more] = readout(trace, cursor, moment, hovered ?? selection);
    setText(name, said);
    setText(about, more);
    showLegend(trace, moment);
  }

  /** @param {Trace} trace @param {Moment} moment */
  function showLegend(trace, { isBackward }) {
    const { query, keys, values, keyGradients, valueGradients } = reachesOf(trace);
    /** @type {[string, number][]} */
    const shown = isBackward
      ? [
          ["keys", keyGradients],
          ["value vectors", valueGradients],
        ]
      : [
          ["query", query],
          ["keys", keys],
          ["value vectors", values],
        ];
    for (const [index, { item, word, low, scale, high }] of items.entries()) {
      item.hidden = index >= shown.length;
      const [what, max] = shown[index] ?? ["", 0];
      setText(word, item.hidden ? "" : isBackward ? `gradients, ${what}` : what);
      setText(low, item.hidden ? "" : digits(-max));
      setText(high, item.hidden ? "" : `+${digits(max)}`);
      scale.dataset.scale = isBackward ? "gradient" : "signed";
    }
  }

  function repaint() {
    palette = paletteOf(view);
    if (drawn) update(drawn);
  }
  onThemeChange(repaint);
  return update;
}

/** What is said of a ref: its name with its numbers, and how they came about. @param {Trace} trace @param {number} cursor @param {Moment} moment @param {Ref | null} ref @returns {[string, string]} */
function readout(trace, cursor, moment, ref) {
  const hint = "Hover a cell for its number, a weight for what is read.";
  if (ref?.kind !== "stage" || ref.element === null) return ["", hint];
  const { layer, head, position } = trace.stages[ref.stage];
  if (layer === null || position === null) return ["", hint];
  const stages = layerStages(trace, layer);
  for (const what of /** @type {const} */ (["keys", "values"])) {
    const s = stages[what].indexOf(ref.stage);
    if (s >= 0)
      return [
        cellName(trace, cursor, moment, layer, what, s, ref.element),
        cellAbout(trace, cursor, moment, layer, what, s, ref.element),
      ];
  }
  if (stages.query.includes(ref.stage))
    return [stripCellName(trace, cursor, ref.stage, ref.element, position), "query"];
  if (head === null) return ["", hint];
  if (stages.weights[head].includes(ref.stage))
    return [
      weightName(trace, cursor, { ...moment, position }, layer, head, ref.element),
      weightAbout(trace, cursor, position, layer, head, ref.element),
    ];
  if (stages.out[head].includes(ref.stage))
    return [
      stripCellName(trace, cursor, ref.stage, ref.element, position),
      `the value vectors that head ${head} read, added up by its weights at ${placeText(trace, position)}`,
    ];
  return ["", hint];
}
