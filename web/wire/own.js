/**
 * A worker of this page alone. What stands between a page and a worker, this or another, is an End.
 *
 * @import {LifeEvent, Reply, WorkerEvent} from "./protocol.js"
 *
 * @typedef {object} Listeners
 * @property {(message: WorkerEvent | LifeEvent | Reply) => void} hear
 * @property {(cause: string) => void} die  its script could not be run, or the page may have none
 *
 * @typedef {object} End
 * @property {(message: object) => void} postMessage  a Command, or {ping: true}
 * @property {() => void} end  the page wants no more of it
 *
 * @typedef {(url: URL, listeners: Listeners) => End} Open
 */

import { scriptFault } from "./came.js";

/** Where a page may only do what it has a policy for, a worker's address is one of these things. */
const policy = (() => {
  try {
    return globalThis.trustedTypes?.createPolicy("microgpt-worker", { createScriptURL: (address) => address });
  } catch {
    return undefined; // it may have none of this name: the browser then says what it misses
  }
})();

/** An address as a worker's constructor takes it here. @param {string} address */
export const scriptAddress = (address) => /** @type {string} */ (policy?.createScriptURL(address) ?? address);

let born = 0;

/**
 * Make a worker. A page without an origin of its own (in a sandboxed frame) may have none from anywhere: for it the
 * script is one that imports ours. What the page has made itself (blob:) it may have, and is no module.
 *
 * @param {URL} url
 */
function newWorker({ href, protocol }) {
  const isOwn = protocol === "blob:";
  const isWithoutOrigin = globalThis.origin === "null" && !isOwn;
  const address = isWithoutOrigin
    ? `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(href)}`)}`
    : href;
  const name = `microgpt-worker-${performance.timeOrigin}-${born++}`;
  return new Worker(scriptAddress(address), { type: isOwn ? "classic" : "module", name });
}

/**
 * @param {URL} url
 * @param {Listeners} listeners
 * @returns {End & {connect: (port: MessagePort) => void}}  connect: let somebody else have it, too
 */
export function openOwn(url, { hear, die }) {
  /** @type {Worker | null} */
  let worker = null;
  try {
    worker = newWorker(url);
    worker.addEventListener("message", ({ data }) => hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      void whyNot(url, event.message).then(die);
    });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    queueMicrotask(() => die(`this page may have no worker (${message.replace(/\.$/, "")})`)); // once we have returned
  }
  return {
    postMessage: (message) => worker?.postMessage(message),
    connect: (port) => worker?.postMessage({ connect: port }, [port]),
    end: () => worker?.terminate(),
  };
}

/**
 * @param {URL} url
 * @param {string} message  empty if the script did not even load
 */
async function whyNot(url, message) {
  if (message) return message;
  const fault = await scriptFault(url);
  return fault ? `wanted ${url.pathname}, but ${fault}` : "its script could not be loaded";
}
