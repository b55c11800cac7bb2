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
import { templateIn } from "../../draw/template.js";
import { positions } from "../../trace/read.js";
import { number, numbers, place } from "../settings.js";
import { arcsView } from "./arcs.js";
import { controlsView } from "./controls.js";
import { footView } from "./foot.js";
import { arcsLayout, headsLayout } from "./layout.js";
import { mapsView } from "./maps.js";
import { panelView } from "./panel.js";
import { readerOf } from "./reader.js";
import { afterSteps, namesText, weightText } from "./text.js";
import { shownOf } from "./weights.js";
import "./style.css";

const NARROW = 480; // px

/** @type {Figure} */
export const heads = {
  name: "heads",
  title: "Attention",
  caption:
    "What each head reads, as maps; what one token reads with all of them, as arcs; and how one weight came about.",
  settings: {
    sampleCount: number("how many names the averages are over", 200, { min: 1, max: 1000, isWhole: true }),
    trainingMoment: place(
      number("which snapshot of training is shown in place of the trace", null, { min: 0, isWhole: true }),
    ),
    focus: place(numbers("the weight that is taken apart", ["layer", "head", "t", "s"])),
  },
  needsTrace: true,
  asks,

  mount(root, { dispatch, theme }) {
    const view = templateIn(root);
    /** @type {Props | null} */
    let drawn = null;
    const reader = readerOf(dispatch, () => drawn);
    const maps = mapsView(reader);
    return {
      update(props) {
        const { trace, width, settings, canAsk } = props;
        const shown = shownOf(props, theme());
        const [n, count] = [positions(trace), trace.header.config.n_head];
        drawn = null;
        view.draw(html`<div class=${classes("heads", { "is-narrow": width < NARROW })}>
          ${controlsView(shown, { sampleCount: settings.sampleCount, canAsk }, reader)}
          ${maps(shown, headsLayout(n, count, width))}
          <p class="caption">${captionOf(shown.summaries)}</p>
          <div class="heads-line">${arcsView(shown, arcsLayout(n, count, width), reader)}</div>
          <div class="heads-focus">${panelView(shown, settings.focus !== null, reader)}</div>
          ${footView(shown)}
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
 * How the maps are read, and what the averages are of.
 *
 * @param {Summaries | null} summaries
 */
function captionOf(summaries) {
  const reading =
    "A row is a token that reads, a column one that is read. Above the diagonal there is nothing to read: those " +
    "tokens are not in the cache yet.";
  if (!summaries) return reading;
  const { docs, step, even } = summaries;
  return (
    `${reading} Beneath, the same head on average over ${namesText(docs)}, ${afterSteps(step)}; reading all ` +
    `positions alike would give each of the three ${weightText(even)} (the tick).`
  );
}
