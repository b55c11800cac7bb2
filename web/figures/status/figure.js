/**
 * One line on where the numbers come from: a recording, or the Python in this page, and how far that has booted. Where
 * there is a look it speaks of the step that is looked at, else of the run.
 *
 * @import {Figure, FigureAction, Host, Props, Run} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { megabytes, whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { cameText } from "../../draw/shared-words.js";
import { templateIn } from "../../draw/template.js";
import { ELSEWHERE, isRecording, RECORDED } from "../../trace/read.js";
import { settings } from "./settings.js";
import "./style.css";

const WHEN_BUILT = "were recorded when the page was built";

/** @type {Figure} */
export const status = {
  name: "status",
  title: "Where the numbers come from",
  caption: "Live: the Python in this page computed them. Recorded: it did when the page was built.",
  settings,
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(statusView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function statusView(props, dispatch) {
  const { host, run, settings } = props;
  const { isLive, what } = props.look.id === "" ? ofRun(props) : ofStep(props);
  const { python } = host;
  const boot =
    python.kind === "loading"
      ? html`<progress
          class="boot"
          aria-label="Python loading"
          max=${python.total || 1}
          .value=${python.loaded}
        ></progress>`
      : nothing;
  const { isBrief } = settings;
  const came = isBrief && run.origin?.shared ? cameText(run.origin.shared) : "";
  const text = `${what} ${came} ${pythonText(python, run.activity === "waiting")}`.trim();
  return html`<p class=${classes("python-state row", { "is-brief": isBrief })} title=${isBrief ? text : nothing}>
    ${what ? badgeView(isLive) : nothing}
    <span class=${isBrief ? "visually-hidden" : nothing}>${text}</span>
    ${isBrief ? html`<span class="note" aria-hidden="true">${briefText(props)}</span>` : nothing}
    ${boot} ${python.kind === "asleep" ? startButton(python.total, dispatch) : nothing}
  </p>`;
}

/** @param {boolean} isLive */
const badgeView = (isLive) =>
  html`<span class="badge" data-kind=${isLive ? "live" : "recorded"}>${isLive ? "Live" : "Recorded"}</span>`;

/**
 * @param {number} total
 * @param {(action: FigureAction) => void} dispatch
 */
function startButton(total, dispatch) {
  return button(`Start Python, ${megabytes(total)}`, () => dispatch({ type: "python-wanted" }), { kind: "small" });
}

/** @param {Props} props */
function ofRun({ run: { isLive, shown, origin, done } }) {
  const recorded = `This run of ${shown.steps.at(-1)?.step ?? 0} steps was recorded when the page was built.`;
  const from = originText(origin, done);
  if (origin?.recorded && isLive) return { isLive, what: begunText(origin.recorded, WHEN_BUILT, done) };
  if (origin?.opened && isLive) return { isLive, what: begunText(origin.opened, "came with a file", done) };
  if (isLive) return { isLive, what: `Every number of this run was computed by the Python in this page${from}.` };
  return { isLive, what: shown.steps.length ? recorded : "" };
}

/** @param {Props} props */
function ofStep({ trace, run, look: { awaited } }) {
  const isLive = Boolean(trace) && !isRecording(trace);
  const own = isLive && trace.header.run === run.id ? modelText(run.origin, trace.header.step - 1) : "";
  const model = isLive && trace.header.run === RECORDED ? ", with the recorded model" : own;
  const coming = awaited ? ` The link’s step${stepText(awaited.step)} comes as soon as Python has made it.` : "";
  if (trace?.header.run === ELSEWHERE)
    return { isLive: false, what: "This step was recorded elsewhere: it is shown from a file." };
  const by = isLive ? "computed by the Python in this page" : "recorded when the page was built";
  return { isLive, what: `This step was ${by}${model}.${coming}` };
}

/**
 * Of a run whose first steps were not done here.
 *
 * @param {number} first  how many
 * @param {string} whence
 * @param {number} done
 */
function begunText(first, whence, done) {
  const rest = done > first ? "The Python in this page did the others." : "Python goes on from there.";
  return `${first === 1 ? "The first step" : `The first ${whole(first)} steps`} of this run ${whence}. ${rest}`;
}

/**
 * Of a step of the run: with which weights it was done.
 *
 * @param {Run["origin"]} origin
 * @param {number} done  training steps before it
 */
function modelText(origin, done) {
  const { recorded } = origin ?? {};
  if (!recorded) return originText(origin, done);
  return done > recorded ? `, from the recorded model of ${whole(recorded)} steps on` : ", with the recorded model";
}

/**
 * Where the weights came from, if not from this page's own training.
 *
 * @param {Run["origin"]} origin
 * @param {number} done  training steps
 */
function originText(origin, done) {
  if (!origin?.shared) return "";
  const { step } = origin.shared;
  return done > step ? `, from the link’s model of step ${whole(step)} on` : ", with the model of the link";
}

/** @param {Props} props */
function briefText({ host: { python }, run: { origin } }) {
  if (python.kind === "ready" && origin?.shared) return "the link’s model";
  if (python.kind === "ready") return "Python is up";
  if (python.kind === "asleep") return "";
  if (python.kind === "stopped") return "no Python";
  return python.total ? `Python, ${megabytes(python.loaded)} of ${megabytes(python.total)}` : "Python is coming";
}

/** @param {number | null} step */
const stepText = (step) => (step === null ? "" : ` ${whole(step)}`);

/**
 * @param {Host["python"]} python
 * @param {boolean} isWaiting
 */
function pythonText(python, isWaiting) {
  if (python.kind === "asleep") return "Python runs in this page once it is started.";
  if (python.kind === "stopped") return "Python is not running.";
  if (python.kind === "ready") return `Python is up, after ${python.seconds.toFixed(1)} s.`;
  const bytes = python.total ? `, ${megabytes(python.loaded)} of ${megabytes(python.total)}` : "";
  const then = isWaiting ? "; training begins when it is up" : "";
  return `${python.stage}${bytes}${then}.`;
}
