/**
 * The files of the site where one page holds them all: what asks the site for one gets it from the page. To a page that
 * was opened as a file browsers give nothing that lies beside it, neither to fetch nor to run.
 *
 * @typedef {(path: string) => string | undefined} Held  the file of that path in the site, gzipped, in Base64
 */

/** The types of files that browsers ask to know. @type {Record<string, string>} */
const TYPES = { js: "text/javascript", wasm: "application/wasm", json: "application/json" };

/**
 * Answer with the files that are held whoever asks the site for them, from now on and in all of this page or worker.
 * Returns what is at an address of the site, as fetching it does.
 *
 * @param {Held} held
 */
export function carry(held) {
  const fetched = globalThis.fetch.bind(globalThis);

  globalThis.fetch = (asked, options) => {
    const url = asked instanceof Request ? asked.url : String(asked);
    return url.startsWith(SITE) ? answer(url) : fetched(asked, options);
  };

  /** @param {string} url */
  async function answer(url) {
    const path = new URL(url).pathname.slice(1);
    const content = held(path);
    if (content === undefined) throw new TypeError(`there is no ${path} in this file`);
    const { body } = await fetched(`data:application/gzip;base64,${content}`);
    const stream = /** @type {ReadableStream<BufferSource>} */ (body).pipeThrough(new DecompressionStream("gzip"));
    const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const response = new Response(stream, { headers: { "Content-Type": type } });
    return Object.defineProperty(response, "url", { value: url }); // where it came from, as every answer says
  }
}

/**
 * An address of a module of the site that can be imported.
 *
 * @param {string} url
 */
export const moduleUrl = async (url) => URL.createObjectURL(await (await fetch(url)).blob());
