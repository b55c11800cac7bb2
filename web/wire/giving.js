/**
 * Documents on their way to Python: a file in pieces, so that mail is answered between them; the names of the published
 * program, from their author's address or from what this browser has kept of it.
 *
 * @import {Commands, Documents, WorkerEvent} from "./protocol.js"
 * @import {Python} from "./python.js"
 *
 * @typedef {(event: WorkerEvent) => void} Tell
 */

const PIECE = 2 ** 20; // bytes: Python is through with them in some ten ms
const KEPT = "microgpt published names";

const fetched = globalThis.fetch.bind(globalThis); // as it is before Python's own files are watched

/** @param {Python} python */
export function givingTo({ call }) {
  let newest = 0;

  /**
   * Have Python read a file. Another that is asked for meanwhile takes its place.
   *
   * @param {string} name
   * @param {Blob} file
   * @param {Tell} tell
   */
  async function readFile(name, file, tell) {
    newest += 1;
    const own = newest;
    for (let at = 0; ; at += PIECE) {
      const end = Math.min(at + PIECE, file.size);
      const content = await inBase64(name, file.slice(at, end));
      if (own !== newest) throw new Error(`${name}: given up for what was chosen after it`);
      const isLast = end === file.size;
      const read = call("gather", { name, content, is_first: at === 0, is_last: isLast });
      tell({ event: "reading", name, loaded: end, total: file.size });
      if (read) return { ...read, text: await file.text() };
      if (isLast) throw new Error(`${name}: it has changed while it was read`);
    }
  }

  /** The address of the names, which Python knows, and how many bytes are there. */
  function published() {
    const found = call("lists", {}).find((each) => each.address !== null);
    if (!found?.address) throw new Error("wanted a list with an address, but there is none");
    return { url: found.address, bytes: found.bytes };
  }

  return {
    /**
     * @param {Commands["read"]["args"]} args
     * @param {Tell} tell
     * @returns {Promise<Documents>}
     */
    async read({ name, source }, tell) {
      if (typeof source !== "string") return readFile(name, source, tell);
      newest += 1;
      return { ...call("read", { name, text: source }), text: source };
    },

    /**
     * @param {Tell} tell
     * @returns {Promise<Documents>}
     */
    async fetchNames(tell) {
      newest += 1;
      const { url, bytes } = published();
      const store = await globalThis.caches?.open(KEPT).catch(() => null); // a sandboxed frame has none
      const before = await store?.match(url).catch(() => null);
      const file = await (before?.blob() ?? comeFrom(url, bytes, tell));
      try {
        const read = call("published", { content: await inBase64("makemore", file) });
        if (!before) await store?.put(url, new Response(file)).catch(() => {}); // without room it is fetched again
        return { ...read, text: await file.text() };
      } catch (error) {
        await store?.delete(url).catch(() => {}); // so that it is fetched anew
        throw error;
      }
    },
  };
}

/**
 * What comes from an address, told of as it comes.
 *
 * @param {string} url
 * @param {number} total  bytes
 * @param {Tell} tell
 */
async function comeFrom(url, total, tell) {
  const { host } = new URL(url);
  const response = await fetched(url, { credentials: "omit", referrerPolicy: "no-referrer" }).catch(() => {
    throw new Error(
      `The published names could not be fetched from ${host}: there is no network, or something on the way refuses ` +
        "it. Nothing that was here is lost: try again later, or choose another list.",
    );
  });
  if (!response.ok || !response.body) {
    throw new Error(`The published names could not be fetched: ${host} answered ${response.status}.`);
  }
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    loaded += piece.value.byteLength;
    if (loaded > total) throw new Error(`The published names have ${total} bytes, but ${host} sends more.`);
    tell({ event: "reading", name: "makemore", loaded, total });
  }
  return new Blob(pieces);
}

/**
 * @param {string} name
 * @param {Blob} piece
 * @returns {Promise<string>}
 */
function inBase64(name, piece) {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener("load", () => {
      const [, content = ""] = String(reader.result).split(","); // data:...;base64,...; of nothing "data:" alone
      resolve(content);
    });
    reader.addEventListener("error", () => reject(new Error(`${name}: cannot be read (${reader.error?.message})`)));
    reader.readAsDataURL(piece);
  });
}
