/**
 * The timeline: the whole trace in one bar, a caret in it, and the buttons that move it.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {Segment} from "../../trace/moves.js"
 * @import {Trace} from "../../trace/read.js"
 */

import "./style.css";
import { scaleLinear } from "d3-scale";
import { pointer, select } from "d3-selection";
import { tokenText, whole } from "../../draw/format.js";
import { KEYMAP } from "../../draw/keymap.js";
import { segmentAt, segmentsOf } from "../../trace/moves.js";
import { element, setText } from "../../draw/element.js";

const HEIGHT = 44;
const BAR = { top: 4, height: 22 };

/** Where the segments and the caret stand, in px. @param {Trace} trace @param {number} cursor @param {number} width */
export function timelineLayout(trace, cursor, width) {
  const x = scaleLinear([0, trace.frames.length], [0, width]);
  const segments = segmentsOf(trace).map((segment) => {
    const left = x(segment.first);
    return { ...segment, x: left, width: Math.max(x(segment.last + 1) - left - 1, 1) };
  });
  return { segments, caret: x(cursor + 0.5), frameAt: (/** @type {number} */ px) => Math.floor(x.invert(px)) };
}

/**
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {number} cursor
 * @property {string} name  what the frame is
 * @property {number | null} op
 * @property {number} operations  how many scalar operations the frame has
 * @property {boolean} isPlaying
 * @property {number} speed
 * @property {readonly number[]} speeds
 * @property {number} width
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void, move: (move: Move) => void, goTo: (cursor: number) => void}} context
 */
export function timelineView(root, { dispatch, move, goTo }) {
  /** @param {Move} what @param {string} text @param {string} name */
  const button = (what, text, name) => {
    const shown = KEYMAP.find((each) => each.move === what)?.shown ?? "";
    const title = `${name} (${shown})`;
    const made = element("button", { type: "button", class: "button small", "aria-label": name, title }, text);
    made.addEventListener("click", () => move(what));
    return made;
  };
  const play = button("play", "Play", "play");
  const [first, back, next, last] = [
    button("first", "⇤", "first frame"),
    button("back", "←", "back"),
    button("next", "→", "next"),
    button("last", "⇥", "last frame"),
  ];
  const [into, out] = [button("into", "Into", "into the scalar operations"), button("out", "Out", "out again")];
  const [segment, phase] = [
    button("next-segment", "Next position", "next position"),
    button("next-phase", "Next phase", "next phase"),
  ];
  const speed = element("select", { id: "speed", "aria-label": "frames a second" });
  speed.addEventListener("change", () => dispatch({ type: "speed-set", speed: Number(speed.value) }));
  const where = element("output", { class: "where", "aria-live": "off" });
  root.append(
    element(
      "div",
      { class: "timeline-buttons row", role: "group", "aria-label": "Move through the step" },
      element("span", { class: "button-row" }, first, back, play, next, last),
      element("span", { class: "button-row" }, into, out),
      element("span", { class: "button-row" }, segment, phase),
      element("label", { class: "field" }, speed, " frames a second"),
    ),
    where,
  );
  const svg = select(root)
    .append("svg")
    .attr("class", "timeline-bar")
    .attr("role", "slider")
    .attr("tabindex", 0)
    .attr("aria-label", "Frame of the step")
    .attr("height", HEIGHT);
  const bars = svg.append("g");
  const caret = svg.append("g").attr("class", "caret");
  caret
    .append("line")
    .attr("y1", 0)
    .attr("y2", BAR.top + BAR.height + 4);
  caret
    .append("circle")
    .attr("r", 5)
    .attr("cy", BAR.top + BAR.height + 4);

  /** @type {Props | null} */
  let drawn = null;
  /** @param {PointerEvent} event */
  const follow = (event) => {
    if (!drawn) return;
    const { frameAt } = timelineLayout(drawn.trace, drawn.cursor, drawn.width);
    const cursor = Math.min(Math.max(frameAt(pointer(event, svg.node())[0]), 0), drawn.trace.frames.length - 1);
    if (cursor !== drawn.cursor) goTo(cursor);
  };
  svg.on("pointerdown", (event) => {
    svg.node()?.setPointerCapture(event.pointerId);
    dispatch({ type: "stopped" });
    follow(event);
  });
  svg.on("pointermove", (event) => {
    if (svg.node()?.hasPointerCapture(event.pointerId)) follow(event);
  });

  /** @param {Props} props */
  return function update(props) {
    drawn = props;
    const { trace, cursor, name, op, operations, isPlaying, width } = props;
    const layout = timelineLayout(trace, cursor, width);
    const at = segmentAt(trace, cursor);
    svg.attr("width", width).attr("viewBox", `0 0 ${width} ${HEIGHT}`);
    bars
      .selectAll("g")
      .data(layout.segments)
      .join((enter) => {
        const group = enter.append("g");
        group.append("rect").attr("y", BAR.top).attr("height", BAR.height);
        group
          .append("text")
          .attr("y", BAR.top + BAR.height / 2)
          .attr("dy", "0.35em")
          .attr("text-anchor", "middle");
        return group;
      })
      .attr("transform", ({ x }) => `translate(${x},0)`)
      .attr("data-phase", ({ phase }) => phase)
      .attr("class", (_, index) => (index === at ? "current" : null))
      .each(function ({ width: segmentWidth, label }) {
        const text = tokenText(label);
        const fits = text.length * 7.5 + 4 < segmentWidth;
        select(this).select("rect").attr("width", segmentWidth);
        select(this)
          .select("text")
          .attr("x", segmentWidth / 2)
          .text(fits ? text : "");
      });
    caret.attr("transform", `translate(${layout.caret},0)`);
    const count = trace.frames.length;
    const inside = op === null ? "" : `, operation ${whole(op + 1)} of ${whole(operations)}`;
    setText(where, `${whole(cursor + 1)} / ${whole(count)}  ${name}${inside}`);
    svg
      .attr("aria-valuemin", 1)
      .attr("aria-valuemax", count)
      .attr("aria-valuenow", cursor + 1)
      .attr("aria-valuetext", `${name}${inside}`);
    setText(play, isPlaying ? "Stop" : "Play");
    play.setAttribute("aria-label", isPlaying ? "stop" : "play");
    for (const edge of [first, back]) edge.disabled = cursor === 0 && !op;
    for (const edge of [last, next, segment, phase]) edge.disabled = cursor === count - 1 && op === null;
    into.disabled = operations === 0 || op !== null;
    out.disabled = op === null;
    select(speed)
      .selectAll("option")
      .data(props.speeds)
      .join("option")
      .attr("value", (each) => each)
      .text((each) => each);
    speed.value = String(props.speed);
  };
}
