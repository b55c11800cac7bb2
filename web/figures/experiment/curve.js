/**
 * The loss over what a parameter could be, as far as Python has said: the curve, the line that the slope foretells, and
 * how far the two lie apart where the number is held. The chart can be dragged, too.
 *
 * @import {Answer} from "./curve-layout.js"
 * @import {Hold} from "./held.js"
 */

import { html, nothing, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { fixed } from "../../draw/format.js";
import { axisOf, curveLayout } from "./curve-layout.js";
import { numberText } from "./held.js";

const HEIGHT = 132;
const MARGIN = { left: 46, right: 8, top: 8, bottom: 18 };

/**
 * @param {Hold} hold
 * @param {Answer | null} sweep
 * @param {Answer | null} newest
 * @param {number} width
 * @param {(value: number, event: PointerEvent & {currentTarget: Element}) => void} onPoint  a place is pressed or
 *   dragged to
 */
export function curveView(hold, sweep, newest, width, onPoint) {
  const size = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const { x, valueAt } = axisOf(hold, size.width);
  const layout = sweep && curveLayout(hold, sweep, newest, size.width, size.height);
  /** @param {PointerEvent & {currentTarget: Element}} event */
  const point = (event) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    onPoint(valueAt(event.clientX - left - MARGIN.left), event);
  };
  const { own, reach, held } = hold;
  return html`<svg
    class="chart experiment-curve"
    aria-hidden="true"
    width=${width}
    height=${HEIGHT}
    viewBox="0 0 ${width} ${HEIGHT}"
    @pointerdown=${point}
    @pointermove=${point}
  >
    <rect class="ground" width=${width} height=${HEIGHT} />
    <g transform="translate(${MARGIN.left} ${MARGIN.top})">
      <path class="axis" d="M0 ${size.height}H${size.width}" />
      ${[own - reach, own, own + reach].map(
        (value, i) =>
          svg`<text class="figure" x=${round(x(value))} y=${size.height + 14}
            text-anchor=${["start", "middle", "end"][i]}>${numberText(value, 2)}</text>`,
      )}
      <path class="held" d="M${round(x(held ?? own))} 0V${size.height}" />
      ${layout ? plotView(layout, size) : nothing}
    </g>
  </svg>`;
}

/**
 * @param {import("./curve-layout.js").CurveLayout} layout
 * @param {{width: number, height: number}} size
 */
function plotView({ curve, dots, tangent, own, now, scale }, { width, height }) {
  const decimals = fixed(scale[0].loss) === fixed(scale[scale.length - 1].loss) ? 4 : 2;
  return svg`${scale.map(
    ({ loss, y }) =>
      svg`<text class="figure" x="-6" y=${y} dy="0.35em" text-anchor="end">${fixed(loss, decimals)}</text>`,
  )}
    <path class="loss" d=${curve} />
    ${dots.map(({ x, y }) => svg`<circle class="asked" cx=${x} cy=${y} r="1.2" />`)}
    <svg width=${width} height=${height} overflow="hidden">
      <line class="tangent" x1=${tangent.x1} y1=${tangent.y1} x2=${tangent.x2} y2=${tangent.y2} />
    </svg>
    <circle class="own" cx=${own.x} cy=${own.y} r="4" />
    ${
      now
        ? svg`<svg width=${width} height=${height} overflow="hidden">
            <line class="apart" x1=${now.x} y1=${now.y} x2=${now.x} y2=${now.foretold} />
            <circle class="foretold" cx=${now.x} cy=${now.foretold} r="3.5" />
          </svg>
          <circle class="now" cx=${now.x} cy=${now.y} r="4.5" />`
        : nothing
    }`;
}
