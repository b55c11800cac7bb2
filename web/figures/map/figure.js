/**
 * The model map: the architecture as data flows through it, every cell a number of the trace.
 *
 * Positions are columns and the stages of gpt() are rows. The cells are painted on a canvas; over them lies a grid of
 * elements that can be pointed at, focused and read out.
 *
 * @import {Figure, Props} from "../figure.js"
 * @import {Box} from "./cells.js"
 * @import {View} from "./grid.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { readout } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { operationAt } from "../../trace/moves.js";
import { changesOf } from "../../trace/read.js";
import { boxOf } from "./cells.js";
import { gridRows } from "./grid.js";
import { handsOn } from "./hands.js";
import { layoutOf } from "./layout.js";
import { legendOf } from "./legend.js";
import { focusAt, litAt } from "./lit.js";
import { createPainter } from "./paint.js";
import { put } from "./put.js";
import { aboutText, frameText, refText } from "./text.js";
import "./style.css";

/** @type {Figure} */
export const map = {
  name: "map",
  title: "Model map",
  caption:
    "Every number of one training step: positions are columns, the stages of gpt() rows. Point at a cell for its " +
    "value and its gradient; double-click goes to the moment in which it was made.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch, theme, signal }) {
    const template = templateIn(root);
    const painter = createPainter();
    /** What the last update was given: what pointer and keys are about. @type {View & {t: number, width: number}} */
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
      const isTight = !layout.isStacked && layout.labelWidth < 200;
      return html`<div class=${classes("model-map", { "is-stacked": layout.isStacked, "is-tight": isTight })}>
        <div
          class="map-plot"
          ${style({ width: `${layout.width}px`, height: `${layout.height}px` })}
          @pointermove=${hands.onMove}
          @pointerleave=${hands.onLeave}
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
        >
        <div class="foot">${
          said ? readout(refText(trace, said, cursor), aboutText(trace, said)) : readout("", frameText(trace, lit))
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
        const { cursor, t, hovered, changes } = props.look;
        const { width } = props;
        const trace = changes && props.trace.header.experiment ? changesOf(props.trace) : props.trace;
        const layout = layoutOf(trace, width, focusAt(trace, cursor, 1));
        const hadFocus = root.querySelector(".model-map [role=grid]:focus-within") !== null;
        isDrawing = true;
        drawn = { trace, cursor, t, hovered, width, layout, lit: litAt(trace, cursor) };
        template.draw(mapOf(props));
        paint();
        if (hovered && hadFocus) /** @type {HTMLElement | null} */ (root.querySelector("[tabindex='0']"))?.focus();
        isDrawing = false;
        if (keptAt !== cursor) keepInView(root, drawn, props.height);
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
 * Scroll the root, if it scrolls, so far that the row of the current frame is seen.
 *
 * @param {HTMLElement} root
 * @param {View} view
 * @param {number} height
 */
function keepInView(root, { layout, lit: { writes } }, height) {
  if (writes === null) return;
  const { y, height: tall } = layout.strips[writes];
  const room = height - (root.querySelector(".foot")?.clientHeight ?? 0);
  const margin = Math.min(48, room / 4);
  if (y - margin < root.scrollTop || y + tall + margin > root.scrollTop + room) root.scrollTop = y - room / 2;
}
