/** One line on where the numbers come from: a recording, or the Python in this page, and how far that has booted. */

import "./style.css";
import { megabytes } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

/**
 * @typedef {object} Props
 * @property {{kind: "loading", stage: string, loaded: number, total: number} | {kind: "ready", seconds: number}
 *   | {kind: "stopped"}} python
 * @property {boolean} isLive
 * @property {string} what  what the pictures show, in a sentence
 * @property {boolean} isWaiting
 *
 * @param {HTMLElement} root
 */
export function pythonStateView(root) {
  const badge = element("span", { class: "badge" });
  const text = element("span", {});
  const boot = element("progress", { class: "boot", "aria-label": "Python loading" });
  root.append(badge, text, boot);

  /** @param {Props} props */
  return function update({ python, isLive, what, isWaiting }) {
    setText(badge, isLive ? "Live" : "Recorded");
    badge.dataset.kind = isLive ? "live" : "recorded";
    setText(text, `${what} ${pythonText(python, isWaiting)}`.trim());
    boot.hidden = python.kind !== "loading";
    if (python.kind === "loading") {
      boot.max = python.total || 1;
      boot.value = python.loaded;
    }
  };
}

/** @param {Props["python"]} python @param {boolean} isWaiting */
function pythonText(python, isWaiting) {
  if (python.kind === "stopped") return "Python is not running.";
  if (python.kind === "ready") return `Python is up, after ${python.seconds.toFixed(1)} s.`;
  const bytes = python.total ? `, ${megabytes(python.loaded)} of ${megabytes(python.total)}` : "";
  const then = isWaiting ? "; training begins when it is up" : "";
  return `${python.stage}${bytes}${then}.`;
}
