/** A document where it is spoken of: the whole of a name, the beginning of a novel. */

const MOST_CHARACTERS = 40;

/**
 * A document in quotation marks, as much of it as a sentence has room for.
 *
 * @param {string} doc
 */
export function quoted(doc) {
  const characters = [...doc.slice(0, 2 * MOST_CHARACTERS + 2)]; // each may take two places
  return characters.length > MOST_CHARACTERS ? `“${characters.slice(0, MOST_CHARACTERS).join("")}…”` : `“${doc}”`;
}
