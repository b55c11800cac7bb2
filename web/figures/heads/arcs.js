/**
 * The arcs: the tokens on a line, and from the one that reads an arc to each that it reads, one for every head; under
 * each token the weights as numbers.
 *
 * @import {ArcsLayout} from "./layout.js"
 * @import {TableCell} from "./table.js"
 * @import {Pair, Props} from "./weights.js"
 */

import { select } from "d3-selection";
import { element, setText } from "../../draw/element.js";
import { positions, stageNamed } from "../../trace/read.js";
import { tableView } from "./table.js";
import { afterSteps, cellName, classes, letter, placed, weightText } from "./text.js";
import { headStage, momentOf, pairOf, queryOf, strongest, weightAt, weightRef } from "./weights.js";

const [THINNEST, THICKEST] = [0.5, 7];

/** @typedef {{pair: Pair, weight: number, d: string, isComing: boolean}} Arc */

/** @param {HTMLElement} root @param {{hover: (pair: Pair | null) => void, hoverRef: (ref: any) => void, select: (pair: Pair) => void, choose: (pair: Pair) => void}} listeners */
export function arcsView(root, { hover, hoverRef, select: onSelect, choose }) {
  const caption = element("p", { class: "heading" });
  const svg = select(root)
    .append(() => element("div", { class: "heads-arcs" }))
    .append("svg")
    .attr("aria-hidden", "true");
  root.prepend(caption);
  const holder = element("div", { class: "heads-reads" });
  root.append(holder);
  const table = tableView(holder, {
    onHover: hoverRef,
    onSelect: ({ target }) => target && (target.isRow ? choose(target.pair) : onSelect(target.pair)),
  });

  /** @param {Props} props @param {ArcsLayout} layout @param {Pair} focus */
  return function update(props, layout, focus) {
    const { trace, cursor, hovered, selection, overTraining, t: motion } = props;
    const n = positions(trace);
    const heads = trace.header.config.n_head;
    const pointed = pairOf(trace, hovered);
    const { layer, t } = pointed ?? queryOf(trace, hovered) ?? focus;
    const front = pointed ? pointed.head : null;
    const moment = momentOf(props);
    const when = moment !== null && overTraining ? `, ${afterSteps(overTraining.moments[moment])}` : "";
    setText(caption, `What ${placed(trace, t)} reads in layer ${layer}${when}`);

    /** @type {Arc[]} */
    const arcs = [];
    for (let head = 0; head < heads; head++) {
      const isComing = motion < 1 && trace.frames[cursor].stage === headStage(trace, layer, head, t);
      for (let s = 0; s <= t; s++) {
        const pair = { layer, head, t, s };
        const weight = weightAt(props, pair);
        if (weight !== null) arcs.push({ pair, weight, d: layout.path(head, t, s), isComing });
      }
    }
    svg
      .attr("width", layout.width)
      .attr("height", layout.height)
      .attr("viewBox", `0 0 ${layout.width} ${layout.height}`);
    svg
      .selectAll("path")
      .data(arcs)
      .join((enter) => enter.append("path").attr("fill", "none").attr("pathLength", 1))
      .attr("d", ({ d }) => d)
      .attr("stroke", ({ pair }) => `var(--head-${pair.head % 8})`)
      .attr("stroke-width", ({ weight }) => (THINNEST + (THICKEST - THINNEST) * weight).toFixed(2))
      .attr("stroke-dasharray", ({ isComing }) => (isComing ? `${motion} 1` : "none"))
      .attr("opacity", ({ pair, weight }) =>
        (front !== null && pair.head !== front ? 0.12 : 0.2 + 0.8 * weight).toFixed(2),
      )
      .attr("class", ({ pair }) => (pointed?.head === pair.head && pointed.s === pair.s ? "is-hovered" : ""))
      .on("pointerenter", (_, { pair }) => hover(pair))
      .on("pointerleave", () => hover(null))
      .on("click", (_, { pair }) => onSelect(pair));

    holder.style.setProperty("--heads-tracks", `${layout.gutter}px repeat(${n}, ${layout.pitch}px)`);
    holder.classList.toggle("is-tight", layout.isTight);
    const head = front ?? focus.head;
    /** @type {TableCell[]} */
    const tokens = Array.from({ length: n }, (_, position) => {
      const row = { layer, head, t: position };
      const text = letter(trace, position);
      return {
        text,
        name: `${placed(trace, position)}${position === t ? ", whose reading is shown" : ""}`,
        class: classes("heads-token", {
          special: text.length > 1,
          "is-reading": position === t,
          "is-later": position > t,
        }),
        role: "columnheader",
        ref: { kind: "stage", stage: stageNamed(trace, `layer${layer}.attn_q`, position), element: null },
        target: { isRow: true, pair: { ...row, s: strongest(props, row) } },
      };
    });
    /** @type {TableCell[][]} */
    const numbers = Array.from({ length: heads }, (_, head) => [
      { text: `head ${head}`, name: `head ${head}`, role: "rowheader", class: "heads-of", head: `--head-${head % 8}` },
      ...Array.from({ length: n }, (_, s) => {
        const pair = { layer, head, t, s };
        const weight = s <= t ? weightAt(props, pair) : null;
        const isFocus = focus.layer === layer && focus.head === head && focus.t === t && focus.s === s;
        return {
          text: s > t ? "" : weight === null ? "\u00b7" : weightText(weight, layout.isTight),
          name: s > t ? `${placed(trace, s)}: not in the cache yet` : `head ${head}: ${cellName(props, pair)}`,
          class: classes("figure", { "is-behind": front !== null && front !== head, "is-focus": isFocus }),
          head: `--head-${head % 8}`,
          ...(s > t ? {} : { ref: weightRef(trace, pair), target: { isRow: false, pair } }),
        };
      }),
    ]);
    const corner = {
      text: "reads",
      name: "what each head reads",
      class: "heads-corner",
      role: /** @type {const} */ ("rowheader"),
    };
    table({
      label: `What each head reads from position ${t} in layer ${layer}`,
      rows: [[corner, ...tokens], ...numbers],
      hovered,
      selection,
    });
  };
}
