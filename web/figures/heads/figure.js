/**
 * The heads: what every attention head reads in this document, how a weight comes about, and what the head reads on
 * average and came to read over training.
 *
 * A map a head, rows the token that reads; the arcs of one row, for all heads; the arithmetic of one cell.
 *
 * @import {Summaries} from "../../wire/protocol.js"
 * @import {Figure, Props, Question} from "../figure.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { headDim } from "../../trace/attention.js";
import { positions } from "../../trace/read.js";
import { arcsView } from "./arcs.js";
import { controlsView } from "./controls.js";
import { footView } from "./foot.js";
import { arcsLayout, easyHeight, headsLayout, isTight, heightIn, marginIn } from "./layout.js";
import { averagesLayout, weightLayout } from "./layout-parts.js";
import { mapsView } from "./maps.js";
import { panelView } from "./panel.js";
import { readerOf } from "./reader.js";
import { actionText } from "./sentences.js";
import { afterSteps, namesText, weightText } from "./text.js";
import { shownOf } from "./weights.js";
import { settings } from "./settings.js";
import "./style.css";

const NARROW = 480; // px
const LAYOUTS = { all: headsLayout, weight: weightLayout, averages: averagesLayout };

/** @type {Figure} */
export const heads = {
  name: "heads",
  title: "Attention",
  caption:
    "What each head reads, as maps; what one token reads with all of them, as arcs; and how one weight came about.",
  settings,
  needsTrace: true,
  lacks: ({ trace }) => (trace.header.config.attention ? "" : "This model has no attention: no token reads another."),
  height: ({ settings: { parts }, width }) => easyHeight(width, parts),
  asks,

  mount(root, { dispatch, theme }) {
    const view = templateIn(root);
    /** @type {Props | null} */
    let drawn = null;
    const reader = readerOf(dispatch, () => drawn);
    const maps = mapsView(reader);
    return {
      update(props) {
        const { trace, look, settings, canAsk } = props;
        const width = Math.max(0, props.width - 2 * marginIn(props.width)); // nothing, before it has a place
        const height = heightIn(props.width, props.height);
        const shown = shownOf(props, theme());
        const { n_layer: layers, n_head: count } = trace.header.config;
        const n = positions(trace);
        const parts = /** @type {keyof typeof LAYOUTS} */ (settings.parts);
        const [isAll, hasAverages] = [parts === "all", parts === "averages"];
        const layout = LAYOUTS[parts]({ n, layers, heads: count, headDim: headDim(trace), width, height });
        const arcs = arcsLayout(n, count, layout.lineWidth, arcsHeight(layout, count, height));
        drawn = null;
        const controls = controlsView(shown, { sampleCount: isAll ? settings.sampleCount : null, canAsk }, reader);
        const how = { isChosen: settings.focus !== null, isOne: !isAll && !layout.isWide };
        const names = {
          "is-wide": layout.isWide,
          "is-narrow": width < NARROW,
          "is-tight": isTight(width, layout),
          "is-low": height < 500,
          "is-weight": parts === "weight",
          "is-averages": hasAverages,
        };
        const sizes = {
          height: `${height}px`,
          margin: `0 ${marginIn(props.width)}px`,
          "--heads-maps": `${layout.mapsWidth}px`,
          "--heads-line": `${layout.rowHeight}px`,
          "--heads-line-width": `${layout.lineWidth}px`,
        };
        view.draw(html`<div class=${classes("heads", names)} ${style(sizes)}>
          ${isAll ? html`<p class="heads-action">${actionText(trace, look.cursor)}</p>` : ""}
          ${(isAll && layout.isWide) || hasAverages ? controls : ""}
          <div class="heads-main">
            ${maps(shown, layout)}
            ${parts === "weight" ? "" : html`<p class="caption">${captionOf(shown.summaries, parts, layout)}</p>`}
            ${layout.lineWidth ? html`<div class="heads-line">${arcsView(shown, arcs, reader)}</div>` : ""}
            ${hasAverages ? "" : html`<div class="heads-focus">${panelView(shown, how, reader)}</div>`}
            ${isAll && !layout.isWide ? controls : ""}
          </div>
          ${footView(shown, { isWide: layout.isWide || (!isAll && width >= NARROW), hasArcs: !hasAverages })}
        </div>`);
        drawn = props;
      },
      destroy: view.remove,
    };
  },
};

/**
 * What the heads read on average, and what they read over training. The latter is asked anew when training has stopped:
 * until then the run is described as it was when it began.
 *
 * @param {Props} props
 * @returns {Question[]}
 */
function asks({ trace, run, settings }) {
  const { id, run: of } = trace.header;
  const after = run.id === of ? run.live.description?.step : undefined;
  return [
    { name: "heads", command: "heads", args: { trace: id, count: settings.sampleCount } },
    { name: "overTraining", command: "over_training", args: { trace: id }, after },
  ];
}

/**
 * How high the arcs may be, so that the numbers of all heads stand beneath them beside the maps and their averages.
 *
 * @param {import("./layout.js").HeadsLayout} layout
 * @param {number} heads
 * @param {number} height
 */
function arcsHeight({ isWide, averages, side }, heads, height) {
  if (averages === "none") return Math.max(70, isWide ? side - heads * 20 - 14 : 90);
  return isWide ? Math.max(90, side + 150 - heads * 20 - 60) : height < 500 ? 70 : 110;
}

/**
 * How the maps are read, and what the averages are of.
 *
 * @param {Summaries | null} summaries
 * @param {keyof typeof LAYOUTS} parts
 * @param {import("./layout.js").HeadsLayout} layout
 */
function captionOf(summaries, parts, { averages }) {
  if (parts === "averages" && summaries) {
    const { docs, step, even } = summaries;
    const over = `averages over ${namesText(docs)}, ${afterSteps(step)}`;
    return `Beneath the maps: ${over}; the tick: reading all alike, ${weightText(even)}.`;
  }
  const reading = "Each row reads the columns: its own token and those before it; later ones are not in the cache yet.";
  if (!summaries) return reading;
  const { docs, step, even, much } = summaries;
  return (
    `${reading} ${averages === "within" ? "Beneath" : "Above"}, the same head on average over ${namesText(docs)}, ` +
    `${afterSteps(step)}; the tick: what reading all alike would give (${weightText(even)}). To stand out takes ` +
    `more than ${much} times that.`
  );
}
