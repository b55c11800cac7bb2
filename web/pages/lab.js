/** The lab: one training step under the microscope. Which figures stand where, which are seen, the keys, the link. */

import "../styles/all.css"; // before the figures, which bring their own
import { effect } from "@preact/signals-core";
import { element } from "../draw/element.js";
import { KEYMAP, moveOfKey } from "../draw/keymap.js";
import { FIGURES } from "../figures/list.js";
import { choice, flag, passing, withDefaults } from "../figures/settings.js";
import { createBoard } from "../state/board.js";
import { openKeeper } from "../state/keep.js";
import { newLook } from "../state/look.js";
import { linkOf, runOf } from "../state/link.js";
import { bringAbout, openLink, sayWhatCame } from "../state/open.js";
import { playOneToken } from "../state/passage.js";
import { fetchAnswersAhead } from "../state/filed.js";
import { leadBy } from "../state/following.js";
import { loadRecordedRun, loadRecordedTrace } from "../state/recorded.js";
import { orTold, orTraced } from "../state/standin.js";
import { OTHER } from "../state/page.js";
import { newRun } from "../state/run.js";
import { keepTyped } from "../state/typed.js";
import { startWorkers } from "../state/workers.js";
import "./lab.css";
import { traceBeside } from "./beside.js";
import { keepForLater } from "./offline.js";
import { hasStarted } from "./started.js";
import { whenSharingIsThere } from "./share/fetched.js";
import { sidesIn } from "./sides.js";
import { swipes } from "./swipes.js";
import { createTour } from "./tour.js";

/** The figures that can be seen, one or two at a time. */
const PICTURES = /** @type {const} */ (["map", "graph", "cache", "heads", "predictions", "adam"]);

/** What can stand beside one: another, or the same of the run that is compared. */
const BESIDE = /** @type {const} */ (["", ...PICTURES, OTHER]);

/** What opens over them, one at a time. */
const PANELS = /** @type {const} */ (["training", "invent", "source", "setup", "comparison", "keys", "menu"]);

/** What a reader sets in the lab itself. */
const SETTINGS = {
  view: choice("the picture that is seen", PICTURES),
  beside: choice("the one beside it; other: the same of the run that is compared", BESIDE),
  side: choice("of two runs, whose picture is seen where there is room for one", /** @type {const} */ (["A", "B"])),
  panel: passing(choice("what is open over the pictures", /** @type {const} */ (["", ...PANELS]))),
  sheet: passing(flag("whether what happens now is drawn up, on a small screen", false)),
};

/** @typedef {{view: string, beside: string, side: "A" | "B", panel: string, sheet: boolean}} LabSettings */

/**
 * What some figures begin with here, by the name they are placed under.
 *
 * @type {Record<string, Record<string, unknown>>}
 */
const DEFAULTS = {
  loss: { height: 220 },
  train: { isBrief: true },
  generation: { many: true },
  status: { isBrief: true },
  graph: { wheel: "always", line: false },
};

/**
 * Keys of the lab itself, beside those that move through the step.
 *
 * @type {{key: string, text: string, press: () => void}[]}
 */
const KEYS = [
  ...PICTURES.map((view, index) => ({ key: String(index + 1), text: FIGURES[view].title, press: () => see(view) })),
  { key: "t", text: "the tour through one step, or on from where you left it", press: () => tour.toggle() },
  { key: "s", text: "the whole source file", press: () => open("source") },
  { key: "l", text: "training: loss and invented names", press: () => open("training") },
  { key: "c", text: "two runs compared", press: () => open("comparison") },
  { key: "i", text: "how it invents names, and scores a word", press: () => open("invent") },
  { key: "?", text: "these keys", press: () => open("keys") },
];

const roots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-figure]")]);
for (const name of PICTURES) {
  const root = element("div", { class: "pane", "data-figure": name, hidden: true });
  part("stage").append(root);
  roots.push(root);
}
/** And of the run that is compared. @type {Record<string, HTMLElement>} */
const besides = {};
for (const name of PICTURES) {
  besides[name] = element("div", { class: "pane is-beside is-other", hidden: true });
  part("stage").append(besides[name]);
}
const places = roots.map((root) => {
  const figure = FIGURES[/** @type {keyof typeof FIGURES} */ (root.dataset.figure)];
  const { placed = figure.name, look, other } = root.dataset;
  return { figure, root, id: placed, look: look === "" ? null : "main", other };
});
const kinds = Object.fromEntries(
  places.map(({ figure: { settings }, id }) => [id, withDefaults(settings, DEFAULTS[id] ?? {})]),
);

const keeper = await openKeeper();
const opened = openLink(location.hash, { ...kinds, "": SETTINGS }, keeper.left);
const { link, run, kept } = opened;
const { cursor, operation, selection, changes, doc, target } = link.look;
const look = newLook("main", "main", {
  cursor: cursor ?? 0,
  operation,
  selection,
  changes,
  choice: { doc, target, after: null },
});
const board = createBoard({
  runs: [newRun("main", { told: runOf(location.hash), ...run })],
  looks: [look, newLook(OTHER, OTHER)],
  kept: kept ? { main: kept } : {},
  workers: startWorkers,
});
const { state, dispatch, onAction, signal } = board;
keepTyped(board, "main");
keeper.keep(board, "main", { isLeft: kept !== null, isOffering: runOf(location.hash) === "" });
dispatch({ type: "placed", placed: "lab", as: { name: "", look: null, kinds: SETTINGS, settings: link.settings[""] } });

for (const { figure, root, id, look, other } of places) {
  board.place({ figure, root, id, look, other, run: "main", defaults: DEFAULTS[id], settings: link.settings[id] });
}

for (const name of PICTURES) {
  const figure = FIGURES[name];
  const [id, lead] = [`${name}-${OTHER}`, leadBy("main", "main")];
  board.place({ figure, root: besides[name], id, look: OTHER, lead, run: OTHER, defaults: DEFAULTS[name] });
}
traceBeside(board, "main", () => isOtherSeen());

/** @returns {LabSettings} */
const seen = () => /** @type {any} */ (state.value.placed.lab.settings);

/** @param {Partial<LabSettings>} settings */
const set = (settings) => dispatch({ type: "set", placed: "lab", settings });

/** Whether the picture of the run that is compared stands beside that of the lab's. */
const isOtherSeen = () => seen().beside === OTHER && OTHER in state.value.runs;

/** @param {string} view */
const see = (view) => set({ view, beside: seen().beside === view ? "" : seen().beside });

/** The panel that a reader has opened, which gets the focus as soon as it is seen. */
let entered = "";

/** Open a panel, or close it if it is open. @param {string} panel */
function open(panel) {
  entered = seen().panel === panel ? "" : panel;
  set({ panel: entered });
}

/** Close the panel that is open, and give the focus back to what opens it, or to the menu in which that is. */
function close() {
  const openers = [seen().panel, "menu"].map((panel) => document.querySelector(`[data-opens="${panel}"]`));
  set({ panel: "" });
  const opener = openers.find((each) => each?.getClientRects().length);
  if (opener instanceof HTMLElement) opener.focus();
}

/** Close the panel whose purpose is served; the focus, if it was in there or nowhere, goes back, too. */
function leave() {
  const focused = document.activeElement;
  if (seen().panel !== "" && (!focused || focused === document.body || focused.closest("[data-panel]"))) close();
  else set({ panel: "" });
}

/** @param {string} name @returns {HTMLElement} */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

const drawSides = sidesIn(part("stage"), {
  look: "main",
  choose: (side) => set({ side }),
  end: () => set({ beside: "" }),
});

const tour = createTour(board, "main", (view) => set({ view, beside: "", panel: "", sheet: true }));
part("tour").addEventListener("click", tour.toggle);

// --- what is seen

board.beforeDrawing(() => {
  const { view, beside, side, panel, sheet } = seen();
  const isBeside = beside !== "" && beside !== view && beside !== OTHER;
  part("stage").dataset.panes = isBeside || isOtherSeen() ? "2" : "1";
  part("stage").toggleAttribute("data-sides", isOtherSeen());
  if (isOtherSeen()) part("stage").dataset.sides = side;
  drawSides(state.value, isOtherSeen() ? side : null);
  for (const [name, root] of Object.entries(besides)) root.hidden = !isOtherSeen() || name !== view;
  for (const { root, figure } of places) {
    const own = root.closest("[data-panel]");
    if (root.classList.contains("pane")) {
      root.hidden = figure.name !== view && !(isBeside && figure.name === beside);
      root.classList.toggle("is-beside", isBeside && figure.name === beside);
    } else if (figure.name === "through") root.hidden = !state.value.placed.chooser.settings.through;
    else if (own) root.hidden = own.getAttribute("data-panel") !== panel;
  }
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-panel]"))) {
    each.hidden = each.dataset.panel !== panel;
    if (each.hidden || panel !== entered) continue;
    entered = "";
    each.focus({ preventScroll: true });
  }
  for (const each of document.querySelectorAll("[data-opens]")) {
    each.setAttribute("aria-expanded", String(each.getAttribute("data-opens") === panel));
  }
  part("tour").setAttribute("aria-pressed", String(tour.stop() !== null));
  part("items").dataset.open = String(panel === "menu");
  part("now").dataset.open = String(sheet);
  part("handle").setAttribute("aria-expanded", String(sheet));
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (part("view-switch").querySelectorAll("input"))) {
    input.checked = input.value === view;
  }
  const select = /** @type {HTMLSelectElement} */ (part("beside"));
  for (const option of select.options) {
    option.disabled = option.value === view || (option.value === OTHER && !(OTHER in state.value.runs));
  }
  select.value = isBeside || isOtherSeen() ? beside : "";
});

for (const name of PICTURES) {
  const { title, caption } = FIGURES[name];
  const input = element("input", { type: "radio", name: "view", value: name });
  input.addEventListener("change", () => see(name));
  part("view-switch").append(element("label", { title: caption }, input, " ", element("span", {}, title)));
  part("beside").append(element("option", { value: name }, title));
}
part("beside").append(element("option", { value: OTHER }, "run B"));
part("beside").addEventListener("change", ({ target }) =>
  set({ beside: /** @type {HTMLSelectElement} */ (target).value }),
);
for (const each of document.querySelectorAll("[data-opens]")) {
  each.addEventListener("click", () => open(each.getAttribute("data-opens") ?? ""));
}
for (const each of document.querySelectorAll("[data-closes]")) each.addEventListener("click", close);
part("handle").addEventListener("click", () => set({ sheet: !seen().sheet }));
/** What is shared: the picture that is seen, and a link to all that is. */
async function shared() {
  const { view } = seen();
  const figure = FIGURES[/** @type {keyof typeof FIGURES} */ (view)];
  return { stage: part("stage"), figure, id: view, look: "main", run: "main", link: pageLink() };
}
void whenSharingIsThere(({ shareLine }) => {
  shareLine(part("share"), board, shared);
  shareLine(part("share-menu"), board, shared, "button small");
});
swipes(part("handle"), { up: () => set({ sheet: true }), down: () => set({ sheet: false }) }, signal);

/** What comes of what a reader asks for. @type {Record<string, "run" | "trace">} */
const ASKED = {
  "setup-asked": "run",
  "reset-asked": "run",
  "trace-asked": "trace",
  "step-chosen": "trace",
  "doc-typed": "trace",
  "edits-asked": "trace",
  slid: "trace",
};

/** What was asked for while the panel that is open was open, which closes when it is seen. */
let awaited = /** @type {"" | "run" | "trace"} */ ("");
onAction((action) => {
  const { type } = action;
  const isReaders = "run" in action; // of a figure: the page itself asks for the traces of a look, of no run
  if (type === "source-asked") open("source");
  else if (type === "form-asked") open("setup");
  else if (type === "pictures-asked") set({ beside: OTHER, panel: "" });
  else if (type === "compare-ended" && seen().beside === OTHER) set({ beside: "" });
  else if (type === "documents-wanted" && action.digest !== null) set({ panel: "setup" });
  else if (type === "run-taken-up") {
    dispatch({ type: "choice-set", look: "main", choice: { doc: "", target: null, after: null, isRecorded: false } });
    dispatch({ type: "trace-asked", look: "main" });
  } else if (type in ASKED && isReaders) awaited = seen().panel === "" ? "" : ASKED[type];
  else if (type === "set" && action.placed === "lab" && "panel" in action.settings) awaited = "";
  else if (type === "run-started" && awaited === "run") leave();
  else if (type === "trace-shown" && !action.isOvertaken && awaited === "trace") leave();
});

// --- keys: the lab is the page, so it has those that no figure takes

document.addEventListener(
  "keydown",
  (event) => {
    const move = moveOfKey(event);
    if (move === "play" && tour.stop() !== null) tour.goOn();
    else if (move) dispatch({ type: "move", look: "main", move });
    else if (!pressed(event)) return;
    event.preventDefault();
  },
  { signal },
);

/**
 * Do what a key of the lab itself does; whether there is such a one.
 *
 * @param {KeyboardEvent} event
 */
function pressed(event) {
  const { key, target, defaultPrevented, ctrlKey, metaKey, altKey } = event;
  if (defaultPrevented || ctrlKey || metaKey || altKey) return false;
  if (key === "Escape" && tour.stop() !== null && !seen().panel) {
    tour.go(null);
    return true;
  }
  if (key === "Escape" && seen().panel) {
    close();
    return true;
  }
  if (target instanceof Element && target.closest("input:not([type=radio]), select, textarea")) return false;
  const found = KEYS.find((each) => each.key === key);
  found?.press();
  return found !== undefined;
}

part("keys").append(
  ...[...KEYMAP, ...KEYS.map(({ key, text }) => ({ shown: key, text }))].map(({ shown, text }) =>
    element("div", {}, element("dt", {}, element("kbd", {}, shown)), element("dd", {}, text)),
  ),
);

/** Have the timeline ask to be played, until the reader goes anywhere. */
function invite() {
  const set = (/** @type {boolean} */ invites) => dispatch({ type: "set", placed: "timeline", settings: { invites } });
  set(true);
  const stop = onAction((action) => {
    if (action.type !== "cursor-set") return;
    stop();
    set(false);
  });
}

// --- the link

/** To all that is seen here. */
const pageLink = () => linkOf(state.value, "main", "main");

const REWRITTEN_MS = 400; // browsers refuse more than a few changes of address a second

let isToBeWritten = false;
effect(() => {
  if (state.value.looks.main.isPlaying || isToBeWritten) return;
  isToBeWritten = true;
  setTimeout(() => {
    isToBeWritten = false;
    const hash = pageLink();
    if (hash !== location.hash) history.replaceState(null, "", hash);
  }, REWRITTEN_MS);
});

hasStarted();
keepForLater(board, { all: true });
part("stage").setAttribute("aria-busy", "true"); // until all of the recorded step is there
const loading = loadRecordedTrace(board, "main");
await orTraced(board, "main", "main", loading);
if (state.value.runs.main.wanted) set({ panel: "setup" }); // where its documents are given
if (cursor === null && tour.stop() !== null) tour.go(tour.stop());
else if (cursor === null) playOneToken(board, "main", invite);
void orTold(board, loadRecordedRun(board, "main"));
const whole = loading.then((loaded) => loaded.whole);
await orTraced(board, "main", "main", whole);
part("stage").setAttribute("aria-busy", "false");
fetchAnswersAhead(); // for pictures to come
await bringAbout(board, opened, "main", "main");
if (!kept) sayWhatCame(board, "main");
