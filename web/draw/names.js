/** Invented names as they stand on a page: those that are in the data, and so not invented, are marked. */

import { html } from "lit-html";
import { classes } from "./classes.js";

/**
 * @param {string} name
 * @param {readonly string[]} inData  those that are in its data, held out or not
 */
export function nameItem(name, inData) {
  const isKnown = inData.includes(name);
  return html`<span class=${classes("invented", { "is-known": isKnown })} title=${isKnown ? "in the data" : ""}
    >${name}${isKnown ? html`<span class="visually-hidden"> (in the data)</span>` : ""}</span
  >`;
}

/**
 * 7 of 20, underlined with dots, are in the data already.
 *
 * @param {readonly string[]} names
 * @param {readonly string[]} inData
 */
export function knownText(names, inData) {
  if (!names.length) return "";
  const known = names.filter((name) => inData.includes(name)).length;
  if (known === 0) return "None of them is in the data.";
  return `${known} of ${names.length}, underlined with dots, ${known === 1 ? "is" : "are"} in the data already.`;
}
