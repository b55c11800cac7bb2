/**
 * The article: its figures, placed as the reader comes near them, and what they are about.
 *
 * @import {Setup} from "../figures/figure.js"
 * @import {Outlook} from "../wire/protocol.js"
 * @import {Spot} from "./article/placing.js"
 */

import "../styles/all.css"; // before the figures, which bring their own
import { autograd } from "../figures/autograd/figure.js";
import { controls } from "../figures/controls/figure.js";
import { document as step } from "../figures/document/figure.js";
import { file } from "../figures/file/figure.js";
import { generated } from "../figures/generated/figure.js";
import { loss } from "../figures/loss/figure.js";
import { name } from "../figures/name/figure.js";
import { problem } from "../figures/problem/figure.js";
import { resume } from "../figures/resume/figure.js";
import { samples } from "../figures/samples/figure.js";
import { status } from "../figures/status/figure.js";
import { weights } from "../figures/weights/figure.js";
import { createBoard } from "../state/board.js";
import { openKeeper } from "../state/keep.js";
import { newLook } from "../state/look.js";
import { bringAbout, openLink, sayWhatCame } from "../state/open.js";
import { traceOfLook } from "../state/page.js";
import {
  loadRecordedAdam,
  loadRecordedFrames,
  loadRecordedRun,
  loadRecordedStages,
  loadRecordedTrace,
  loadSources,
} from "../state/recorded.js";
import { orTold, orTraced } from "../state/standin.js";
import { newRun } from "../state/run.js";
import { PLAYED } from "./article/chapters.js";
import { followReader } from "./article/contents.js";
import { fetchFigure as fetchLater } from "./article/later.js";
import { lightListings } from "./article/listings.js";
import { lookTogether, placeAt, placeWhenNear, spotsOf } from "./article/placing.js";
import { playInView, rest } from "./article/playing.js";
import { prose } from "./article/prose.js";
import { keepForLater } from "./offline.js";
import { whenSharingIsThere } from "./share/fetched.js";
import { hasStarted } from "./started.js";
import "./index.css";

/** The figures that are seen first; the others are fetched. */
const FIRST = {
  autograd,
  controls,
  document: step,
  file,
  generated,
  loss,
  name,
  problem,
  resume,
  samples,
  status,
  weights,
};

const spots = spotsOf(PLAYED);
const looks = [...new Set(["main", ...spots.flatMap(({ look }) => look ?? [])])].map((id) => newLook(id, "main"));
const keeper = await openKeeper();
const left = keeper.left && isOfArticle(keeper.left.origin.setup) ? keeper.left : null; // else it stays in the lab
const opened = openLink(linkedModel(location.hash), {}, left);
const { link, run, kept } = opened;
const board = createBoard({ runs: [newRun("main", run)], looks, kept: kept ? { main: kept } : {}, refusal });
const { state, dispatch, onAction, signal } = board;
const isOffering = link.run.model === null;
keeper.keep(board, "main", { isLeft: kept !== null, isOffering, isFit: isOfArticle });

const isSeen = (/** @type {string} */ look) =>
  spots.some((spot) => spot.look === look && state.value.placed[spot.id] !== undefined);
lookTogether(board, "main", (look) => isSeen(look) && rest(board, look, PLAYED[look]));
lightListings(board, spots);
playInView(board, spots, PLAYED);
followReader(signal);

/** Whether the one figure is placed that draws the graph: it is long to make, and to bring over. */
const isGraphSeen = () => spots.some(({ id, name }) => name === "graph" && state.value.placed[id] !== undefined);

// what was trained is what is looked into: the name that the article is about, in the last step that was done
onAction((action) => {
  if ((action.type !== "became-idle" && action.type !== "run-taken-up") || action.run !== "main") return;
  const { isLive, done, numSteps } = state.value.runs.main;
  const before = traceOfLook(state.value, "main");
  if (!isLive || !before || before.header.step === done) return;
  const { doc } = state.value.looks.main.choice;
  const choice = { doc: doc || before.header.doc, after: done === numSteps ? done - 1 : null, isRecorded: false };
  dispatch({ type: "choice-set", look: "main", choice });
  dispatch({ type: "trace-asked", look: "main", run: "main", isQuick: !isGraphSeen() });
});

/** What figures need of the recorded step, once, when one that does comes near: all its stages, and some more. */
const stages = once(() => loadRecordedStages(board, "main"));
const parameters = once(() => loadRecordedAdam(board, "main"));
const NEEDS = {
  adam: parameters,
  graph: once(() => loadRecordedTrace(board, "main").then(({ whole }) => whole)),
  line: once(() => orTold(board, loadSources(board))),
  predictions: parameters,
};

/** Whether a spot is the first of a figure that is seen first. @param {Spot} spot */
const isFirst = (spot) => spot.name in FIRST && spot === spots.find(({ name }) => name === spot.name);
const figureOf = (/** @type {string} */ name) => FIRST[/** @type {keyof typeof FIRST} */ (name)];
const fetchFigure = async (/** @type {string} */ name) => figureOf(name) ?? fetchLater(name);
for (const spot of spots.filter(isFirst)) placeAt(board, spot, figureOf(spot.name));
board.place({ figure: prose, root: document.body, look: "main", run: "main" });
placeWhenNear(
  board,
  spots.filter((spot) => !isFirst(spot)),
  fetchFigure,
  async ({ name, look }) => {
    const needed = Promise.all([stages(), NEEDS[/** @type {keyof typeof NEEDS} */ (name)]?.()]);
    await orTraced(board, "main", "main", needed);
    if (look !== null && !isSeen(look)) rest(board, look, PLAYED[look]);
    const isWithoutGraph = traceOfLook(state.value, "main")?.hasGraph === false;
    if (name === "graph" && isWithoutGraph) dispatch({ type: "trace-asked", look: "main", run: "main" });
  },
);
addEventListener("scroll", fillCaptions, { once: true, signal });
hasStarted();
keepForLater(board, { all: true });
void orTold(board, loadRecordedRun(board, "main"));
await orTraced(board, "main", "main", loadRecordedFrames(board, "main"));
if (link.run.model !== null) await bringAbout(board, opened, "main", "main");
if (!kept) sayWhatCame(board, "main");

/** A link to the article names a chapter, or holds a model. @param {string} hash */
function linkedModel(hash) {
  return new URLSearchParams(hash.slice(1)).has("model") ? hash : "";
}

/** What a reader may do with figures, who has come to one: the captions end with it. */
function fillCaptions() {
  void whenSharingIsThere(({ shareLines, toTheLab }) => {
    toTheLab(board, spots);
    shareLines(board, spots, fetchFigure);
  });
}

/**
 * What is done when it is first called for, and not again.
 *
 * @param {() => Promise<void>} act
 */
function once(act) {
  /** @type {Promise<void> | null} */
  let done = null;
  return () => {
    done ??= act();
    return done;
  };
}

/**
 * Whether the article is true of a run: it is written about one size of model, whatever its seed and its documents.
 *
 * @param {Setup} setup
 */
function isOfArticle({ preset, settings }) {
  return preset === "microgpt" && Object.keys(settings).every((each) => ["seed", "num_steps"].includes(each));
}

/**
 * Why the article cannot show the run of a file; nothing if it can.
 *
 * @param {Pick<Outlook, "setup">} outlook
 * @param {boolean} hasDocuments  whether what it was trained on is there
 */
function refusal({ setup }, hasDocuments) {
  const { preset, settings } = setup;
  if (!isOfArticle({ preset, settings: /** @type {Setup["settings"]} */ (settings), text: null }))
    return "This page is about the model as it was published, and this is another: open it in the lab.";
  return hasDocuments ? "" : "This model was trained on other documents: open it in the lab, which asks for them.";
}
