/** What the form of a new run offers, and what becomes of a setting when it is chosen. */

/** What stands for a setting that is left as it is. */
export const OWN = "as in the program";

export const PRESETS = [
  { value: "microgpt", text: "microgpt, as published" },
  { value: "first", text: "its first revision" },
];

/**
 * What can be chosen, by setting: the lab's pictures are legible within these.
 *
 * @type {Record<string, {label: string, values: number[]}>}
 */
export const CHOICES = {
  n_layer: { label: "layers", values: [1, 2, 3, 4] },
  n_head: { label: "heads", values: [1, 2, 4, 8] },
  n_embd: { label: "vector length", values: [8, 16, 32] },
  block_size: { label: "positions", values: [4, 8, 16] },
};

/** Settings that have a control: the others come with a link. */
export const CONTROLS = [...Object.keys(CHOICES), "seed"];

/**
 * The options for a setting, one more if a link has brought another number.
 *
 * @param {number[]} values
 * @param {unknown} chosen
 */
export function choicesOf(values, chosen) {
  const all = typeof chosen === "number" ? new Set([...values, chosen]) : values;
  const offered = [...all].sort((a, b) => a - b).map((value) => ({ value: String(value), text: String(value) }));
  return [{ value: "", text: OWN }, ...offered];
}

/**
 * What was typed as a whole number, or left empty. What is none, or one that JavaScript does not keep, stays the text
 * that it is, for Python to refuse.
 *
 * @param {string} text
 */
export function numberOf(text) {
  const typed = text.trim();
  if (typed === "") return null;
  return /^-?\d+$/.test(typed) && Number.isSafeInteger(Number(typed)) ? Number(typed) : typed;
}
