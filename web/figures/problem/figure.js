/** What went wrong, in a sentence, with the details folded and a way on. */

import "./style.css";
import { element, setText } from "../../draw/element.js";
import { whole } from "../../draw/format.js";

/**
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function problemView(root, { dispatch }) {
  const message = element("p", { role: "alert" });
  const details = element("pre", { tabindex: 0 });
  const fold = element("details", {}, element("summary", {}, "Details"), details);
  const restart = element("button", { type: "button", class: "button main" }, "Restart Python");
  const dismiss = element("button", { type: "button", class: "button" }, "Dismiss");
  restart.addEventListener("click", () => dispatch({ type: "restart-asked" }));
  dismiss.addEventListener("click", () => dispatch({ type: "problem-dismissed" }));
  root.append(
    element("div", { class: "problem" }, message, element("div", { class: "buttons" }, restart, dismiss), fold),
  );

  /** @param {{problem: {message: string, details: string, restart: boolean} | null, savedStep: number}} props */
  return function update({ problem, savedStep }) {
    root.hidden = problem === null;
    const saved = savedStep ? `step ${whole(savedStep)}, the last that was saved` : "the beginning";
    const way = problem?.restart ? ` Restarting goes on from ${saved}.` : "";
    setText(message, problem ? problem.message + way : "");
    setText(details, problem?.details ?? "");
    fold.hidden = !problem?.details;
    restart.hidden = !problem?.restart;
    dismiss.hidden = Boolean(problem?.restart);
  };
}
