/** Numbers as text: how many digits, and the words around them. Computes nothing that is not already there. */

const MINUS = "\u2212";
const MISSING = "\u2026"; // a number that is not there yet
/** With their seconds. @type {[string, number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const WHOLE = new Intl.NumberFormat("en-US");

/** @param {number} x @param {number} [digits] */
export function fixed(x, digits = 2) {
  return x.toFixed(digits).replace("-", MINUS);
}

/** A number as exactly as it is worth reading: six digits after the first that is not 0. @param {number} x */
export function exact(x) {
  if (Number.isNaN(x)) return MISSING;
  const size = Math.abs(x);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? x.toExponential(5) : x.toPrecision(6);
  return text.replace(/-/g, MINUS);
}

/** A number to four digits, written with its sign when asked. @param {number} x @param {boolean} [hasSign] */
export function digits(x, hasSign = false) {
  if (Number.isNaN(x)) return MISSING;
  const text = x === 0 ? "0" : Math.abs(x) < 1e-4 || Math.abs(x) >= 1e5 ? x.toExponential(3) : x.toPrecision(4);
  return (hasSign && x > 0 ? "+" : "") + text.replaceAll("-", MINUS);
}

/** A number in the least room in which it can be told from others: three digits. @param {number} x */
export function brief(x) {
  if (Number.isNaN(x)) return MISSING;
  const size = Math.abs(x);
  const text = x === 0 ? "0" : size < 1e-3 || size >= 1e4 ? x.toExponential(1) : x.toPrecision(3);
  return text.replaceAll("-", MINUS);
}

/** A bound that is told in two digits: 0.000013. @param {number} x */
export function small(x) {
  return x !== 0 && x < 1e-9 ? x.toExponential() : x.toLocaleString("en-US", { maximumSignificantDigits: 2 });
}

/** 4192 -> 4,192 @param {number} n */
export function whole(n) {
  return WHOLE.format(n);
}

/** A duration for a reader who waits: 0:42, 2:05, 1:02:05. @param {number} seconds */
export function clock(seconds) {
  const all = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** How long ago, as it is said: 3 minutes ago. @param {number} seconds */
export function ago(seconds) {
  const unit = UNITS.find(([, length]) => seconds >= length);
  if (!unit) return "a moment ago";
  const many = Math.floor(seconds / unit[1]);
  return `${many} ${unit[0]}${many === 1 ? "" : "s"} ago`;
}

/** A duration of work: 172 ms, 4.6 ms, 2.1 s. @param {number} seconds */
export function duration(seconds) {
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  const ms = seconds * 1000;
  return `${ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Whether a token stands for no character, as BOS does. @param {string} token */
export const isSpecial = (token) => token.length > 1 && token.startsWith("<");

/** A token as the reader should see it. @param {string} token */
export function tokenText(token) {
  if (token === " ") return "\u2423";
  return token.startsWith("<") && token.length > 1 ? token.slice(1, -1) : token;
}

/** As a sentence begins. @param {string} text */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
