/**
 * What the run of the form would take, before it is started: Python counts its parameters and its memory, and times
 * a few steps of it.
 *
 * @import {Host, Run} from "../figure.js"
 * @import {Probed, Prospect} from "../../wire/protocol.js"
 * @import {TemplateResult} from "lit-html"
 */

import { html, nothing } from "lit-html";
import { clock, duration, megabytes, whole } from "../../draw/format.js";
import { PUBLISHED } from "../setups.js";

const MINUTE = 60; // seconds, from which on they are told as on a clock

/**
 * @param {{prospect: Prospect | null, probed: Probed | null, run: Run, canAsk: boolean}} known
 * @returns {TemplateResult | typeof nothing}
 */
export function costView({ prospect, probed, run, canAsk }) {
  if (!prospect || prospect.num_params === null) return nothing;
  const { num_params: params, memory, autograd } = prospect;
  const ways = autograd === "scalar" ? html`, a node for each number, which is slower` : nothing;
  return html`<p class="setup-cost">
      <span class="figure">${whole(params)}</span> parameters, <span class="figure">${megabytes(memory ?? 0)}</span> of
      memory${ways}${paceText(probed, run, canAsk)}
    </p>
    ${[prospect.warning, probed?.warning ?? ""].map((text) =>
      text === "" ? nothing : html`<p class="setup-warning">${text}</p>`,
    )}`;
}

/**
 * @param {Probed | null} probed
 * @param {Run} run
 * @param {boolean} canAsk
 */
function paceText(probed, run, canAsk) {
  if (!probed) return canAsk ? ". Measuring how long a step takes ..." : ". A step is timed when Python is up.";
  if (probed.seconds === null || probed.all === null) return `. ${probed.why || "How long a step takes is not known."}`;
  const steps = run.setup.settings.num_steps ?? run.numSteps;
  const all = probed.all < MINUTE ? duration(probed.all) : clock(probed.all);
  return html`. About <span class="figure">${duration(probed.seconds)}</span> a step here, measured on ${probed.steps}
    of its <span class="figure">${whole(Number(steps))}</span> steps: all of them in about
    <span class="figure">${all}</span>.`;
}

/**
 * Why no run can be started now; nothing if one can.
 *
 * @param {{run: Run, host: Host, prospect: Prospect | null}} props
 */
export function whyNot({ run: { activity, setup }, host: { python, reading }, prospect }) {
  if (reading !== null) return "Its documents are still coming.";
  if (setup.data === PUBLISHED && setup.text === null) return "The published names have to be fetched first.";
  if (python.kind === "stopped") return "Python has stopped: restart it first.";
  if (prospect?.problem) return `${prospect.problem}.`;
  const [refused] = Object.values(prospect?.problems ?? {});
  if (refused) return `${refused}.`;
  if (python.kind === "asleep") return "";
  if (python.kind === "loading") return "It can be started as soon as Python is up.";
  if (activity === "generating") return "Names are being invented: it can be started after that.";
  return activity === "idle" ? "" : "Pause the training first.";
}
