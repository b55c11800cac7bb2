/**
 * What is said of the documents that can be chosen.
 *
 * @import {NamedList} from "../../wire/protocol.js"
 * @import {Host} from "../figure.js"
 */

import { megabytes } from "../../draw/format.js";

/** What a list is, and where it is from. @param {Pick<NamedList, "what" | "source">} list */
export const sourceText = ({ what, source }) => `${what}. ${source}`;

/** What fetching a list means, before it is done. @param {NamedList} list */
export function fetchText({ address, bytes }) {
  const { host } = new URL(address ?? "about:blank");
  return (
    `${megabytes(bytes)} from ${host}, which sees your address as any server does. They are checked, and kept in ` +
    "this browser: the next time they come from there, without a network too."
  );
}

/** @param {NonNullable<Host["reading"]>} reading */
export const comingText = ({ name, loaded, total }) => `${name}: ${megabytes(loaded)} of ${megabytes(total)}`;
