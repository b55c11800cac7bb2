/**
 * What a link restores: a table of names, types and defaults; the rest reads and writes it. Kept behind the #, so that a
 * static host need know nothing of it.
 *
 * @typedef {{type: "integer" | "text", default: number | string | null, min?: number, choices?: readonly string[]}} Entry
 */

const VIEWS = ["map", "graph", "cache", "heads", "predictions", "adam"];

/** @type {Record<string, Entry>} */
export const LAB_TABLE = {
  doc: { type: "text", default: "" },
  target: { type: "integer", default: null, min: 0 },
  step: { type: "integer", default: null, min: 1 },
  cursor: { type: "integer", default: 0, min: 0 },
  op: { type: "integer", default: null, min: 0 },
  view: { type: "text", default: "map", choices: VIEWS },
  beside: { type: "text", default: null, choices: VIEWS },
};

/**
 * The settings in a hash; what is missing or makes no sense there takes its default.
 *
 * @param {string} hash
 * @param {Record<string, Entry>} table
 */
export function readHash(hash, table) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Record<string, any>} */
  const settings = {};
  for (const [name, entry] of Object.entries(table)) {
    const text = given.get(name);
    const number = Number(text);
    const isFine =
      text !== null &&
      (entry.type === "integer"
        ? text !== "" && Number.isSafeInteger(number) && number >= (entry.min ?? -Infinity)
        : !entry.choices || entry.choices.includes(text));
    settings[name] = isFine ? (entry.type === "integer" ? number : text) : entry.default;
  }
  return settings;
}

/**
 * The hash of settings, without those at their default.
 *
 * @param {Record<string, any>} settings
 * @param {Record<string, Entry>} table
 */
export function writeHash(settings, table) {
  const given = new URLSearchParams();
  for (const [name, entry] of Object.entries(table)) {
    if (settings[name] !== entry.default && settings[name] !== undefined) given.set(name, String(settings[name]));
  }
  const text = given.toString();
  return text ? `#${text}` : "#";
}
