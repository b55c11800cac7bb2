/**
 * The numbers of the line that turns a document into token ids: of one token, or of them all.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Noted} from "./forward.js"
 */

import { quoted } from "../../draw/quoted.js";
import { tokenText } from "../../draw/format.js";
import { notesAt } from "./code.js";

/**
 * @param {Trace} trace
 * @param {number | null} at  which token
 */
export function tokenAbout(trace, at) {
  const { doc, token_ids: ids, vocabulary } = trace.header;
  if (at === null) return `${quoted(doc)} as token ids`;
  const isCharacter = at > 0 && at <= [...doc].length;
  const what = isCharacter ? `the character “${[...doc][at - 1]}”` : tokenText(vocabulary[ids[at]]);
  return `token ${at}: ${what}${isCharacter ? "" : at === 0 ? ", before the document" : ", after it"}`;
}

/**
 * @param {Trace} trace
 * @param {number | null} at  which token
 * @param {string} line
 * @returns {Noted}
 */
export function tokenNotes(trace, at, line) {
  const { doc, token_ids: ids } = trace.header;
  const characters = [...doc];
  const character = characters[(at ?? 0) - 1];
  const id = at === null ? "" : String(ids[at]);
  if (at === null) {
    const isWhole = ids.length === characters.length + 2; // not cut to the positions that there are
    const named = /** @type {[string, string][]} */ ([
      ["self.bos", String(ids[0])],
      ["doc", quoted(doc)],
      ...(isWhole ? [["self.eos", String(ids[ids.length - 1])]] : []),
    ]);
    return { notes: notesAt(line, named), result: `= ${ids.join(" ")}` };
  }
  if (at === 0) return { notes: notesAt(line, [["self.bos", id]]), result: "" };
  if (character === undefined) return { notes: notesAt(line, [["self.eos", id]]), result: "" };
  return {
    notes: notesAt(line, [
      ["self._ids[ch]", id],
      ["ch", `“${character}”`],
      ["doc", quoted(doc)],
    ]),
    result: "",
  };
}
