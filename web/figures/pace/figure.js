/**
 * Pace: the same training step with one node per number and with one per vector, counted, and timed when somebody asks.
 *
 * @import {Paces} from "../../wire/protocol.js"
 * @import {Figure, Props, Question} from "../figure.js"
 */

import { html } from "lit-html";
import { duration, whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { askedText, askText, KINDS, sameText, timedText } from "./text.js";
import { settings } from "./settings.js";
import "./style.css";

const [FEW, MORE] = [10, 20]; // times: in turns, for what is asked a second time has to differ

const UNTIMED = html`<span class="note">not timed</span>`;

/** @type {Figure} */
export const pace = {
  name: "pace",
  title: "One node per number, or per vector",
  caption: "The same training step with both autograds: how many nodes it makes and, when you ask, how long it takes.",
  settings,
  needsTrace: true,

  asks({ trace, settings: { times } }) {
    const of = trace.header.id;
    /** @type {Question[]} */
    const questions = [{ name: "counted", command: "paces", args: { trace: of, times: 0 } }];
    if (times > 0) questions.push({ name: "timed", command: "paces", args: { trace: of, times } });
    return questions;
  },

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const time = (/** @type {number} */ times) => dispatch({ type: "set", settings: { times } });
    return {
      update: (props) => view.draw(paceView(props, time)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(times: number) => void} time
 */
function paceView({ answers, canAsk, settings, trace }, time) {
  const { counted, timed: newest = null } = /** @type {Record<string, Paces | null>} */ (answers);
  const timed = settings.times > 0 && newest?.doc === trace.header.doc ? newest : null;
  const paces = timed ?? counted;
  const isWaiting = settings.times > 0 && timed?.times !== settings.times;
  const next = settings.times === FEW ? MORE : FEW;
  const { ways = [] } = paces ?? {};
  const most = Math.max(...ways.map(({ nodes }) => nodes));
  const longest = Math.max(...ways.map(({ seconds }) => seconds ?? 0));
  return html`<div class="pace">
    <table class="pace-table">
      <caption class="note">
        ${paces ? askedText(paces) : ""}
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">nodes</th>
          <th scope="col">a step takes</th>
        </tr>
      </thead>
      <tbody>
        ${ways.map(
          ({ autograd, nodes, seconds }) =>
            html`<tr>
              <th scope="row">${KINDS[autograd]}</th>
              <td>${barView(whole(nodes), nodes / most)}</td>
              <td>${seconds === null ? UNTIMED : barView(duration(seconds), seconds / longest)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <div class="row pace-foot">
      ${button(askText(next, timed !== null), () => time(next), { kind: "small", isDisabled: !canAsk || isWaiting })}
      <p class="note" role="status">${timedText(timed, { isWaiting, canAsk })}</p>
    </div>
    <p class="note pace-same">${paces ? sameText(paces) : ""}</p>
  </div>`;
}

/**
 * A number over its bar.
 *
 * @param {string} text
 * @param {number} share  of the room
 */
const barView = (text, share) =>
  html`<span class="figure">${text}</span><span class="pace-bar" ${style({ "--part": share })}></span>`;
