/** How the parameters of a matrix moved: with this step's gradient, against it, without one, or not at all. */

import { element } from "../../draw/element.js";

export const SHARES = /** @type {const} */ (["with", "against", "adrift", "unmoved"]);

/** @typedef {Record<typeof SHARES[number], number>} Moved */

/** A thin bar of the four shares, one after the other. */
export function shareBar() {
  const parts = SHARES.map((name) => element("span", { "data-share": name }));
  const node = element("span", { class: "adam-bar", "aria-hidden": "true" }, ...parts);
  return {
    node,
    /** @param {Moved | null} moved @param {number | null} width in px, null: as wide as there is room */
    update(moved, width) {
      node.classList.toggle("is-empty", moved === null);
      node.style.width = width === null ? "" : `${width}px`;
      parts.forEach((part, i) => part.style.setProperty("flex-grow", String(moved ? moved[SHARES[i]] : 0)));
    },
  };
}
