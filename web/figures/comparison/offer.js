/**
 * What could be compared with the run that is here: the one in the form, or the one that it was compared with before.
 *
 * @import {Context, Props, Question, Run} from "../figure.js"
 * @import {Prospect} from "../../wire/protocol.js"
 * @import {Config} from "../../wire/trace-format.js"
 */

import { html, nothing } from "lit-html";
import { whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { wantedOf } from "../setups.js";
import { changesOf } from "./words.js";

/** Changes that are worth a comparison, as they go into the form; from is what the run that is here has. */
const WORTH = /** @type {{text: string, name: string, value: (from: any) => number | string | boolean}[]} */ ([
  { text: "without attention", name: "attention", value: () => false },
  { text: "without the MLP", name: "mlp", value: () => false },
  { text: "one head", name: "n_head", value: () => 1 },
  { text: "two layers", name: "n_layer", value: () => 2 },
  { text: "SGD in Adam’s place", name: "optimizer", value: () => "sgd" },
  { text: "another seed", name: "seed", value: (/** @type {number} */ from) => from + 1 },
]);

/**
 * Those of them that are changes of a run with this config.
 *
 * @param {Config} config
 */
export function worthComparing(config) {
  const found = WORTH.map(({ text, name, value }) => {
    const from = config[/** @type {keyof Config} */ (name)];
    return { text, name, from, value: value(from) };
  });
  return found.filter(({ name, from, value }) => from !== value && (name !== "n_head" || config.attention));
}

/**
 * What the run in the form would be, or why it cannot be.
 *
 * @param {Pick<Props, "run">} props
 * @returns {Question[]}
 */
export function offerAsks({ run }) {
  if (run.origin === null || changesOf(run, run).length === 0) return [];
  const args = /** @type {any} */ (wantedOf(run));
  return [{ name: "prospect", command: "prospect", args, isExact: true }];
}

/**
 * @param {Props} props
 * @param {Context["dispatch"]} dispatch
 */
export function offerView({ run, host, answers }, dispatch) {
  const prospect = /** @type {Prospect | null} */ (answers.prospect ?? null);
  const changes = changesOf(run, run);
  const before = run.compared ? changesOf(run, run.compared) : [];
  const isSame = before.join() === changes.join();
  const why = whyNot(host, run);
  const refused = changes.length === 0 ? "" : refusalOf(prospect);
  return html`<p class="comparison-offer">${offerText(changes)}${costText(prospect, run)}</p>
    ${changes.length === 0 && run.live.description ? worthView(run.live.description.config, dispatch) : nothing}
    <div class="buttons">
      ${button("Set it beside this run", () => dispatch({ type: "compare-asked" }), {
        kind: "main",
        isDisabled: why !== "" || refused !== "" || changes.length === 0,
      })}
      ${button("Change something", () => dispatch({ type: "form-asked" }))}
    </div>
    <p class="note" role="status">${refused || why}</p>
    ${before.length === 0 || isSame ? nothing : beforeView(before, why !== "", dispatch)}`;
}

/** @param {string[]} changes */
function offerText(changes) {
  if (changes.length === 0) {
    return (
      "A second run can train beside this one, with one thing changed and all else the same, the seed and the " +
      "documents too. Choose what to change here, or in the form of “The run” (and do not start it there)."
    );
  }
  const several =
    changes.length > 1 ? ` What comes of ${whole(changes.length)} changes may be due to any of them.` : "";
  return `The second run would have ${changes.join(", ")}. All else is as in the run that is here.${several}`;
}

/**
 * @param {Config} config
 * @param {Context["dispatch"]} dispatch
 */
const worthView = (config, dispatch) =>
  html`<p class="comparison-worth">Worth trying:
    ${worthComparing(config).map(({ text, name, value }) =>
      button(text, () => dispatch({ type: "setting-set", name, value }), { kind: "small" }),
    )}
  </p>`;

/** @param {Prospect | null} prospect @param {Run} run */
function costText(prospect, { live: { description } }) {
  if (!prospect?.num_params || !description) return "";
  return ` That makes ${whole(prospect.num_params)} parameters; this run has ${whole(description.num_params)}.`;
}

/** Why a run cannot be, in a sentence; nothing if it can. @param {Prospect | null} prospect */
function refusalOf(prospect) {
  const [first = ""] = [...Object.values(prospect?.problems ?? {}), prospect?.problem].filter(Boolean);
  return first && `${first}.`;
}

/** @param {Props["host"]} host @param {Run} run */
function whyNot({ python }, { origin }) {
  if (python.kind === "stopped") return "Python has stopped: restart it first.";
  return origin === null ? "It can be trained as soon as Python is up." : "";
}

/**
 * @param {string[]} changes
 * @param {boolean} isDisabled
 * @param {Context["dispatch"]} dispatch
 */
const beforeView = (changes, isDisabled, dispatch) =>
  html`<p class="comparison-offer">Compared before, and gone since: a run with ${changes.join(", ")}.</p>
    ${button("Set that one beside it again", () => dispatch({ type: "compare-asked", again: true }), { isDisabled })}`;
