/**
 * The model map: the architecture as data flows through it, every cell a number of the trace.
 *
 * Positions are columns and the stages of gpt() are rows. The cells are painted on a canvas; over them lies a grid of
 * elements that can be pointed at, focused and read out.
 *
 * @import {Figure, Props} from "../figure.js"
 * @import {Box} from "./cells.js"
 * @import {View} from "./grid.js"
 * @import {Moment} from "./paint.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { readout } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { focusElement, focusParam } from "../../trace/focus.js";
import { operationAt } from "../../trace/moves.js";
import { changesOf } from "../../trace/read.js";
import { paramIndex } from "../../trace/refs.js";
import { boxOf } from "./cells.js";
import { gridRows } from "./grid.js";
import { handsOn } from "./hands.js";
import { easyHeightIn, layoutOf } from "./layout.js";
import { legendOf } from "./legend.js";
import { focusAt, litAt } from "./lit.js";
import { createPainter } from "./paint.js";
import { put } from "./put.js";
import { aboutText, refText, sentenceOf } from "./text.js";
import { settings } from "./settings.js";
import "./style.css";

const TWO_LINES_BELOW = 900; // of the foot
const TIGHT = 11; // px of a line beside which words are small

/** @type {Figure} */
export const map = {
  name: "map",
  title: "Model map",
  caption:
    "Every number of one training step: positions are columns, the stages of gpt() rows. Point at a cell for its " +
    "value and its gradient; double-click goes to the moment in which it was made.",
  settings,
  needsTrace: true,
  height: ({ trace, settings: { large }, width }) => footIn(width) + easyHeightIn(trace, width, large),

  mount(root, { dispatch, theme, signal }) {
    const template = templateIn(root);
    const painter = createPainter();
    /**
     * What the last update was given: what pointer and keys are about.
     *
     * @type {View & Omit<Moment, "palette" | "ratio"> & {width: number, height: number}}
     */
    let drawn;
    let isDrawing = false; // while the focus is moved by the figure, not by the reader
    let keptAt = -1; // the cursor that the root was last scrolled for
    const hands = handsOn(() => drawn, dispatch);

    /** @param {FocusEvent} event */
    function onBlur({ currentTarget, relatedTarget }) {
      const stays = /** @type {Element} */ (currentTarget).contains(/** @type {Node | null} */ (relatedTarget));
      if (!isDrawing && !stays) hands.hover(null);
    }

    /** @param {Props} props */
    function mapOf({ look: { operation, selection } }) {
      const { trace, cursor, hovered, layout, lit } = drawn;
      const node = operation === null ? null : operationAt(trace, cursor, operation);
      const said = hovered ?? selection;
      const stage = said?.kind === "stage" ? said.stage : lit.writes;
      const { width, height } = drawn;
      return html`<div
        class=${classes("model-map", {
          "is-compact": layout.isCompact,
          "is-tight": layout.unit < TIGHT,
          "is-narrow-foot": width < TWO_LINES_BELOW,
        })}
        ${style({ height: `${height}px` })}
      >
        <div class="map-room"><div
          class="map-plot"
          ${style({ width: `${layout.width}px`, height: `${layout.height}px` })}
          @pointermove=${hands.onMove}
          @pointerleave=${hands.onLeave}
          @pointerdown=${hands.onDown}
          @pointerup=${hands.onUp}
          @click=${hands.onClick}
          @dblclick=${hands.onDoubleClick}
          >${painter.canvases}<div
            role="grid"
            aria-label="Model map: stages by position"
            @focusin=${hands.onFocus}
            @focusout=${onBlur}
            @keydown=${hands.onKey}
            >${gridRows(drawn)}</div
          >${mark("map-op", node === null ? null : boxOf(trace, layout, { kind: "node", node }))}${mark(
            "is-hovered",
            boxOf(trace, layout, hovered),
          )}${mark("is-selected", boxOf(trace, layout, selection))}</div
        ></div>
        <div class="foot">${
          said
            ? readout(refText(trace, said, cursor), aboutText(trace, said))
            : readout("", sentenceOf(trace, cursor, lit, layout.isCompact))
        }${legendOf(trace, cursor, stage)}</div>
      </div>`;
    }

    const paint = () => painter.paint({ ...drawn, palette: theme() });
    const repaint = () => {
      painter.forget();
      if (drawn) paint();
    };
    document.fonts.addEventListener("loadingdone", repaint, { signal });

    return {
      update(props) {
        const { cursor, t, operation, selection, hovered, changes } = props.look;
        const { width, height } = props;
        const { large } = props.settings;
        const trace = changes && props.trace.header.experiment ? changesOf(props.trace) : props.trace;
        const room = roomIn(width, height);
        const layout = layoutOf(trace, width, room, focusAt(trace, cursor, 1), large);
        const moving = layoutOf(trace, width, room, focusAt(trace, cursor, t), large);
        const hadFocus = root.querySelector(".model-map [role=grid]:focus-within") !== null;
        isDrawing = true;
        const lit = litAt(trace, cursor);
        const place = { cursor, operation, selection, hovered };
        const param = focusParam(trace, place);
        drawn = {
          ...{ trace, cursor, t, hovered, width, height, layout, moving, lit },
          element: focusElement(trace, place),
          param: param && paramIndex(trace, param),
        };
        template.draw(mapOf(props));
        paint();
        if (hovered && hadFocus) /** @type {HTMLElement | null} */ (root.querySelector("[tabindex='0']"))?.focus();
        isDrawing = false;
        if (keptAt !== cursor) keepInView(root, drawn, room);
        keptAt = cursor;
      },
      destroy: template.remove,
    };
  },
};

/**
 * @param {string} kind
 * @param {Box | null} box
 */
function mark(kind, box) {
  if (!box) return nothing;
  return html`<div class="mark ${kind}" aria-hidden="true" ${put(box.x, box.y, box.width, box.height)}></div>`;
}

/**
 * The height that is left for the plot.
 *
 * @param {number} width
 * @param {number} height
 */
const roomIn = (width, height) => height - footIn(width);

/** @param {number} width */
const footIn = (width) => (width < TWO_LINES_BELOW ? 38 : 32);

/**
 * Scroll the plot, if it does not fit, so far that the row of the current frame is seen.
 *
 * @param {HTMLElement} root
 * @param {View} view
 * @param {number} room
 */
function keepInView(root, { layout, lit: { writes } }, room) {
  const scroller = root.querySelector(".map-room");
  if (writes === null || !scroller) return;
  const { y, height: tall } = layout.strips[writes];
  const margin = Math.min(48, room / 4);
  if (y - margin < scroller.scrollTop || y + tall + margin > scroller.scrollTop + room) {
    scroller.scrollTop = y - room / 2;
  }
}
