/**
 * The arcs: the tokens on a line, and from the one that reads an arc to each that it reads, one for every head; under
 * each token the weights as numbers.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {ArcsLayout} from "./layout.js"
 * @import {Reader} from "./reader.js"
 * @import {TableCell} from "./table.js"
 * @import {Pair, Shown} from "./weights.js"
 */

import { html, svg } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { layerStages } from "../../trace/attention.js";
import { placeText } from "../../trace/names.js";
import { isComputed, positions } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { headColour } from "./colour.js";
import { comeTo, frameOf, shareOf } from "./motion.js";
import { tableOf } from "./table.js";
import { afterSteps, cellName, letter, weightText } from "./text.js";
import { pairOf, queryOf, rowStage, strongest, weightAt, weightRef } from "./weights.js";

const [THINNEST, THICKEST] = [0.5, 7];
const BEHIND = 0.12; // the opacity of the other heads' arcs
const PULSE = 0.07; // how much of an arc is lit by what is on its way

/**
 * @param {Shown} shown
 * @param {ArcsLayout} layout
 * @param {Reader} reader
 */
export function arcsView(shown, layout, reader) {
  const { trace, hovered, selection, focus, past, snapshot } = shown;
  const pointed = pairOf(trace, hovered);
  const { layer, t } = pointed ?? queryOf(trace, hovered) ?? focus;
  const when = snapshot === null || !past ? "" : `, ${afterSteps(past.snapshots[snapshot])}`;
  const front = pointed?.head ?? null;
  const n = positions(trace);
  const { width, height } = layout;
  return html`<p class="heading">What ${placeText(trace, t)} reads in layer ${layer}${when}</p>
    <div class="heads-arcs">
      <svg aria-hidden="true" width=${width} height=${height} viewBox="0 0 ${width} ${height}">
        ${arcsOf(shown, layout, reader, { layer, t, pointed })}
      </svg>
    </div>
    <div
      class=${classes("heads-reads", { "is-tight": layout.isTight })}
      ${style({ "--heads-tracks": `${layout.gutter}px repeat(${n}, ${layout.pitch}px)` })}
    >
      ${tableOf({
        label: `What each head reads from position ${t} in layer ${layer}`,
        rows: [tokensOf(shown, { layer, t, head: front ?? focus.head }, reader), ...numbersOf()],
        hovered,
        selection,
        onHover: reader.hover,
      })}
    </div>`;

  /** @returns {TableCell[][]} */
  function numbersOf() {
    return layerStages(trace, layer).weights.map((_, head) => [
      { text: `head ${head}`, name: `head ${head}`, role: "rowheader", class: "heads-of", head },
      ...Array.from({ length: n }, (_, s) => numberOf({ layer, head, t, s })),
    ]);
  }

  /**
   * @param {Pair} pair
   * @returns {TableCell}
   */
  function numberOf(pair) {
    const { head, s } = pair;
    const isFocus = focus.layer === layer && focus.head === head && focus.t === t && focus.s === s;
    const cell = {
      class: classes("figure", { "is-behind": front !== null && front !== head, "is-focus": isFocus }),
      head,
    };
    if (s > t) return { ...cell, text: "", name: `${placeText(trace, s)}: not in the cache yet` };
    const weight = weightAt(shown, pair);
    const share = shareOf(shown, rowStage(trace, pair), s, t);
    return {
      ...cell,
      ...(layout.hasNumbers ? {} : { shade: weight ?? 0 }),
      text: !layout.hasNumbers ? "" : weight === null ? "\u00b7" : weightText(weight, layout.isTight),
      ...(share < 1 ? { opacity: share } : {}),
      name: `head ${head}: ${cellName(shown, pair)}`,
      ref: weightRef(trace, pair),
      act: () => reader.take(pair),
    };
  }
}

/**
 * The paths of all heads; while a row comes, its arcs grow.
 *
 * @param {Shown} shown
 * @param {ArcsLayout} layout
 * @param {Reader} reader
 * @param {{layer: number, t: number, pointed: {head: number, s: number | null} | null}} of
 */
function arcsOf(shown, layout, reader, { layer, t, pointed }) {
  const { trace, cursor, t: motion, snapshot } = shown;
  return layerStages(trace, layer).weights.flatMap((_, head) => {
    const row = { layer, head, t };
    const now = snapshot === null ? frameOf(shown, row) : null;
    const [logits, weights] = [rowStage(trace, row, "logits"), rowStage(trace, row)];
    const isBehind = pointed !== null && pointed.head !== head;
    return Array.from({ length: t + 1 }, (_, s) => ({ ...row, s })).flatMap((pair) => {
      const weight = weightAt(shown, pair);
      if (weight === null && (snapshot !== null || !isComputed(trace, logits, cursor))) return [];
      const isHovered = pointed?.head === head && pointed.s === pair.s;
      const asked = now?.isBack ? 1 : shareOf(shown, logits, pair.s, t);
      const size = now?.isBack ? (weight ?? 0) : (weight ?? 0) * shareOf(shown, weights, pair.s, t);
      const pulse = motion < 1 && now ? pulseOf(shown, layout, pair, now) : "";
      return svg`<path
        fill="none"
        pathLength="1"
        d=${layout.path(head, t, pair.s)}
        stroke=${headColour(head)}
        stroke-width=${(THINNEST + (THICKEST - THINNEST) * size).toFixed(2)}
        stroke-dasharray=${asked < 1 ? `${asked.toFixed(4)} 1` : "none"}
        opacity=${(isBehind ? BEHIND : 0.2 + 0.8 * (weight ?? 0.2)).toFixed(2)}
        class=${isHovered ? "is-hovered" : ""}
        @pointerenter=${() => reader.hoverPair(pair)}
        @pointerleave=${() => reader.hover(null)}
        @click=${() => reader.take(pair)}
      ></path>${pulse}`;
    });
  });
}

/**
 * What is on its way along an arc: forwards what is read, to who reads it; backwards its gradient, the other way.
 *
 * @param {Shown} shown
 * @param {ArcsLayout} layout
 * @param {Pair} pair
 * @param {{what: string, isBack: boolean}} now
 */
function pulseOf({ t: motion }, layout, { head, t, s }, { what, isBack }) {
  if (what === "weights" || (what === "logits" && !isBack)) return "";
  const share = comeTo(motion, isBack ? t - s : s, t);
  if (share <= 0 || share >= 1) return "";
  const from = (isBack ? share : 1 - share) * (1 - PULSE);
  return svg`<path
    fill="none"
    pathLength="1"
    class="heads-pulse"
    d=${layout.path(head, t, s)}
    stroke=${isBack ? "var(--gradient)" : "var(--value)"}
    stroke-width="5"
    stroke-linecap="round"
    stroke-dasharray="${PULSE} 2"
    stroke-dashoffset=${(-from).toFixed(4)}
  ></path>`;
}

/**
 * The line of tokens: one of them is the one that reads, any can be chosen to be.
 *
 * @param {Shown} shown
 * @param {{layer: number, head: number, t: number}} row
 * @param {Reader} reader
 * @returns {TableCell[]}
 */
function tokensOf({ trace, cursor }, row, reader) {
  const tokens = layerStages(trace, row.layer).query.map((query, t) => {
    const text = letter(trace, t);
    const [isReading, isLater] = [t === row.t, t > row.t];
    return {
      text,
      name: `${placeText(trace, t)}${isReading ? ", whose reading is shown" : ""}`,
      class: classes("heads-token", { special: text.length > 1, "is-reading": isReading, "is-later": isLater }),
      role: /** @type {const} */ ("columnheader"),
      ref: stageRef(query),
      act: () => reader.choose({ ...row, t, s: strongest(trace, cursor, { ...row, t }) }),
    };
  });
  return [{ text: "reads", name: "what each head reads", class: "heads-corner", role: "rowheader" }, ...tokens];
}
