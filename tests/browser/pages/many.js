/** A page with a board and nothing on it, for tests to place figures on: globalThis.many. */

import "../../../web/styles/all.css";
import { FIGURES } from "../../../web/figures/list.js";
import { number } from "../../../web/figures/settings.js";
import { createBoard } from "../../../web/state/board.js";
import { linkOf, readLink } from "../../../web/state/link.js";
import { newLook } from "../../../web/state/look.js";
import { loadRecordedRun, loadRecordedStages, loadRecordedTrace } from "../../../web/state/recorded.js";
import { newRun } from "../../../web/state/run.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/** A figure that nobody knew when the page was written. */
const made = {
  name: "made",
  title: "Made in a test",
  caption: "What Python says of the loss at a temperature.",
  settings: { heat: number("the temperature", 1, { min: 0.1, max: 2 }) },
  needsTrace: true,
  asks: ({ trace, settings }) => [
    { name: "tempered", command: "temper", args: { trace: trace.header.id, temperature: settings.heat } },
  ],
  mount(root, { dispatch, signal }) {
    const text = document.createElement("button");
    root.append(text);
    text.addEventListener("click", () => dispatch({ type: "set", settings: { heat: 0.5 } }));
    addEventListener("keydown", () => {}, { signal });
    return {
      update: ({ trace, look, answers, settings }) => {
        const sum = answers.tempered?.probs[0].reduce((all, each) => all + each, 0);
        const said = sum === undefined ? "not answered" : `heat ${answers.tempered.temperature}, sum ${sum.toFixed(6)}`;
        text.textContent = `${trace.header.doc} at ${look.cursor}, set to ${settings.heat}: ${said}`;
      },
      destroy: () => text.remove(),
    };
  },
};

globalThis.many = {
  figures: FIGURES,
  linkOf,
  readLink,
  /** @param {string[]} looks */
  async open(looks) {
    const board = createBoard({ runs: [newRun("main")], looks: looks.map((id) => newLook(id, "main")) });
    globalThis.many.board = board;
    for (const look of looks) await (await loadRecordedTrace(board, look)).whole;
  },
  /** The recorded step's frames and stages alone, for a look. @param {string} look */
  async openStages(look) {
    globalThis.many.board = createBoard({ runs: [newRun("main")], looks: [newLook(look, "main")] });
    await loadRecordedStages(globalThis.many.board, look);
  },
  /** Have the board show the recorded run. */
  recorded: () => loadRecordedRun(globalThis.many.board, "main"),
  /**
   * Figures in a section of their own; returns what takes them away.
   *
   * @param {string[]} names
   * @param {string} look
   */
  place(names, look) {
    const section = document.createElement("section");
    main.append(section);
    const away = names.map((name) => {
      const root = document.createElement("div");
      root.dataset.figure = name;
      section.append(root);
      const figure = name === "made" ? made : FIGURES[name];
      const id = `${name}-${section.parentElement?.childElementCount}`;
      return globalThis.many.board.place({ figure, root, id, look, run: "main" });
    });
    const remove = () => {
      for (const each of away) each();
      section.remove();
    };
    return { section, remove };
  },
  /** Until what has changed is drawn. */
  async drawn() {
    for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
  },
};
document.documentElement.dataset.ready = "";
