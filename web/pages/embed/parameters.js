/**
 * The table of all parameters of an embed: in its link after the #, or as attributes of <microgpt-figure>. It is made
 * of the settings of the figures, the run, the look and the page, and is data: for the page itself, for the authors'
 * page, for tests.
 *
 * Names are compared without case, hyphens and underscores: block-size, blockSize and block_size are one. Where a
 * figure has a setting of the name of one of the run or the look, the plain name is the figure's, and the other one has
 * run- or look- before it, which may always stand there.
 *
 * @import {Kind, Setting} from "../../figures/settings.js"
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {Kind} kind  what it can be
 * @property {any} default
 * @property {string[] | null} figures  the embeds that have it; null: all
 * @property {"page" | "run" | "look" | "figure"} of
 * @property {string} own  its name among the settings that it is of
 * @property {string[]} keys  how its name may be written, without case, hyphens and underscores
 * @property {Setting} setting
 */

import { EMBEDS } from "./embeds.js";
import { FIGURE_SETTINGS } from "./figure-settings.js";
import { RUN } from "./run-settings.js";
import { LOOK, PAGE } from "./settings.js";

/** Other names that authors may try. @type {Record<string, string[]>} */
const ALSO = { num_steps: ["steps"], doc: ["document"], op: ["operation"], select: ["selection"] };

/** @param {string} name */
const keyOf = (name) => name.replaceAll(/[-_]/g, "").toLowerCase();

/** In kebab-case: block_size and isBrief as block-size and brief. @param {string} name */
const kebab = (name) =>
  name
    .replace(/^is(?=[A-Z])/, "")
    .replaceAll("_", "-")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-")
    .toLowerCase();

/**
 * @param {Parameter["of"]} of
 * @param {string} own
 * @param {Setting} setting
 * @param {{prefix?: string, also?: string[], figures?: string[] | null}} [as]
 * @returns {Parameter}
 */
function row(of, own, setting, { prefix = "", also = [], figures = null } = {}) {
  const names = [kebab(own), ...also];
  const name = prefix + names[0];
  const keys = [
    ...(prefix ? [] : names),
    ...(of === "run" || of === "look" ? names.map((each) => `${of}-${each}`) : []),
  ];
  const { kind, default: initial } = setting;
  return { name, kind, default: initial, figures, of, own, keys: keys.map(keyOf), setting };
}

/**
 * The settings of an embed's first figure, as it begins there.
 *
 * @param {string} embed
 * @returns {Record<string, Setting>}
 */
export function settingsOf(embed) {
  const [{ figure, settings = {} }] = EMBEDS[embed].parts;
  const all = Object.entries(FIGURE_SETTINGS[figure] ?? {});
  const open = all.filter(([, { isPassing, isGiven }]) => !isPassing || isGiven);
  return Object.fromEntries(open.map(([name, each]) => [name, { ...each, default: settings[name] ?? each.default }]));
}

/**
 * The parameters that an embed has.
 *
 * @param {string} embed
 * @returns {Parameter[]}
 */
export function parametersOf(embed) {
  const found = known.get(embed) ?? madeOf(embed);
  known.set(embed, found);
  return found;
}

/** @type {Map<string, Parameter[]>} */
const known = new Map();

/** @param {string} embed @returns {Parameter[]} */
function madeOf(embed) {
  const figure = Object.entries(settingsOf(embed)).map(([own, each]) => row("figure", own, each, { figures: [embed] }));
  const taken = new Set(figure.flatMap(({ keys }) => keys));
  const rest = (/** @type {"run" | "look"} */ of, /** @type {Record<string, Setting>} */ settings) =>
    Object.entries(settings).map(([own, each]) => {
      const prefix = taken.has(keyOf(kebab(own))) ? `${of}-` : "";
      return row(of, own, each, { prefix, also: ALSO[own] });
    });
  const page = Object.entries(PAGE).map(([own, each]) => row("page", own, each));
  return [...page, ...figure, ...rest("run", RUN), ...rest("look", LOOK)];
}

/**
 * Every parameter once: those of figures with the embeds that have them.
 *
 * @returns {Parameter[]}
 */
export function allParameters() {
  /** @type {Map<string, Parameter>} */
  const rows = new Map();
  for (const embed of Object.keys(EMBEDS)) {
    for (const each of parametersOf(embed)) {
      const { name, of, setting, default: initial, figures } = each;
      const key = JSON.stringify([name, of, setting.meaning, initial]);
      const same = rows.get(key);
      if (same?.figures && figures) same.figures.push(...figures);
      else if (!same) rows.set(key, { ...each, figures: figures && [...figures] });
    }
  }
  return [...rows.values()];
}
