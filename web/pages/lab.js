/** The lab: one training step under the microscope. Which figures stand where, which are seen, the keys, the link. */

import "../styles/all.css"; // before the figures, which bring their own
import { effect } from "@preact/signals-core";
import { element } from "../draw/element.js";
import { KEYMAP, moveOfKey } from "../draw/keymap.js";
import { FIGURES } from "../figures/list.js";
import { choice, withDefaults } from "../figures/settings.js";
import { createBoard } from "../state/board.js";
import { putAway, takeUp } from "../state/keep.js";
import { newLook } from "../state/look.js";
import { linkOf } from "../state/link.js";
import { bringAbout, openLink } from "../state/open.js";
import { loadRecordedTrace } from "../state/recorded.js";
import { newRun } from "../state/run.js";
import "./lab.css";

/** The figures that can be seen, one or two at a time. */
const PICTURES = /** @type {const} */ (["map", "graph", "cache", "heads", "predictions", "adam"]);

/** What a reader sets in the lab itself. */
const SETTINGS = {
  view: choice("the picture that is seen", PICTURES),
  beside: choice("the one beside it", /** @type {const} */ (["", ...PICTURES])),
};

/** What some figures begin with here. @type {Record<string, Record<string, unknown>>} */
const DEFAULTS = { loss: { height: 220 } };
const kinds = Object.fromEntries(
  Object.entries(FIGURES).map(([name, { settings }]) => [name, withDefaults(settings, DEFAULTS[name] ?? {})]),
);
const opened = openLink(location.hash, { ...kinds, "": SETTINGS }, takeUp());
const { link, run, kept } = opened;
const { cursor, operation, selection, changes, doc, target } = link.look;
const look = newLook("main", "main", {
  cursor,
  operation,
  selection,
  changes,
  choice: { doc, target, after: null },
});
const board = createBoard({ runs: [newRun("main", run)], looks: [look], kept: kept ? { main: kept } : {} });
const { state, dispatch, signal } = board;
dispatch({ type: "placed", placed: "lab", as: { name: "", look: null, kinds: SETTINGS, settings: link.settings[""] } });

// --- figures where the page has a place for them, pictures in panes of their own

/** @param {string} name */
const part = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
const panes = PICTURES.map((name) => {
  const root = element("div", { class: "pane", "data-figure": name, hidden: true });
  part("stage").append(root);
  return { name, root };
});
for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-figure]"))) {
  const name = /** @type {keyof typeof FIGURES} */ (root.dataset.figure);
  const settings = link.settings[name];
  board.place({ figure: FIGURES[name], root, look: "main", run: "main", defaults: DEFAULTS[name], settings });
}

/** @returns {{view: string, beside: string}} */
const seen = () => /** @type {any} */ (state.value.placed.lab.settings);

board.beforeDrawing(() => {
  const { view, beside } = seen();
  const isBeside = beside !== "" && beside !== view;
  part("stage").dataset.panes = isBeside ? "2" : "1";
  for (const { name, root } of panes) {
    root.hidden = name !== view && !(isBeside && name === beside);
    root.classList.toggle("is-beside", isBeside && name === beside);
  }
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (part("view-switch").querySelectorAll("input"))) {
    input.checked = input.value === view;
  }
  const select = /** @type {HTMLSelectElement} */ (part("beside"));
  for (const option of select.options) option.disabled = option.value === view;
  select.value = isBeside ? beside : "";
});

/** @param {Record<string, string>} settings */
const set = (settings) => dispatch({ type: "set", placed: "lab", settings });
for (const name of PICTURES) {
  const { title } = FIGURES[name];
  const input = element("input", { type: "radio", name: "view", value: name });
  input.addEventListener("change", () => set({ view: name, beside: seen().beside === name ? "" : seen().beside }));
  part("view-switch").append(element("label", {}, input, " ", element("span", {}, title)));
  part("beside").append(element("option", { value: name }, title));
}
part("beside").addEventListener("change", ({ target }) =>
  set({ beside: /** @type {HTMLSelectElement} */ (target).value }),
);

// --- keys: the lab is the page, so it has those that no figure takes

document.addEventListener(
  "keydown",
  (event) => {
    const move = moveOfKey(event);
    if (!move) return;
    event.preventDefault();
    dispatch({ type: "move", look: "main", move });
  },
  { signal },
);
part("keys").append(
  ...KEYMAP.map(({ shown, text }) =>
    element("div", {}, element("dt", {}, element("kbd", {}, shown)), element("dd", {}, text)),
  ),
);

// --- the link, and the run that is taken along

let written = 0;
effect(() => {
  if (state.value.looks.main.isPlaying) return;
  clearTimeout(written); // browsers refuse more than a few changes of address a second
  written = setTimeout(() => history.replaceState(null, "", linkOf(state.value, "main", "main")), 250);
});
addEventListener("pagehide", () => putAway(board.keep("main")));

await loadRecordedTrace(board, "main");
await bringAbout(board, opened, "main", "main");
