/** A dialog over the page: closed by its button, by Escape, or beside it; what had the focus gets it back. */

import { element } from "../../draw/element.js";
import { ownId } from "../../draw/own-id.js";

/**
 * Open one; it is gone when it is closed.
 *
 * @param {string} title
 * @param {...HTMLElement} parts
 */
export function openDialog(title, ...parts) {
  const id = ownId("share-dialog");
  const close = element("button", { type: "button", class: "button small" }, "Close");
  const isFocused = parts.some((each) => each.querySelector("[autofocus]"));
  const heading = element("h2", { id, tabindex: "-1", autofocus: !isFocused }, title);
  const head = element("header", {}, heading, close);
  const dialog = element("dialog", { class: "share-dialog", "aria-labelledby": id }, head, ...parts);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // they are none of the page's
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
