/**
 * What moves the heads view: the moment of training whose weights are shown, and how many names are averaged over.
 *
 * @import {Props} from "./weights.js"
 */

import { element, setText } from "../../draw/element.js";
import { whole } from "../../draw/format.js";
import { namesText } from "./summary.js";
import { afterSteps } from "./text.js";
import { isOverTraining, momentOf } from "./weights.js";

const SAMPLE_COUNTS = [50, 200, 1000];

/** @param {HTMLElement} root @param {{set: (figures: {trainingMoment?: number | null, sampleCount?: number}) => void}} context */
export function controlsView(root, { set }) {
  const range = element("input", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    "aria-label": "Moment of training",
    "aria-valuetext": "",
  });
  const said = element("output", { class: "heads-moment" });
  const back = element("button", { type: "button", class: "button small" }, "Back to this trace");
  const scrubNote = element("span", { class: "note" });
  const scrub = element("div", { class: "field row" }, element("span", {}, "Weights"), range, said, back, scrubNote);
  const options = SAMPLE_COUNTS.map((count) => element("option", { value: count }, whole(count)));
  const select = element("select", { "aria-label": "Names averaged over" }, ...options);
  const countNote = element("span", { class: "note" });
  const average = element(
    "div",
    { class: "field row" },
    element("span", {}, "Averages over"),
    select,
    element("span", {}, "names"),
    countNote,
  );
  root.append(element("div", { class: "heads-controls row" }, scrub, average));

  range.addEventListener("input", () => set({ trainingMoment: Number(range.value) }));
  back.addEventListener("click", () => set({ trainingMoment: null }));
  select.addEventListener("change", () => set({ sampleCount: Number(select.value) }));

  /** @param {Props} props */
  return function update(props) {
    const { trace, overTraining, sampleCount, canAsk, heads } = props;
    const isThere = overTraining !== null && overTraining.moments.length > 0 && isOverTraining(props);
    const moment = momentOf(props);
    const done = trace.header.step - 1;
    const moments = isThere ? overTraining.moments : [];
    range.disabled = !isThere;
    range.setAttribute("max", String(Math.max(moments.length - 1, 0)));
    range.value = String(
      moment ??
        Math.max(
          moments.findLastIndex((steps) => steps <= done),
          0,
        ),
    );
    const text = moment === null ? `of this trace, ${afterSteps(done)}` : afterSteps(moments[moment]);
    range.setAttribute("aria-valuetext", text);
    setText(said, text);
    back.hidden = moment === null;
    setText(
      scrubNote,
      isThere
        ? ""
        : overTraining && overTraining.doc !== trace.header.doc
          ? `What was kept over training is of \u201c${overTraining.doc}\u201d.`
          : canAsk
            ? "Moving through training comes once Python has trained."
            : "Moving through training comes with Python.",
    );
    for (const option of options) option.toggleAttribute("selected", Number(option.value) === sampleCount);
    select.value = String(sampleCount);
    select.disabled = !canAsk;
    const shown = heads && heads.docs !== sampleCount ? `Shown: ${namesText(heads.docs)}.` : "";
    setText(countNote, canAsk ? shown : `${shown} Choosing comes with Python.`.trim());
  };
}
