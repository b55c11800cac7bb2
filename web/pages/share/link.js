/**
 * A link to a figure as it stands.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Shared} from "./line.js"
 */

import { isFile } from "../../draw/pages.js";
import { copied, selectedField } from "./clipboard.js";
import { openDialog } from "./dialog.js";
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
  if (await copied(link)) said.textContent = isFile(link) ? "Copied: it leads to this file, on this machine" : "Copied";
  else openDialog("Copy this link", selectedField("The browser lets no page copy here, so take it yourself:", link));
}
