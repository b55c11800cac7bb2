/**
 * What Pyodide fetches: counted as it comes in, and told of when it is not what was built. Pyodide itself logs some of
 * that and goes on, to fail elsewhere or to wait for ever.
 */

import { moduleAddress } from "./assets.js";
import { faultOf, scriptFault, sizeFault } from "./came.js";
import { SIZES } from "./sizes.js";

/** @param {string} name @param {string} fault */
const broken = (name, fault) => new Error(`wanted ${name}, but ${fault}`);

/**
 * Watch what is fetched from now on.
 *
 * @param {{onBytes: (count: number) => void, onBroken: (error: Error) => void}} listeners
 */
export function watchFetching({ onBytes, onBroken }) {
  /** Those that are still being counted. @type {Set<Promise<void>>} */
  const counts = new Set();
  const fetched = self.fetch;

  self.fetch = async (...request) => {
    const [asked] = request;
    const { pathname } = new URL(asked instanceof Request ? asked.url : asked);
    const response = await fetched(...request).catch((error) => {
      onBroken(broken(pathname, "it could not be fetched whole and unchanged"));
      throw error;
    });
    const fault = faultOf(response);
    if (fault) onBroken(broken(pathname, fault));
    else {
      // a copy is counted: the answer stays the browser's own, so that it can be compiled while it comes
      const counted = count(response.clone(), pathname).catch(onBroken);
      counts.add(counted);
      void counted.then(() => counts.delete(counted));
    }
    return response;
  };

  /** @param {Response} response @param {string} pathname */
  async function count(response, pathname) {
    if (!response.body) return;
    const reader = response.body.getReader();
    let came = 0;
    try {
      for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
        came += value.byteLength;
        onBytes(value.byteLength);
      }
    } catch {
      throw broken(pathname, "it could not be fetched whole");
    }
    const fault = sizeFault(came, SIZES[pathname.slice(pathname.lastIndexOf("/") + 1)]);
    if (fault) throw broken(pathname, fault);
  }

  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    try {
      return await instantiated(response, imports);
    } catch (error) {
      await Promise.all(counts); // what came may be the cause
      const { message } = /** @type {Error} */ (error);
      const { pathname } = new URL(response.url);
      onBroken(broken(pathname, `it is no WebAssembly that this browser takes: ${message}`));
      throw error;
    }
  };

  /**
   * Compiled while it comes in, if the server says what it is, else when it is there.
   *
   * @param {Response} response
   * @param {WebAssembly.Imports} [imports]
   */
  async function instantiated(response, imports) {
    const isTold = response.headers.get("Content-Type")?.toLowerCase() === "application/wasm";
    if (isTold) return instantiateStreaming.call(WebAssembly, response, imports);
    return WebAssembly.instantiate(await response.arrayBuffer(), imports);
  }
}

/**
 * Import a module, or fail with a sentence that names it.
 *
 * @param {URL} url
 */
export async function imported(url) {
  try {
    return await import(await moduleAddress(url));
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw broken(url.pathname, (await scriptFault(url)) ?? `it could not be run: ${message}`);
  }
}
