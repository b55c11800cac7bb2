/**
 * The value of a parameter on a line, from its old place to its new one, with how far the learning rate reaches.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Reached} from "./reached.js"
 */

import { html, nothing, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { digits } from "../../draw/format.js";
import { linearScale } from "../../draw/scale.js";
import { hasAllGradients } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { paramIndex } from "../../trace/refs.js";

export const LINE_HEIGHT = 104;
const AXIS = 56;
const MARGIN = 70;
const [ARROW, SHORT] = [42, 18]; // px
const NARROW = 400;

/**
 * Where everything stands, in px.
 *
 * @param {Trace} trace
 * @param {ParamRef} param
 * @param {Reached} reached
 * @param {number} width
 */
export function numberLineLayout(trace, param, { moved }, width) {
  const index = paramIndex(trace, param);
  const { adam_before: befores, adam_after: afters, adam_update: updates } = trace.columns;
  const [before, after, rate] = [befores[index], afters[index], trace.header.lr_t];
  const reach = Math.max(Math.abs(updates[index]), rate) || 1;
  const x = linearScale([before - reach, before + reach], [MARGIN, width - MARGIN]);
  const [from, to] = [x(before), x(after)];
  return {
    before,
    after,
    from: round(from),
    to: round(to),
    dot: round(from + (to - from) * moved),
    rate: [round(x(before - rate)), round(x(before + rate))],
  };
}

/**
 * @param {{trace: Trace, cursor: number, param: ParamRef, reached: Reached, width: number}} props
 */
export function numberLineView({ trace, cursor, param, reached, width }) {
  const { before, after, from, to, dot, rate } = numberLineLayout(trace, param, reached, width);
  const grad = trace.columns.adam_grad[paramIndex(trace, param)];
  const isMoved = reached.moved === 1;
  const name = expressionOf(trace, param);
  const told = isMoved ? `was ${digits(before)}, is ${digits(after)}` : `is ${digits(before)}`;
  const isLeft = to < from;
  return html`<svg
    class="chart adam-number-line"
    role="img"
    aria-label="${name} ${told}"
    width=${width}
    height=${LINE_HEIGHT}
    viewBox="0 0 ${width} ${LINE_HEIGHT}"
  >
    <line class="adam-axis" x1="0" x2=${width} y1=${AXIS} y2=${AXIS} />
    <path class="adam-reach" d="M${rate[0]},${AXIS + 7}v6H${rate[1]}v-6" />
    <text x=${(rate[0] + rate[1]) / 2} y=${AXIS + 30} text-anchor="middle"
      >lr_t = ${digits(trace.header.lr_t)} to each side</text
    >
    ${hasAllGradients(trace, cursor) && grad !== 0 ? againstView(from, grad, width < NARROW ? SHORT : ARROW) : nothing}
    <line class="adam-old" x1=${from} x2=${from} y1=${AXIS - 9} y2=${AXIS + 9} />
    <line class="adam-way" x1=${from} x2=${dot} y1=${AXIS} y2=${AXIS} />
    <circle class="adam-dot" cx=${dot} cy=${AXIS} r="6" />
    ${
      reached.moved === 0
        ? svg`<text class="figure adam-strong" x=${from} y=${AXIS - 16} text-anchor="middle">${digits(before)}</text>`
        : svg`<text class="figure" x=${from + (isLeft ? 6 : -6)} y=${AXIS - 16} text-anchor=${isLeft ? "start" : "end"}
            >was ${digits(before)}</text>
          <text class="figure adam-strong" x=${to + (isLeft ? -4 : 4)} y=${AXIS - 16}
            text-anchor=${isLeft ? "end" : "start"}>${isMoved ? digits(after) : ""}</text>`
    }
  </svg>`;
}

/**
 * The way that the gradient asks, from the old place.
 *
 * @param {number} from
 * @param {number} grad
 * @param {number} length
 */
function againstView(from, grad, length) {
  const way = grad > 0 ? -1 : 1;
  const [start, end] = [from + way * 4, from + way * length];
  return svg`<path class="adam-against" d="M${start},14H${end}m${-5 * way},-4l${5 * way},4l${-5 * way},4" /><text
      class="adam-gradient" x=${end + way * 6} y="18" text-anchor=${way > 0 ? "start" : "end"}
    >the way its gradient asks</text>`;
}
