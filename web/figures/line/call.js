/**
 * The parts of a line that makes a stage, such as `q = tap(f"{layer}.attn_q", ops.linear(x, w))`: what it assigns, the
 * operation, and what that is given.
 *
 * @typedef {{start: number, end: number}} Span
 */

/** An operation, or the norm that a config has chosen among them. */
const CALL = /\b(?:ops\.(\w+)|(norm))\(/;

/**
 * @param {string} line
 * @returns {{result: Span, operands: Span[]} | null}  result: the name that is assigned, else the operation; null for a
 *   line that calls none
 */
export function callIn(line) {
  const called = CALL.exec(line);
  if (!called) return null;
  const operation = { start: called.index, end: called.index + called[0].length - 1 };
  const assigned = /^(\w+) = /.exec(line);
  const result = assigned ? { start: 0, end: assigned[1].length } : operation;
  return { result, operands: argumentsAt(line, operation.end + 1) };
}

/**
 * The text of the operation and of what it is given: q = linear(x, layer0.attn_wq), x = rmsnorm(x)
 *
 * @param {string} line
 * @param {(string | null)[]} [names]  of what is given, where there is a better one than stands in the line
 * @param {string} [operation]  that it was, where the line leaves that open
 */
export function callText(line, names = [], operation = undefined) {
  const parts = callIn(line);
  if (!parts) return line;
  const { result, operands } = parts;
  const called = /** @type {RegExpExecArray} */ (CALL.exec(line));
  const given = operands.map(({ start, end }, at) => names[at] ?? line.slice(start, end)).join(", ");
  const assigned = result.start === 0 ? `${line.slice(0, result.end)} = ` : "";
  return `${assigned}${operation ?? called[1] ?? called[2]}(${given})`;
}

/**
 * @param {string} line
 * @param {number} from  behind the opening bracket
 */
function argumentsAt(line, from) {
  /** @type {Span[]} */
  const found = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < line.length; at++) {
    if ("([{".includes(line[at])) depth += 1;
    const isEnd = depth === 0 && ")]}".includes(line[at]);
    if (isEnd || (depth === 0 && line[at] === ",")) {
      found.push({ start: start + (line[start] === " " ? 1 : 0), end: at });
      start = at + 1;
    }
    if (isEnd) return found;
    if (")]}".includes(line[at])) depth -= 1;
  }
  return found;
}
