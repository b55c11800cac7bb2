/**
 * The numbers in the sentences: of the recorded run until there is a live one, then Python's of that.
 *
 * @import {Facts} from "../../wire/protocol.js"
 * @import {Figure, Question} from "../../figures/figure.js"
 */

import { setText } from "../../draw/element.js";
import { RECORDED } from "../../trace/read.js";

/**
 * The text of the page as a figure: its marks are the elements with a fact in them. What stands in an element with
 * data-if="NAME" is only there if the fact of that name says something, with data-if="!NAME" only if it does not.
 *
 * @type {Figure}
 */
export const prose = {
  name: "prose",
  title: "The text",
  caption: "Its numbers are those of the model that runs.",
  settings: {},
  needsTrace: true,

  asks({ trace, run }) {
    const isOfRecorded = trace.header.id === RECORDED;
    const isTraining = run.activity === "training" || run.activity === "waiting";
    /** @type {Question[]} */
    const questions = [];
    if (!isOfRecorded) questions.push({ name: "trace", command: "facts", args: { trace: trace.header.id } });
    if (run.isLive && !isTraining) {
      const done = run.live.steps.at(-1)?.step;
      questions.push({ name: "run", command: "run_facts", args: { run: run.id }, after: done });
    }
    return questions;
  },

  mount(root) {
    const places = [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-fact]"))];
    const recorded = new Map(places.map((place) => [place, place.textContent ?? ""]));
    const conditional = [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-if]"))];
    const first = new Map(conditional.map((place) => [place, place.hidden]));
    /** @param {Facts} facts */
    const say = (facts) => {
      for (const place of places) {
        setText(place, facts[place.dataset.fact ?? ""] ?? recorded.get(place) ?? "");
      }
      for (const place of conditional) {
        const [, not, name] = /^(!?)(.*)$/.exec(place.dataset.if ?? "") ?? [];
        const fact = facts[name];
        place.hidden = fact === undefined ? first.get(place) === true : (fact === "") === (not === "");
      }
    };
    return { update: ({ answers }) => say({ ...answers.run, ...answers.trace }), destroy: () => say({}) };
  },
};
