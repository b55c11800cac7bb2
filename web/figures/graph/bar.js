/**
 * What stands below the computation graph, in one line where there is room and in two where there is not: the line of
 * Python, the scale of the colours, the buttons.
 *
 * @import {Line} from "./line.js"
 * @import {Shades} from "./scale.js"
 */

import { element, setText } from "../../draw/element.js";
import { markup } from "../../draw/markup.js";
import { numberText } from "./screen.js";

const CONTROLS = 34; // px of the height of the buttons' line
const LINE = 26; // and of that of Python, where it has one to itself
const NARROW = 1240; // px of width below which it has
const ROOMY = 640; // from which on it tells how large the graph is
const SLIM = 480; // and below which the scale has no word
const TINY = 340; // or has a line of its own

/**
 * How high it is.
 *
 * @param {number} width
 * @param {boolean} hasLine
 */
export const barHeight = (width, hasLine) =>
  CONTROLS + (hasLine && width < NARROW ? LINE : 0) + (width < TINY ? LINE : 0);

/**
 * @param {{fit: () => void, toggleFollow: () => void, toNumber: () => void, closer: () => void, further: () => void}}
 *   hands
 */
export function makeBar(hands) {
  const follow = button("Follow", "Follow the current frame", hands.toggleFollow);
  const number = button("Number", "Zoom to the number in focus", hands.toNumber);
  const [lead, place, code] = [
    element("span", { class: "lead" }),
    element("span", { class: "place" }),
    element("code"),
  ];
  const line = element("p", { class: "graph-line listing" }, lead, place, code);
  const ramp = element("span", { class: "scale" });
  const [low, high] = [element("span", { class: "figure" }), element("span", { class: "figure" })];
  const kind = element("span");
  const note = element("p", { class: "note graph-note" });
  const bar = element(
    "div",
    { class: "graph-bar" },
    line,
    element("p", { class: "legend graph-scale" }, kind, low, ramp, high),
    note,
    element(
      "div",
      { class: "graph-buttons" },
      button("Fit", "Show the whole graph", hands.fit),
      follow,
      number,
      button("\u2212", "Zoom out", hands.further),
      button("+", "Zoom in", hands.closer),
    ),
  );
  let drawnCode = "";

  /**
   * @param {{settings: Record<string, any>, isBackward: boolean, scale: Shades, line: Line, note: string,
   *   hasNumber: boolean, width: number}} shown
   */
  function update({
    settings,
    isBackward,
    scale,
    line: { lead: text, place: at, code: html },
    note: told,
    hasNumber,
    width,
  }) {
    const isNear = settings.follow && settings.near === "number";
    follow.setAttribute("aria-pressed", String(settings.follow));
    number.setAttribute("aria-pressed", String(isNear));
    number.disabled = !hasNumber;
    bar.classList.toggle("is-narrow", width < NARROW);
    bar.classList.toggle("is-slim", width < SLIM);
    bar.classList.toggle("is-tiny", width < TINY);
    kind.hidden = width < SLIM;
    bar.style.height = `${barHeight(width, settings.line)}px`;
    setText(kind, isBackward ? "Gradients" : "Values");
    setText(low, `\u2264 ${numberText(-scale.max)}`);
    setText(high, `\u2265 ${numberText(scale.max)}`);
    ramp.style.backgroundImage = `linear-gradient(to right, ${stops(scale)})`;
    line.hidden = !settings.line;
    setText(note, told);
    note.hidden = width < ROOMY || (settings.line && width >= NARROW);
    setText(lead, text);
    setText(place, at);
    if (html !== drawnCode) code.innerHTML = markup(html); // our own source, coloured when the site was built
    drawnCode = html;
  }

  return { bar, update };
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} onClick
 */
function button(text, title, onClick) {
  const label = /\w/.test(text) ? null : title; // a sign is named by what it does
  const made = element("button", { type: "button", class: "button", title, "aria-label": label }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** @param {Shades} scale */
function stops({ fills }) {
  return fills.filter((_, shade) => shade % 4 === 0).join();
}
