/**
 * The quiet line below a figure: embed it, copy a link to it, have a picture of it. What these do is fetched when one
 * of them is first pressed.
 *
 * @import {Figure} from "../../figures/figure.js"
 * @import {Board} from "../../state/board.js"
 *
 * @typedef {object} Shared  a figure that is shared, as it stands
 * @property {HTMLElement} stage  what a picture shows
 * @property {Figure} figure
 * @property {string} id  that it is placed under
 * @property {string | null} look
 * @property {string} run
 * @property {string} [link]  to the page as it stands, if that shows it
 */

import { element } from "../../draw/element.js";

/** @typedef {keyof typeof import("./acts.js").ACTS} Act */

/** @type {[Act, string][]} */
const BUTTONS = [
  ["embed", "Embed"],
  ["copy", "Copy link"],
  ["picture", "Picture"],
];

/**
 * Put the line in a place.
 *
 * @param {Element} place
 * @param {Board} board
 * @param {() => Promise<Shared>} shared  what it is about when it is pressed
 * @param {string} look  the classes of its buttons
 */
export function shareLine(place, board, shared, look = "link") {
  const said = element("span", { role: "status" });
  for (const [act, words] of BUTTONS) {
    if (act === "embed" && globalThis.carried) continue; // there is no other page to be embedded
    const button = element("button", { type: "button", class: look }, words);
    button.addEventListener("click", async () => {
      said.textContent = "";
      try {
        const { ACTS } = await import("./acts.js");
        await ACTS[act](board, await shared(), said);
      } catch (error) {
        said.textContent = `That did not work: ${/** @type {Error} */ (error).message}.`;
      }
    });
    place.append(button, " ");
  }
  place.append(said);
}
