/** An id that no other element of the page has: a figure may stand there twice. */

let made = 0;

/** @param {string} name */
export function ownId(name) {
  made += 1;
  return `${name}-${made}`;
}
