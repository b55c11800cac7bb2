/**
 * Where everything lies that the page and its worker fetch: the only maker of addresses.
 *
 * A bundle lies in a folder whose name holds a digest of it, and so do the others that it fetches from. The build puts
 * in here where these are, so that a page never gets what another build made. Where one page holds the whole site,
 * fetching from these gives what the page holds, and scripts are at addresses that it makes: see ../standalone.
 */

const part = (/** @type {string} */ name, /** @type {string} */ path) => new URL(PARTS[name] + path, import.meta.url);

/** The worker's script: it lies with the bundles. */
export const workerUrl = () => globalThis.carried?.workerUrl?.() ?? new URL("worker.js", import.meta.url);

/**
 * What a reader may do with figures, and its style: bundled apart, so that the pages, which fetch it later, are not cut
 * in pieces for its sake.
 *
 * @param {"share.js" | "share.css"} name
 */
export const sharingUrl = (name) => new URL(name, import.meta.url);

/** The style of a figure that is fetched later. @param {string} name */
export const figureStyleUrl = (name) => new URL(`figure-${name}.css`, import.meta.url);

/** What was recorded when the site was built, such as "run.json". @param {string} name */
export const recordedUrl = (name) => part("recorded", name);

/** Our own Python: the wheel, the lock that names it, and the session. @param {string} name */
export const pythonUrl = (name) => part("python", name);

/** A file of Pyodide, or its folder: it names its files by itself. @param {string} name */
export const pyodideUrl = (name = "") => part("pyodide", name);

/** The service worker's script, at the root of the site, for it answers only for what is below it. */
export const keeperUrl = () => new URL("../../../sw.js", import.meta.url);

/** Where the bundles lie, from the root of the site: it says which build this is. */
export const srcPath = () => new URL(".", import.meta.url).href.slice(new URL("./", keeperUrl()).href.length);

/** What Python begins with, in words: one page that holds the whole site has it within. */
export const FETCHING = globalThis.carried ? "Unpacking Python" : "Fetching Python";

/** What a module at one of these addresses is imported by. @param {URL} url */
export const moduleAddress = async ({ href }) => (await globalThis.carried?.moduleUrl(href)) ?? href;
