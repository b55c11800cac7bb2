/**
 * What booting Python fetches: counted as it comes in, and told of when it is not what was built. Pyodide itself logs
 * some of that and goes on, to fail elsewhere or to wait for ever: so it gets what it asks for from here.
 */

import { moduleAddress, pyodideUrl } from "./assets.js";
import { faultOf, scriptFault, sizeFault } from "./came.js";
import { SIZES } from "./sizes.js";

/** @param {string} name @param {string} fault */
const broken = (name, fault) => new Error(`wanted ${name}, but ${fault}`);

/** @param {string} pathname */
const fileOf = (pathname) => pathname.slice(pathname.lastIndexOf("/") + 1);

const WASM = pyodideUrl("pyodide.asm.wasm");

/**
 * From now on, whatever is fetched is fetched through here.
 *
 * @param {(file: string, bytes: number) => void} onBytes  as many more of this file have come
 */
export function watchFetching(onBytes) {
  const fetched = self.fetch.bind(self);
  /** @type {(error: Error) => void} */
  let onBroken;
  /** Rejects when something that Pyodide has asked for is not what was built. @type {Promise<never>} */
  const asked = new Promise((_, reject) => {
    onBroken = reject;
  });
  asked.catch(() => {}); // told to whoever waits for it

  /**
   * An answer that may be what was asked for, as far as its head tells.
   *
   * @param {Parameters<typeof fetch>} request
   */
  async function answered(...request) {
    const { pathname } = urlOf(request);
    const response = await fetched(...request).catch(() => {
      throw broken(pathname, "it could not be fetched whole and unchanged");
    });
    const fault = faultOf(response);
    if (fault) throw broken(pathname, fault);
    return response;
  }

  /**
   * A file as it comes, counted.
   *
   * @param {Parameters<typeof fetch>} request
   * @returns {Promise<ReadableStream<BufferSource>>}
   */
  async function coming(...request) {
    const file = fileOf(urlOf(request).pathname);
    const { body } = await answered(...request);
    const counted = new TransformStream({
      transform(/** @type {Uint8Array<ArrayBuffer>} */ piece, onwards) {
        onBytes(file, piece.byteLength);
        onwards.enqueue(piece);
      },
    });
    return (body ?? new Blob().stream()).pipeThrough(counted);
  }

  /**
   * All of it, if it is as large as the build made it.
   *
   * @param {Parameters<typeof fetch>} request
   */
  async function whole(...request) {
    const { pathname } = urlOf(request);
    const content = await new Response(await coming(...request)).arrayBuffer().catch(() => {
      throw broken(pathname, "it could not be fetched whole");
    });
    const fault = sizeFault(content.byteLength, SIZES[fileOf(pathname)]);
    if (fault) throw broken(pathname, fault);
    return content;
  }

  /**
   * Pyodide's module, compiled while it comes in if the server says what it is, else when it is there. What came is the
   * browser's own answer, untouched: so the browser can keep what it has compiled. It is counted when it is there.
   */
  async function compiled() {
    const { pathname } = WASM;
    const response = await answered(WASM);
    const isTold = response.headers.get("Content-Type")?.toLowerCase() === "application/wasm";
    try {
      const module = isTold
        ? await WebAssembly.compileStreaming(response)
        : await WebAssembly.compile(await response.arrayBuffer());
      onBytes(fileOf(pathname), SIZES[fileOf(pathname)]);
      return module;
    } catch (error) {
      await whole(WASM); // what came may be the cause
      const { message } = /** @type {Error} */ (error);
      throw broken(pathname, `it is no WebAssembly that this browser takes: ${message}`);
    }
  }

  /**
   * Import a module of Pyodide's, or fail with a sentence that names it.
   *
   * @param {string} name
   */
  async function imported(name) {
    const url = pyodideUrl(name);
    try {
      const module = await import(await moduleAddress(url));
      onBytes(name, SIZES[name]);
      return module;
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      throw broken(url.pathname, (await scriptFault(url)) ?? `it could not be run: ${message}`);
    }
  }

  const wasm = compiled();
  wasm.catch(() => {}); // told to whoever waits for it

  /** What is fetched before Pyodide asks for it. @type {Map<string, Promise<ArrayBuffer>>} */
  const begun = new Map();

  self.fetch = async (...request) => {
    const { href, pathname } = urlOf(request);
    if (href === WASM.href) return new Response(); // what is made of it is waiting below
    if (pathname.endsWith(".js")) return fetched(...request); // which are counted when they are imported
    try {
      return new Response(await (begun.get(href) ?? whole(...request)));
    } catch (error) {
      onBroken(/** @type {Error} */ (error));
      throw error;
    }
  };

  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await wasm;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };

  return {
    /** Pyodide's module, compiled: begun at once. */
    wasm,
    coming,
    whole,
    /** Begin to fetch what Pyodide will ask for. @param {URL} url */
    begin(url) {
      const content = whole(url);
      content.catch(() => {}); // told to Pyodide
      begun.set(url.href, content);
    },
    imported,
    /**
     * What a way of booting comes to; rejects as soon as it cannot come to anything.
     *
     * @template T
     * @param {Promise<T>} booted
     * @returns {Promise<T>}
     */
    unlessBroken: (booted) => Promise.race([booted, asked, wasm.then(() => booted)]),
  };
}

/** @param {Parameters<typeof fetch>} request */
const urlOf = ([asked]) => new URL(asked instanceof Request ? asked.url : asked);
