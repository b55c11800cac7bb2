/** The explainer page: one store, one worker, and the views of Figure 1. */

import "../styles/all.css";
import "./index.css";
import { conduct } from "../state/conductor.js";
import { drawOnChange } from "../state/drawing.js";
import { whole } from "../draw/format.js";
import { controlsOf, createStore, INITIAL, reduce, shown } from "../state/store.js";
import { autogradSwitch } from "../figures/autograd/figure.js";
import { controlsView } from "../figures/controls/figure.js";
import { documentView } from "../figures/document/figure.js";
import { setText } from "../draw/element.js";
import { generatedView } from "../figures/generated/figure.js";
import { lossChart } from "../figures/loss/figure.js";
import { problemView } from "../figures/problem/figure.js";
import { pythonStateView } from "../figures/status/figure.js";
import { samplesView } from "../figures/samples/figure.js";

const here = new URL(import.meta.url);
const store = createStore(reduce, INITIAL);
const { state, dispatch } = store;

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const views = {
  pythonState: pythonStateView(part("python-state")),
  problem: problemView(part("problem"), { dispatch }),
  controls: controlsView(part("controls"), { dispatch }),
  autograd: autogradSwitch(part("autograd"), { dispatch }),
  loss: lossChart(part("loss"), { dispatch }),
  document: documentView(part("document")),
  samples: samplesView(part("samples")),
  generated: generatedView(part("generated"), { dispatch }),
};

function draw() {
  const { python, activity, numSteps, savedStep, hoveredStep, problem, autograd, pace } = state.value;
  const { isLive, history } = shown(state.value);
  const { description, steps, samples } = history;
  const randomGuess = description?.random_guess ?? null;
  const hovered = hoveredStep === null ? undefined : steps.find((each) => each.step === hoveredStep);
  const recordedText = steps.length ? `This run of ${steps.length} steps was recorded when the page was built.` : "";
  const what = isLive ? "Every number below was computed by the Python in this page." : recordedText;
  views.pythonState({ python, isLive, what, isWaiting: activity === "waiting" });
  views.problem({ problem, savedStep });
  views.controls(controlsOf(state.value));
  views.autograd({ autograd, pace, isAvailable: python.kind !== "stopped" });
  const width = part("loss").clientWidth;
  views.loss({
    steps,
    numSteps: isLive ? numSteps : (description?.config.num_steps ?? numSteps),
    randomGuess,
    vocabSize: description?.tokens.length ?? 0,
    hoveredStep,
    width,
    height: Math.max(220, Math.min(340, Math.round(width * 0.5))),
  });
  views.document({ step: hovered ?? steps.at(-1) ?? null, randomGuess, slots: description?.config.block_size ?? 16 });
  views.samples({ samples });
  views.generated({
    names: history.generated,
    canGenerate: isLive && activity === "idle" && python.kind === "ready",
    isGenerating: activity === "generating",
    count: description?.config.num_samples ?? 20,
  });
  drawFacts();
}

/** The few numbers that stand in the text. */
function drawFacts() {
  const { live, recorded } = state.value;
  const description = live.description ?? recorded.description;
  if (!description) return;
  const facts = {
    "fact-docs": whole(description.num_docs),
    "fact-vocab": whole(description.tokens.length),
    "fact-params": whole(description.num_params),
    "fact-guess": description.random_guess.toFixed(2),
    "fact-command": description.command ?? "",
  };
  for (const [id, text] of Object.entries(facts)) setText(part(id), text);
  part("repeatable").hidden = description.command === null;
  part("not-repeatable").hidden = description.command !== null;
}

drawOnChange(state, draw, [part("loss")]);

conduct(store, new URL(`worker.js${here.search}`, here));
const recording = await fetch(new URL(`../recorded/run.json${here.search}`, here));
if (recording.ok) {
  const { description, events, names } = await recording.json();
  dispatch({ type: "recording-loaded", description, events, names });
}
