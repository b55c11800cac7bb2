/** The controls of training: Train or Pause, Step, Reset, how many steps, and how far it has come. */

import "./style.css";
import { clock, duration, fixed, whole } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

/**
 * @typedef {object} Props
 * @property {"idle" | "waiting" | "training" | "pausing" | "generating"} activity
 * @property {boolean} isStopped  whether Python has ended, so that nothing can be asked of it
 * @property {number} step  steps done
 * @property {number} numSteps
 * @property {number} maxSteps
 * @property {number | null} average
 * @property {number} [secondsPerStep]
 * @property {number} [secondsLeft]
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function controlsView(root, { dispatch }) {
  const main = element("button", { type: "button", class: "button main" });
  const step = element("button", { type: "button", class: "button" }, "Step");
  const reset = element("button", { type: "button", class: "button" }, "Reset");
  const numSteps = element("input", { type: "number", id: "num-steps", min: 1, step: 1, inputmode: "numeric" });
  const complaint = element("p", { class: "complaint", id: "num-steps-complaint", role: "alert" });
  const bar = element("div", { class: "progress-bar" });
  const progress = element("div", { class: "progress", role: "progressbar", "aria-label": "training" }, bar);
  const stats = element("dl", { class: "numbers row" });
  /** @param {string} name */
  const stat = (name) => {
    const value = element("dd", { class: "figure" });
    stats.append(element("div", {}, element("dt", {}, name), value));
    return value;
  };
  const [stepStat, lossStat, paceStat, leftStat] = ["step", "loss", "a step takes", "time left"].map(stat);
  root.append(
    element(
      "div",
      { class: "controls row" },
      element(
        "div",
        { class: "buttons" },
        main,
        step,
        reset,
        element("label", { for: "num-steps", class: "field" }, "for ", numSteps, " steps"),
      ),
      stats,
    ),
    complaint,
    progress,
  );

  main.addEventListener("click", () => dispatch({ type: main.dataset.action }));
  step.addEventListener("click", () => dispatch({ type: "step-asked" }));
  reset.addEventListener("click", () => dispatch({ type: "reset-asked" }));
  numSteps.addEventListener("change", () => {
    const { min, max, value } = numSteps;
    const wanted = Number(value);
    const isFine = value !== "" && Number.isInteger(wanted) && wanted >= Number(min) && wanted <= Number(max);
    setText(complaint, isFine ? "" : `Wanted a whole number from ${min} to ${max}, not “${value}”.`);
    numSteps.setAttribute("aria-invalid", String(!isFine));
    if (isFine) dispatch({ type: "num-steps-set", numSteps: wanted });
  });

  /** @param {Props} props */
  return function update(props) {
    const { activity, isStopped, step: done, numSteps: wanted, maxSteps, average, secondsPerStep, secondsLeft } = props;
    const isStoppable = activity === "waiting" || activity === "training" || activity === "pausing";
    const isOver = done >= wanted;
    setText(main, isStoppable ? "Pause" : done > 0 && !isOver ? "Go on" : "Train");
    main.dataset.action = isStoppable ? "pause-asked" : "train-asked";
    main.disabled = isStopped || activity === "pausing" || activity === "generating" || (isOver && !isStoppable);
    step.disabled = isStopped || activity !== "idle" || isOver;
    reset.disabled = isStopped || done === 0 || activity === "generating";
    numSteps.disabled = activity !== "idle";
    numSteps.min = String(Math.max(1, done));
    numSteps.max = String(maxSteps);
    if (document.activeElement !== numSteps && !complaint.textContent) numSteps.value = String(wanted);
    bar.style.setProperty("inline-size", `${(100 * done) / Math.max(wanted, done, 1)}%`);
    progress.setAttribute("aria-valuemax", String(wanted));
    progress.setAttribute("aria-valuenow", String(done));
    setText(stepStat, `${whole(done)} / ${whole(wanted)}`);
    setText(lossStat, average === null ? "–" : fixed(average));
    setText(paceStat, secondsPerStep === undefined ? "–" : duration(secondsPerStep));
    setText(leftStat, secondsLeft === undefined ? "–" : clock(secondsLeft));
  };
}
