/** The keys of the lab, once: what they do, and the words the page shows for them. */

/**
 * @typedef {"back" | "next" | "first" | "last" | "previous-segment" | "next-segment" | "next-phase" | "into" | "out"
 *   | "play" | "faster" | "slower"} Move
 */

/** How fast a step can be played, in frames a second. */
export const SPEEDS = [0.5, 1, 2, 4, 8, 16];

/** @type {readonly {keys: readonly string[], move: Move, shown: string, text: string}[]} */
export const KEYMAP = [
  { keys: ["ArrowRight"], move: "next", shown: "→", text: "next frame, or next operation inside one" },
  { keys: ["ArrowLeft"], move: "back", shown: "←", text: "back" },
  { keys: ["ArrowDown"], move: "into", shown: "↓", text: "into this frame: its scalar operations, tokens or lines" },
  { keys: ["ArrowUp"], move: "out", shown: "↑", text: "out again" },
  { keys: ["PageDown", "."], move: "next-segment", shown: "Page Down or .", text: "next position" },
  { keys: ["PageUp", ","], move: "previous-segment", shown: "Page Up or ,", text: "previous position" },
  { keys: ["p"], move: "next-phase", shown: "p", text: "next phase: loss, backward, Adam" },
  { keys: ["Home"], move: "first", shown: "Home", text: "to the start" },
  { keys: ["End"], move: "last", shown: "End", text: "to the end" },
  { keys: [" "], move: "play", shown: "Space", text: "play or stop" },
  { keys: [">"], move: "faster", shown: ">", text: "play faster" },
  { keys: ["<"], move: "slower", shown: "<", text: "play slower" },
];

/**
 * The move a key press asks for, unless it was meant for what has the focus.
 *
 * @param {KeyboardEvent} event
 * @returns {Move | null}
 */
export function moveOfKey(event) {
  const target = event.target instanceof Element ? event.target : null;
  const typesInto = target?.closest("input:not([type=radio]), select, textarea");
  const presses = event.key === " " && target?.closest("button, summary, input, a");
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typesInto || presses) return null;
  if (target?.closest("input[type=radio]") && event.key.startsWith("Arrow")) return null;
  return KEYMAP.find(({ keys }) => keys.includes(event.key))?.move ?? null;
}
