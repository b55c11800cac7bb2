/**
 * A statement of the source as a line of text whose words keep their colours, and cut where something is noted.
 *
 * @import {Place} from "../../wire/trace-format.js"
 *
 * @typedef {{text: string, kind: string}} Run  some text of one colour; kind: a class of the listing
 * @typedef {{start: number, end: number, text: string}} Note  of what stands from start to end
 * @typedef {{runs: Run[], note: string | null}} Piece
 */

const ENTITIES = /** @type {Record<string, string>} */ ({ lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" });
const COMMENT = "c1";

/**
 * A statement in one line, without its comments and what stands before it.
 *
 * @param {Record<string, string[]>} sources  lines as HTML
 * @param {Place} place
 * @returns {Run[]}
 */
export function statementRuns(sources, { file, line, last }) {
  const lines = (sources[file] ?? []).slice(line - 1, last).map((html) => trimmed(runsOf(html)));
  return lines.flatMap((runs, at) => (at === 0 ? runs : [{ text: " ", kind: "" }, ...runs]));
}

/** @param {Run[]} runs */
export const textOf = (runs) => runs.map(({ text }) => text).join("");

/**
 * @param {string} html  of one line: text, and spans with a class
 * @returns {Run[]}
 */
export function runsOf(html) {
  return [...html.matchAll(/<span class="([^"]*)">([^<]*)<\/span>|([^<]+)/g)].map(([, kind, inside, plain]) => ({
    text: (inside ?? plain).replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole),
    kind: kind ?? "",
  }));
}

/** @param {Run[]} runs */
function trimmed(runs) {
  const code = runs.filter(({ kind }) => kind !== COMMENT);
  const first = code.findIndex(({ text }) => text.trim() !== "");
  const last = code.findLastIndex(({ text }) => text.trim() !== "");
  return code.slice(Math.max(first, 0), last + 1).map(({ text, kind }, at, all) => {
    const end = at === all.length - 1 ? text.trimEnd() : text;
    return { text: at === 0 ? end.trimStart() : end, kind };
  });
}

/**
 * The line cut into what has a note and what has none.
 *
 * @param {Run[]} runs
 * @param {Note[]} notes  none over another
 * @returns {Piece[]}
 */
export function piecesOf(runs, notes) {
  const length = textOf(runs).length;
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const { start, end, text } of notes.toSorted((a, b) => a.start - b.start)) {
    if (start > at) pieces.push({ runs: cut(runs, at, start), note: null });
    pieces.push({ runs: cut(runs, start, end), note: text });
    at = end;
  }
  if (at < length) pieces.push({ runs: cut(runs, at, length), note: null });
  return pieces;
}

/**
 * @param {Run[]} runs
 * @param {number} from
 * @param {number} to
 */
function cut(runs, from, to) {
  /** @type {Run[]} */
  const found = [];
  let at = 0;
  for (const { text, kind } of runs) {
    const part = text.slice(Math.max(from - at, 0), Math.max(to - at, 0));
    if (part) found.push({ text: part, kind });
    at += text.length;
  }
  return found;
}

const GAP = 1.5; // letters between two notes

/**
 * How many letters of the code each piece has to be wide, so that no note runs into the next: a note may stand under
 * what follows and has none.
 *
 * @param {Piece[]} pieces
 * @param {number} noteSize  how wide a letter of a note is beside one of the code
 * @returns {number[]}
 */
export function widthsOf(pieces, noteSize) {
  const lengths = pieces.map(({ runs }) => textOf(runs).length);
  return pieces.map(({ note }, at) => {
    if (note === null) return lengths[at];
    const next = pieces.findIndex((piece, index) => index > at && piece.note !== null);
    if (next < 0) return lengths[at];
    const room = lengths.slice(at + 1, next).reduce((sum, each) => sum + each, 0);
    return Math.max(lengths[at], note.length * noteSize + GAP - room);
  });
}

/**
 * Where names stand in a line, each after the one before; a name is no part of a longer one.
 *
 * @param {string} line
 * @param {readonly (readonly [name: string, text: string])[]} named  with what is to be noted of them
 * @returns {Note[]}
 */
export function notesAt(line, named) {
  let from = 0;
  return named.map(([name, text]) => {
    const pattern = new RegExp(`(?<![\\w.])${escaped(name)}(?!\\w)`, "g");
    pattern.lastIndex = from;
    const start = pattern.exec(line)?.index;
    if (start === undefined) throw new Error(`wanted ${name} in ${line}`);
    from = start + name.length;
    return { start, end: from, text };
  });
}

/** @param {string} name */
const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
