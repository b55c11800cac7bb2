/** What came in place of a file that was wanted, in words that follow on "wanted NAME, but". */

/** The types that browsers run as a module. */
const JAVASCRIPT = /^(text|application)\/(x-)?(java|ecma)script$/;

/**
 * What is wrong with an answer, as far as its head tells.
 *
 * @param {Response} response
 * @returns {string | null}
 */
export function faultOf(response) {
  if (!response.ok) return `the server answered ${response.status}`;
  if (typeOf(response) === "text/html") return "the server sent a page in its place (text/html)";
  return null;
}

/**
 * What is wrong with what came, by its size.
 *
 * @param {number} came  bytes
 * @param {number | undefined} wanted  undefined if any number may be right
 * @returns {string | null}
 */
export function sizeFault(came, wanted) {
  if (wanted === undefined || came === wanted) return null;
  return `${came.toLocaleString("en")} bytes came, not ${wanted.toLocaleString("en")}`;
}

/**
 * Why a script did not load: it is asked for once more, to see what comes.
 *
 * @param {URL | string} url
 * @returns {Promise<string | null>}  null if nothing is wrong with it that can be seen
 */
export async function scriptFault(url) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url);
  } catch {
    return "it could not be fetched: the connection failed, or something in this browser blocks it";
  }
  const fault = faultOf(response);
  if (fault) return fault;
  const type = typeOf(response);
  return JAVASCRIPT.test(type)
    ? null
    : `the server sent it as ${type || "nothing in particular"}, and browsers run only what is sent as text/javascript`;
}

/** @param {Response} response */
const typeOf = ({ headers }) => (headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
