/**
 * The bar of the timeline: where the cursor is, in words, and the whole trace, cut where phase or position changes.
 *
 * @import {Props} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { whole } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { operationCount, operationWord, segmentAt } from "../../trace/moves.js";
import { frameExpression, frameText } from "../../trace/names.js";
import { timelineLayout } from "./layout.js";

/**
 * @param {Props} props
 * @param {number} width  about so wide will it be, in px
 * @param {Record<"down" | "move", (event: any) => void>} pointer
 */
export function barView({ trace, look, settings }, width, { down, move }) {
  const { cursor, operation, t, isPlaying } = look;
  const { segments, words, caret } = timelineLayout(trace, cursor, t, width);
  const at = segmentAt(trace, cursor);
  const count = trace.frames.length;
  const inside =
    operation === null
      ? ""
      : `, ${operationWord(trace, cursor)} ${whole(operation + 1)} of ${whole(operationCount(trace, cursor))}`;
  const name = `${frameText(trace, cursor)}${inside}`;
  const expression = frameExpression(trace, cursor);
  const code = expression ? html`<code>${expression}</code>` : nothing;
  const said = settings.invites && !isPlaying ? html`<b>Press Play, or Space</b>` : html`${name} ${code}`;
  return html`<div class="timeline-track" @pointerdown=${down} @pointermove=${move}
    ><output class="where" aria-live="off"
      >${`${whole(cursor + 1)} / ${whole(count)}  `}${said}</output
    ><div
      class="timeline-bar"
      role="slider"
      tabindex="0"
      aria-label="Frame of the step"
      aria-valuemin="1"
      aria-valuemax=${count}
      aria-valuenow=${cursor + 1}
      aria-valuetext=${name}
      >${segments.map(
        ({ x, width: wide, phase, label, text }, index) =>
          html`<span
            class=${classes("timeline-segment", { current: index === at })}
            data-phase=${phase}
            title=${label}
            ${style({ left: percent(x), width: percent(wide) })}
            >${text}</span
          >`,
      )}<i class="timeline-caret" ${style({ left: percent(caret) })}></i></div
    ><div class="timeline-words" aria-hidden="true"
      >${words.map(
        ({ phase, text, x }) =>
          html`<span class=${classes("", { current: segments[at].phase === phase })} ${style({ left: percent(x) })}
            >${text}</span
          >`,
      )}</div
    ></div
  >`;
}

/** @param {number} share */
const percent = (share) => `${(share * 100).toFixed(3)}%`;
