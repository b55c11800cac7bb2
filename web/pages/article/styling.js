/** The styles of figures that are fetched with them. */

import { element } from "../../draw/element.js";
import { figureStyleUrl } from "../../wire/assets.js";

/** By figure: when its style is there. @type {Map<string, Promise<void>>} */
const fetched = new Map();

/**
 * Have the style of a figure on the page, before the figure stands on it.
 *
 * @param {string} name
 * @returns {Promise<void>}
 */
export function fetchStyle(name) {
  if (globalThis.carried) return Promise.resolve(); // one page that holds the whole site has all styles in it
  const before = fetched.get(name);
  if (before) return before;
  const { href } = figureStyleUrl(name);
  const link = element("link", { rel: "stylesheet", href });
  const coming = new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve(undefined));
    link.addEventListener("error", () => {
      link.remove();
      fetched.delete(name); // so that it is tried again
      reject(new Error(`the style at ${href} did not come`));
    });
  });
  fetched.set(name, coming);
  document.head.append(link);
  return coming;
}
