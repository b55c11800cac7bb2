/**
 * The classes of an element as one text, always in the same order, so that the same state is the same attribute:
 * classes("cell", {"is-lit": true}).
 *
 * @param {string} base
 * @param {Record<string, boolean>} flags
 */
export function classes(base, flags) {
  return [base, ...Object.keys(flags).filter((name) => flags[name])].filter(Boolean).join(" ");
}
