/**
 * What the link of an embed asks for, read with the table of parameters. What makes no sense is as if it were not said,
 * and there is a note on it, in a sentence: what was wanted, what came.
 *
 * @import {Kind} from "../../figures/settings.js"
 * @import {Parameter} from "./parameters.js"
 *
 * @typedef {object} Asked
 * @property {string} embed
 * @property {Record<string, any>} values  that were given and make sense, by name of their parameter
 * @property {Record<Parameter["of"], Record<string, any>>} settings  the same, by what they are of and their own names
 * @property {string[]} notes
 */

import { isList } from "../../figures/setups.js";
import { EMBEDS, NAMES } from "./embeds.js";
import { parametersOf } from "./parameters.js";

/** @param {string} name */
const keyOf = (name) => name.replaceAll(/[-_]/g, "").toLowerCase();

/**
 * @param {string} hash
 * @returns {Asked}
 */
export function readParameters(hash) {
  const given = [...new URLSearchParams(hash.replace(/^#/, ""))];
  /** @type {string[]} */
  const notes = [];
  const name = given.findLast(([each]) => keyOf(each) === "figure")?.[1].toLowerCase() ?? NAMES[0];
  const known = Object.keys(EMBEDS).find((each) => keyOf(each) === keyOf(name));
  const embed = known ?? NAMES[0];
  if (!known) notes.push(`There is no figure “${shortened(name)}”; there are ${NAMES.join(", ")}. This is ${embed}.`);
  const parameters = parametersOf(embed);
  /** @type {Asked} */
  const asked = { embed, values: {}, settings: { page: {}, run: {}, look: {}, figure: {} }, notes };
  for (const [name, text] of given) {
    const parameter = parameters.find(({ keys }) => keys.includes(keyOf(name)));
    if (parameter?.own === "figure" && parameter.of === "page") continue;
    const value = parameter && read(parameter, text);
    if (!parameter) notes.push(`“${shortened(name)}” is no parameter of ${embed}: it was passed over.`);
    else if (value === undefined) notes.push(refusal(parameter, text));
    else {
      asked.values[parameter.name] = value;
      asked.settings[parameter.of][parameter.own] = value;
    }
  }
  return asked;
}

/**
 * The link that asks for this.
 *
 * @param {string} embed
 * @param {Record<string, any>} values  by name of their parameter
 */
export function writeParameters(embed, values) {
  const given = new URLSearchParams({ figure: embed });
  for (const { name, setting } of parametersOf(embed)) {
    if (name in values && name !== "figure" && values[name] !== setting.default)
      given.set(name, setting.write(values[name]));
  }
  return given.toString();
}

/**
 * The run and the look that are asked for, as links of the lab have them.
 *
 * @param {Asked["settings"]} settings
 */
export function linkAsked({ run, look }) {
  const { phase: _, position: __, ...at } = look;
  const { data, ...own } = run;
  const list = data && isList(data) ? { data } : {}; // an address is fetched, and a text then
  return new URLSearchParams(
    Object.entries({ ...own, ...list, ...at }).map(([name, value]) => [name, String(value)]),
  ).toString();
}

/**
 * An attribute that is only there means yes.
 *
 * @param {Parameter} parameter
 * @param {string} text
 */
const read = ({ kind, setting }, text) => (kind.type === "flag" && text === "" ? true : setting.read(text));

const SHOWN = 60;

/** @param {string} text */
export const shortened = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/**
 * @param {Parameter} parameter
 * @param {string} text
 */
function refusal({ name, kind, setting }, text) {
  const came = shortened(text);
  const initial =
    setting.default === null || setting.default === "" ? "" : `, so it is ${setting.write(setting.default)}`;
  return `Wanted for ${name} ${wanted(kind)}, not “${came}”${initial}.`;
}

/**
 * What a parameter can be, in words.
 *
 * @param {Kind} kind
 * @returns {string}
 */
export function wanted(kind) {
  switch (kind.type) {
    case "choice":
      return `one of ${kind.choices.filter(Boolean).join(", ")}`;
    case "flag":
      return "true or false, or on or off";
    case "words":
      return `some of ${kind.words.join(", ")}`;
    case "address":
      return "an address that begins with https:, or one beside this page";
    case "numbers":
      return `${kind.names.length} numbers with _ between them (${kind.names.join("_")})`;
    case "number":
      return `${kind.isWhole ? "a whole number" : "a number"}${rangeText(kind)}`;
    default:
      return "a text";
  }
}

const MANY = 1e9;

/** @param {{min: number, max: number}} range */
function rangeText({ min, max }) {
  const least = min > -MANY ? (min > 0 && min < 1e-9 ? " above 0" : ` from ${min}`) : "";
  const most = max < MANY ? (max < 1 && max > 1 - 1e-9 ? " to below 1" : ` to ${max}`) : "";
  return `${least}${most}`;
}
