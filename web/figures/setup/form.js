/**
 * What the form of a new run asks Python, and what becomes of what is typed into it.
 *
 * @import {Props, Question, Run} from "../figure.js"
 * @import {SettingTold, SettingsTable} from "../../wire/protocol.js"
 *
 * @typedef {number | string | boolean} Typed
 *
 * @typedef {object} Field  a setting with what it is to be
 * @property {SettingTold} told
 * @property {string} value  as text
 * @property {string} initial  what it is if nothing is said, as text
 * @property {boolean} isChanged
 */

import { wantedOf } from "../setups.js";

/** @param {Pick<Props, "run">} props @returns {Question[]} */
export function questionsOf({ run }) {
  const args = /** @type {any} */ (wantedOf(run));
  return [
    { name: "table", command: "settings", args: {} },
    { name: "lists", command: "lists", args: {} },
    { name: "prospect", command: "prospect", args },
    { name: "probed", command: "probe", args, isExact: true },
  ];
}

/**
 * A setting of the form: the reader's, or the preset's own. How many steps there are is the reader's for every run.
 *
 * @param {SettingTold} told
 * @param {SettingsTable} table
 * @param {Run} run
 * @returns {Field}
 */
export function fieldOf(told, { presets }, { setup: { preset, settings }, numSteps }) {
  const own = presets.find(({ name }) => name === preset) ?? presets[0];
  const initial = told.name === "num_steps" ? String(numSteps) : own.values[told.name];
  const isChanged = told.name in settings;
  return { told, initial, isChanged, value: isChanged ? textOf(settings[told.name]) : initial };
}

/** @param {Typed} value */
const textOf = (value) => (typeof value === "boolean" ? (value ? "on" : "off") : String(value));

/**
 * What somebody chose or typed for a setting, as it is kept: null if it is what it would be anyway. A number that
 * JavaScript would write otherwise, or cannot send, stays the text that it is, for Python to read or refuse.
 *
 * @param {Pick<Field, "told" | "initial">} field
 * @param {string} text
 * @returns {Typed | null}
 */
export function typedOf({ told, initial }, text) {
  if (text === initial) return null;
  if (told.kind === "switch") return text === "on";
  if (told.kind === "choice") return text;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : text;
}
