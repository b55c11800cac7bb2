/**
 * The curve of -log(p), with the probability that is chosen and the losses of the run on it.
 *
 * @import {Surprise} from "../../wire/protocol.js"
 * @import {Mark} from "./marks.js"
 */

import { html, nothing, svg } from "lit-html";
import { fixed } from "../../draw/format.js";
import { HEIGHT, MARGIN, surpriseLayout } from "./layout.js";
import { marksText, markText } from "./text.js";

const NARROW = 520; // px

/**
 * @param {{curve: Surprise[], point: Surprise | null, marks: Mark[], width: number}} props
 */
export function chartView({ curve, point, marks, width }) {
  const layout = surpriseLayout({ curve, marks, width });
  const { xTicks, yTicks, textX } = layout;
  const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, HEIGHT - MARGIN.bottom];
  return html`<svg
    class="chart surprise-chart"
    role="img"
    aria-label="The curve of −log(p), which falls from 6.9 at p = 0.001 to 0 at p = 1. ${marksText(marks)}"
    width=${width}
    height=${HEIGHT}
    viewBox="0 0 ${width} ${HEIGHT}"
  >
    ${yTicks.map(
      ({ y, text }) =>
        svg`<g class="axis" transform="translate(0,${y})"><line x1=${left} x2=${right} /><text class="figure"
          x=${left - 8} dy="0.35em" text-anchor="end">${text}</text></g>`,
    )}
    ${xTicks.map(
      ({ x, text }) => svg`<text class="figure" x=${x} y=${bottom + 16} text-anchor="middle">${text}</text>`,
    )}
    <text x=${right} y=${HEIGHT - 6} text-anchor="end">p, the probability of what came</text>
    <text x=${left + 18} y=${MARGIN.top + 14}>loss, −log(p)</text>
    <path class="surprise-curve" d=${layout.path} />
    ${layout.marks.map(
      ({ mark, x, y, textY }) =>
        svg`<g class="surprise-mark" data-kind=${mark.kind}><path d=${`M${x},${y}L${textX - 10},${textY}H${textX - 4}`}
          /><circle cx=${x} cy=${y} r="4" /><text x=${textX} y=${textY} dy="0.35em"><tspan
          class="figure">${fixed(mark.loss)}</tspan> ${markText(mark, width < NARROW)}</text></g>`,
    )}
    ${
      point === null
        ? nothing
        : svg`<g class="surprise-point"><path d=${`M${left},${layout.y(point.loss)}H${layout.x(point.p)}V${bottom}`}
          /><circle cx=${layout.x(point.p)} cy=${layout.y(point.loss)} r="5" /></g>`
    }
  </svg>`;
}
