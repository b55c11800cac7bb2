/** One figure alone, as it stands in somebody's article: what it is, its settings and its look are in the link. */

import "../styles/all.css"; // before the figures, which bring their own
import { effect } from "@preact/signals-core";
import { problem } from "../figures/problem/figure.js";
import { status } from "../figures/status/figure.js";
import { transport } from "../figures/transport/figure.js";
import { withDefaults } from "../figures/settings.js";
import { createBoard } from "../state/board.js";
import { isRecordedDocument, loadRecordedDocument } from "../state/documents.js";
import { isOfRecordedRun } from "../state/follow.js";
import { linkOf } from "../state/link.js";
import { newLook } from "../state/look.js";
import { bringAbout, openLink } from "../state/open.js";
import { traceOfLook } from "../state/page.js";
import { loadRecordedRun, loadRecordedStages } from "../state/recorded.js";
import { newRun } from "../state/run.js";
import { unique } from "../state/unique.js";
import { openShared } from "../wire/shared.js";
import { TOTAL_BYTES } from "../wire/sizes.js";
import { framesOf, passageAt } from "../trace/places.js";
import { converse, greet } from "./embed/conversation.js";
import { EMBEDS } from "./embed/embeds.js";
import { fetchFigure } from "./embed/figures.js";
import { NEEDS } from "./embed/needs.js";
import { SETTINGS } from "./embed/settings.js";
import { canTake, differing, takeLook } from "./embed/taking.js";
import { keepForLater } from "./offline.js";
import "./embed.css";

const RUN = unique(); // the frames around share a Python

const port = greet();
const { name, embed } = embedOf(location.hash);
const figures = await Promise.all(embed.parts.map((part) => fetchFigure(part.figure)));
const [first] = figures;
const look = figures.some(({ needsTrace }) => needsTrace) ? "main" : null;

const defaults = embed.parts[0].settings ?? {};
const kinds = { ...withDefaults(first.settings, defaults), ...SETTINGS };
const opened = openLink(location.hash, { "": kinds }, null);
const { link, run } = opened;
const { cursor, operation, selection, changes, doc, target } = link.look;
const place = { cursor: cursor ?? 0, operation, selection, changes, choice: { doc, target, after: null } };
const looks = look === null ? [] : [newLook(look, RUN, place)];
const board = createBoard({ runs: [newRun(RUN, run)], looks, asleep: { total: TOTAL_BYTES }, open: openShared });
const { state, dispatch } = board;
keepForLater(board, { all: false });

/** What the author set of the page; the rest of the link's settings are the figure's. */
let set = only(link.settings[""], SETTINGS);
/** The theme of the page around. */
let around = "";
/** What the page around has the figure be: its newest link. */
let given = { text: location.hash.slice(1), link };
dispatch({ type: "placed", placed: "embed", as: { name: "", look: null, kinds: SETTINGS, settings: set } });

document.body.dataset.embed = name;
present();

embed.parts.forEach((part, index) => {
  const root = spot(figures[index].name);
  root.classList.toggle("embed-fills", index === 0 && embed.fills === true);
  const own = index === 0 ? { name: "", settings: only(link.settings[""], first.settings) } : {};
  board.place({ figure: figures[index], root, look, run: RUN, defaults: part.settings, ...own });
});
if (embed.isStepped) {
  board.place({ figure: transport, root: spot("transport"), look, run: RUN, defaults: embed.passage });
}
board.place({ figure: problem, root: spot("problem"), run: RUN });
board.place({ figure: status, root: part("badge"), look, run: RUN, defaults: { isBrief: true } });

const greeted = port && converse(port, board, { run: RUN, look, play, take, theme });

effect(() => {
  const lab = /** @type {HTMLAnchorElement} */ (part("lab"));
  lab.href = `lab.html${linkOf({ ...state.value, placed: {} }, RUN, look)}`;
});

if (look !== null) {
  if (isOfRecordedRun(link) && isRecordedDocument(link.look.doc)) {
    await loadRecordedDocument(board, look, link.look.doc);
  } else {
    await loadRecordedStages(board, look);
    await NEEDS[first.name]?.(board, look);
  }
  if (cursor === null && embed.passage && traceOfLook(state.value, look)) {
    dispatch({ type: "go", look, cursor: restingPlace() });
  }
}
await loadRecordedRun(board, RUN);
greeted?.();
if (look !== null) await bringAbout(board, opened, RUN, look);

function play() {
  const trace = look === null ? null : traceOfLook(state.value, look);
  if (look === null || !trace) return;
  const { first, last } = passageAt(trace, embed.passage ?? { from: "", to: "" });
  const { cursor: now } = state.value.looks[look];
  const from = first <= now && now < last ? now + 1 : first;
  const frames = embed.passage?.only ? framesOf(trace, embed.passage) : undefined;
  dispatch({ type: "passage-asked", look, from, to: last, ...(frames && { frames }) });
}

/**
 * Be what another link says, if that can be where the figure stands.
 *
 * @param {string} text
 */
function take(text) {
  const now = { text, link: openLink(text, { "": kinds }, null).link };
  const names = differing(given.text, text);
  const senseless = { before: given.link.senseless, after: now.link.senseless };
  if (!canTake(names, new Set(Object.keys(kinds)), senseless)) return false;
  given = now;
  const changed = Object.fromEntries(Object.entries(now.link.settings[""]).filter(([name]) => names.includes(name)));
  dispatch({ type: "set", placed: first.name, settings: only(changed, first.settings) });
  set = { ...set, ...only(changed, SETTINGS) };
  dispatch({ type: "set", placed: "embed", settings: set });
  present();
  if (look !== null) takeLook(board, look, names, now.link.look, restingPlace);
  return true;
}

/** The frame that a figure is at where nobody has named one. */
function restingPlace() {
  const trace = look === null ? null : traceOfLook(state.value, look);
  return trace && embed.passage ? passageAt(trace, embed.passage).last : 0;
}

/** @param {string} theme */
function theme(theme) {
  around = theme;
  present();
}

/** Show what the author has set of the page. */
function present() {
  colour(set.theme === "auto" ? around : set.theme);
  say("title", set.title);
  say("caption", set.caption);
}

/**
 * Which embed a link means: the first there is if it names none.
 *
 * @param {string} hash
 */
function embedOf(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, "")).get("figure") ?? "";
  const name = Object.hasOwn(EMBEDS, asked) ? asked : Object.keys(EMBEDS)[0];
  return { name, embed: EMBEDS[name] };
}

/**
 * Those of some settings that are of these kinds.
 *
 * @param {Record<string, any>} settings
 * @param {Record<string, unknown>} kinds
 */
function only(settings, kinds) {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name in kinds));
}

/** A place for a figure, below the others. @param {string} figure */
function spot(figure) {
  const root = document.createElement("div");
  root.dataset.figure = figure;
  part("figures").append(root);
  return root;
}

/** @param {string} name @returns {HTMLElement} */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

/**
 * A text of the author's, where there is one.
 *
 * @param {string} name
 * @param {string} text
 */
function say(name, text) {
  part(name).textContent = text;
  part(name).hidden = text === "";
}

/**
 * Light or dark, or as the reader's system has it.
 *
 * @param {string} theme
 */
function colour(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
