/**
 * A link to a figure as it stands.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Shared} from "./line.js"
 */

import { copied, selectedField } from "./clipboard.js";
import { subjectOf } from "./subject.js";

/**
 * Copy it, or have it stand there to be copied.
 *
 * @param {Board} board
 * @param {Shared} shared
 * @param {HTMLElement} said  where to say so
 */
export async function copyLink(board, shared, said) {
  const { link } = subjectOf(board, shared);
  if (await copied(link)) said.replaceChildren("Copied");
  else selectedField(said, "The browser lets no page copy here. The link:", link);
}
