/** Markup that was made when the site was built: the one kind that is not a template. */

const policy = (() => {
  try {
    return globalThis.trustedTypes?.createPolicy("microgpt-markup", { createHTML: (text) => text });
  } catch {
    return undefined; // the page may have none of this name
  }
})();

/** The same text is the same thing, which whoever draws need not draw again. @type {Map<string, string>} */
const made = new Map();

/**
 * Markup as a page takes it that may only show what it has a policy for.
 *
 * @param {string} text  a line of our own source, coloured
 * @returns {string}
 */
export function markup(text) {
  if (!policy) return text;
  const found = made.get(text) ?? policy.createHTML(text);
  made.set(text, found);
  return found;
}
