/**
 * What a shared figure shows, in words.
 *
 * @import {PageState} from "../../state/page.js"
 * @import {Shared} from "./line.js"
 */

import { quoted } from "../../draw/quoted.js";
import { traceOfLook } from "../../state/page.js";

/** Figures that show a run as it is now. */
const OF_RUN = ["controls", "loss", "samples", "generated"];

/**
 * Of which document in which step a figure is, or after which one.
 *
 * @param {PageState} state
 * @param {Pick<Shared, "figure" | "look" | "run">} shared
 * @returns {{doc: string, step: number | null}}
 */
export function momentOf(state, { figure, look, run }) {
  const header = figure.needsTrace && look !== null ? traceOfLook(state, look)?.header : null;
  if (header) return { doc: header.doc, step: header.step };
  const newest = OF_RUN.includes(figure.name) ? state.runs[run].shown.steps.at(-1) : undefined;
  return { doc: "", step: newest?.step ?? null };
}

/**
 * @param {string} title
 * @param {{doc: string, step: number | null}} moment
 */
export function sayWhat(title, { doc, step }) {
  if (doc !== "") return `${title}: ${quoted(doc)} in training step ${step}`;
  return step === null ? title : `${title}, after ${step} training ${step === 1 ? "step" : "steps"}`;
}

/**
 * Such as microgpt-heads-emma-step-500.
 *
 * @param {string} name
 * @param {{doc: string, step: number | null}} moment
 */
export function fileName(name, { doc, step }) {
  const word = doc.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  const parts = ["microgpt", name, [...word].slice(0, 40).join(""), step === null ? "" : `step-${step}`];
  return parts.filter((part) => part !== "").join("-");
}
