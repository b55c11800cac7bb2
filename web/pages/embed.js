/** One figure alone, as it stands in somebody's article: what it is, its settings and its look are in the link. */

import "../styles/all.css"; // before the figures, which bring their own
import { problem } from "../figures/problem/figure.js";
import { defaultsOf } from "../figures/settings.js";
import { status } from "../figures/status/figure.js";
import { createBoard } from "../state/board.js";
import { newLook } from "../state/look.js";
import { openLink } from "../state/open.js";
import { traceOfLook } from "../state/page.js";
import { newRun } from "../state/run.js";
import { unique } from "../state/unique.js";
import { frameAt, framesOf, passageAt } from "../trace/places.js";
import { openShared } from "../wire/shared.js";
import { TOTAL_BYTES } from "../wire/sizes.js";
import { converse, greet } from "./embed/conversation.js";
import { keepCredit } from "./embed/credit.js";
import { EMBEDS } from "./embed/embeds.js";
import { fetchFigure } from "./embed/figures.js";
import { keepHeights } from "./embed/heights.js";
import { present, spot, part, tellNotes } from "./embed/page.js";
import { placeNamed } from "./embed/place-named.js";
import { playWhenSeen } from "./embed/playing.js";
import { linkAsked, readParameters } from "./embed/reading.js";
import { PAGE } from "./embed/settings.js";
import { needsWhole, showAsked } from "./embed/showing.js";
import { canTake, differing, isAtHand, takeLook } from "./embed/taking.js";
import { keepForLater } from "./offline.js";
import { hasStarted } from "./started.js";
import "./embed.css";

const RUN = unique(); // the frames around share a Python

const port = greet();
/** What the page around has the figure be: its newest link. */
let asked = readParameters(location.hash);
/** The theme of the page around. */
let around = "";
const embed = EMBEDS[asked.embed];
const [transport, ...figures] = await Promise.all([
  embed.isStepped ? fetchFigure("transport") : null,
  ...embed.parts.map((part) => fetchFigure(part.figure)),
]);
const [first] = figures;
const look = figures.some(({ needsTrace }) => needsTrace) ? "main" : null;

const opened = openLink(linkAsked(asked.settings), {}, null);
const { cursor, operation, selection, changes, doc, target } = opened.link.look;
const place = { cursor: cursor ?? 0, operation, selection, changes, choice: { doc, target, after: null } };
const looks = look === null ? [] : [newLook(look, RUN, place)];
const runs = [newRun(RUN, opened.run)];
const board = createBoard({ runs, looks, asleep: { total: TOTAL_BYTES }, open: openShared });
const { state, dispatch } = board;
keepForLater(board, { all: false });

const settings = { ...defaultsOf(PAGE), ...asked.settings.page };
dispatch({ type: "placed", placed: "embed", as: { name: "", look: null, kinds: PAGE, settings } });
document.body.dataset.embed = asked.embed;
document.title = settings.title || `microgpt: ${first.title}`;

const places = embed.parts.map(({ settings: defaults }, index) => {
  const figure = figures[index];
  const root = spot(figure.name);
  const own = index === 0 ? { name: "", settings: asked.settings.figure } : {};
  board.place({ figure, root, look, run: RUN, defaults, ...own });
  return { figure, root };
});
if (transport) {
  board.place({ figure: transport, root: spot("transport"), look, run: RUN, defaults: embed.passage });
}
board.place({ figure: problem, root: part("problem"), run: RUN });
board.place({ figure: status, root: part("badge"), look, run: RUN, defaults: { isBrief: true } });
keepHeights(board, places, look);
keepCredit(board, { figure: first.name, run: RUN, look, isElsewhere: settings.trace !== "" });
present(/** @type {any} */ (settings), around);
tellNotes(asked.notes);
hasStarted();

const greeted = port && converse(port, board, { run: RUN, look, play, take, theme });
const isThere = () => greeted?.();
const ofRun = asked.settings.run;
await showAsked(board, { run: RUN, look, figures, opened, settings, ofRun, restingPlace, isThere });
playWhenSeen(board, places[0], { run: RUN, look, embed, settings, play });

/** Play the passage once, from where it is. */
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
  const now = readParameters(text);
  const names = differing(asked, now);
  if (!canTake(asked, now, names)) return false;
  const { link } = openLink(linkAsked(now.settings), {}, null);
  const isWhole = needsWhole(figures);
  const isOffer = part("figures").hidden; // of what is not there yet
  if (look !== null && (isOffer || !isAtHand(state.value, look, names.look, link.look, isWhole))) return false;
  asked = now;
  const own = defaultsOf(state.value.placed[first.name].kinds);
  dispatch({ type: "set", placed: first.name, settings: chosen(names.figure, { ...own, ...now.settings.figure }) });
  dispatch({ type: "set", placed: "embed", settings: { ...defaultsOf(PAGE), ...now.settings.page } });
  present(/** @type {any} */ (state.value.placed.embed.settings), around);
  tellNotes(now.notes);
  if (look !== null) takeLook(board, look, names.look, link.look, restingPlace, isWhole);
  return true;
}

/**
 * Those of some settings that have these names.
 *
 * @param {string[]} names
 * @param {Record<string, unknown>} settings
 */
function chosen(names, settings) {
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** The frame that a figure is at: the one that is named, else where it rests or its passage ends. */
function restingPlace() {
  const trace = look === null ? null : traceOfLook(state.value, look);
  if (!trace) return 0;
  const named = placeNamed(trace, asked.settings.look);
  if (named !== null) return named;
  if (embed.rest) return Math.max(frameAt(trace, embed.rest), 0);
  return embed.passage ? passageAt(trace, embed.passage).last : 0;
}

/** @param {string} theme */
function theme(theme) {
  around = theme;
  present(/** @type {any} */ (state.value.placed.embed.settings), around);
}
