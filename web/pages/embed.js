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
import { framesOf, passageAt } from "../trace/places.js";
import { converse } from "./embed/conversation.js";
import { EMBEDS } from "./embed/embeds.js";
import { fetchFigure } from "./embed/figures.js";
import { NEEDS } from "./embed/needs.js";
import { SETTINGS } from "./embed/settings.js";
import "./embed.css";

const RUN = "main";

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
const board = createBoard({ runs: [newRun(RUN, run)], looks });
const { state, dispatch } = board;

/** What the author set of the page; the rest of the link's settings are the figure's. */
const set = only(link.settings[""], SETTINGS);
dispatch({ type: "placed", placed: "embed", as: { name: "", look: null, kinds: SETTINGS, settings: set } });

document.body.dataset.embed = name;
colour(set.theme);
say("title", set.title);
say("caption", set.caption);

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

converse(board, {
  run: RUN,
  look,
  play() {
    const trace = look === null ? null : traceOfLook(state.value, look);
    if (look === null || !trace) return;
    const { first, last } = passageAt(trace, embed.passage ?? { from: "", to: "" });
    const { cursor: now } = state.value.looks[look];
    const from = first <= now && now < last ? now + 1 : first;
    const frames = embed.passage?.only ? framesOf(trace, embed.passage) : undefined;
    dispatch({ type: "passage-asked", look, from, to: last, ...(frames && { frames }) });
  },
  set(link) {
    if (`#${link}` === location.hash) return;
    location.hash = link;
    location.reload();
  },
  theme: (theme) => set.theme === "auto" && colour(theme),
});

effect(() => {
  const lab = /** @type {HTMLAnchorElement} */ (part("lab"));
  lab.href = `lab.html${linkOf({ ...state.value, placed: {} }, RUN, look)}`;
});

if (look !== null) {
  if (isOfRecordedRun(link) && isRecordedDocument(doc)) await loadRecordedDocument(board, look, doc);
  else {
    await loadRecordedStages(board, look);
    await NEEDS[first.name]?.(board, look);
  }
  const trace = traceOfLook(state.value, look);
  if (cursor === null && trace && embed.passage) {
    dispatch({ type: "go", look, cursor: passageAt(trace, embed.passage).last });
  }
}
await loadRecordedRun(board, RUN);
if (look !== null) await bringAbout(board, opened, RUN, look);

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
