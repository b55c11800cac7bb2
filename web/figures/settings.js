/**
 * The settings of a figure: what each can be, and how it stands in a link. What makes no sense in a link is taken for
 * missing, so that a setting never holds what its figure cannot draw.
 *
 * @typedef {{type: "choice", choices: readonly string[]} | {type: "text"} | {type: "flag"}
 *   | {type: "number", min: number, max: number, isWhole: boolean}
 *   | {type: "numbers", names: readonly string[]} | {type: "words", words: readonly string[]}
 *   | {type: "address"}} Kind  what it can be
 *
 * @typedef {object} Setting
 * @property {Kind} kind
 * @property {any} default
 * @property {string} meaning  in a few words, for the authors' table
 * @property {(text: string) => any} read  undefined for a text that makes no sense
 * @property {(value: any) => string} write
 * @property {boolean} isPassing  such as what is pointed at, or where the figure stands: no business of a link's
 * @property {boolean} isGiven  whether it is set by who places the figure, not by who reads it
 * @property {boolean} isMoving  whether its figure moves by itself as long as it is not its default
 * @property {boolean} isShape  what of the figure is drawn at all: of one page no business of another's
 * @property {boolean} isPlace  whether it means a place in the document that is looked at: forgotten with it
 */

/**
 * @template T
 * @param {Kind} kind
 * @param {string} meaning
 * @param {T} initial
 * @param {(text: string) => T | undefined} read
 * @param {(value: T) => string} [write]
 */
const setting = (kind, meaning, initial, read, write = String) => ({
  kind,
  meaning,
  default: initial,
  read,
  write,
  isPassing: false,
  isGiven: false,
  isMoving: false,
  isPlace: false,
  isShape: false,
});

/**
 * One of some words; the first is the default.
 *
 * @template {string} T
 * @param {string} meaning
 * @param {readonly T[]} choices
 */
export const choice = (meaning, choices) =>
  setting({ type: "choice", choices }, meaning, choices[0], (text) => choices.find((each) => each === text));

/**
 * @param {string} meaning
 * @param {string | null} initial
 */
export const text = (meaning, initial) => setting({ type: "text" }, meaning, initial, (text) => text);

/**
 * @param {string} meaning
 * @param {boolean} initial
 */
export const flag = (meaning, initial) => setting({ type: "flag" }, meaning, initial, readFlag);

/** As a link writes it, or as the command line does: on, off. @type {Record<string, boolean>} */
const FLAGS = { true: true, false: false, on: true, off: false };

/** @param {string} text @returns {boolean | undefined} */
export const readFlag = (text) => (Object.hasOwn(FLAGS, text) ? FLAGS[text] : undefined);

/**
 * A number between two, or null.
 *
 * @param {string} meaning
 * @param {number | null} initial
 * @param {{min?: number, max?: number, isWhole?: boolean}} [range]
 */
export const number = (meaning, initial, { min = -Infinity, max = Infinity, isWhole = false } = {}) =>
  setting({ type: "number", min, max, isWhole }, meaning, initial, (text) => {
    const found = Number(text);
    const isFine = text !== "" && Number.isFinite(found) && found >= min && found <= max;
    return isFine && (!isWhole || Number.isSafeInteger(found)) ? found : undefined;
  });

/**
 * Some numbers by name, or null: {layer: 0, head: 2} stands in a link as 0_2.
 *
 * @template {string} N
 * @param {string} meaning
 * @param {readonly N[]} names
 */
export const numbers = (meaning, names) =>
  setting(
    { type: "numbers", names },
    meaning,
    /** @type {Record<N, number> | null} */ (null),
    (text) => {
      const found = text.split("_").map((each) => (each === "" ? Number.NaN : Number(each)));
      if (found.length !== names.length || !found.every(Number.isFinite)) return undefined;
      return /** @type {Record<N, number>} */ (Object.fromEntries(names.map((name, index) => [name, found[index]])));
    },
    (value) => (value === null ? "" : names.map((name) => value[name]).join("_")),
  );

/**
 * A setting that lasts no longer than what it is about, such as the step that the pointer is over.
 *
 * @template {Setting} S
 * @param {S} of
 */
export const passing = (of) => ({ ...of, isPassing: true });

/**
 * A setting that is given where a figure stands, such as which part of it alone is shown: no business of a link's, for
 * it leads to where there may be all of it.
 *
 * @template {Setting} S
 * @param {S} of
 */
export const given = (of) => ({ ...of, isPassing: true, isGiven: true });

/**
 * A setting that has its figure move by itself as long as it is not its default.
 *
 * @template {Setting} S
 * @param {S} of
 */
export const moving = (of) => ({ ...passing(of), isMoving: true });

/**
 * A setting that means a place in the document that is looked at, such as the position whose prediction is shown.
 *
 * @template {Setting} S
 * @param {S} of
 */
export const place = (of) => ({ ...of, isPlace: true });

/**
 * A setting that leaves parts of the figure out, as suits a page: another page has its own.
 *
 * @template {Setting} S
 * @param {S} of
 */
export const shape = (of) => ({ ...of, isShape: true });

/**
 * The settings of a figure that a page begins with other defaults.
 *
 * @param {Record<string, Setting>} settings
 * @param {Record<string, unknown>} defaults
 * @returns {Record<string, Setting>}
 */
export function withDefaults(settings, defaults) {
  return Object.fromEntries(
    Object.entries(settings).map(([name, each]) => [name, { ...each, default: defaults[name] ?? each.default }]),
  );
}

/**
 * The settings of a figure that nobody has touched.
 *
 * @param {Record<string, Setting>} settings
 */
export function defaultsOf(settings) {
  return Object.fromEntries(Object.entries(settings).map(([name, each]) => [name, each.default]));
}
