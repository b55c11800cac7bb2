/**
 * Where everything lies that the page and its worker fetch: the only maker of addresses.
 *
 * A bundle lies in src/ of the site. All addresses end with the version of the site, which the build puts in here, so
 * that no browser mixes two of them. Where one page holds the whole site, these are answered with what it holds, and
 * scripts are what it makes of them: see ../standalone.
 */

const site = new URL("../", import.meta.url);
const versioned = (/** @type {string} */ path) => new URL(`${path}?v=${VERSION}`, site);

/** The worker's script. */
export const workerUrl = () => globalThis.carried?.workerUrl?.() ?? versioned("src/worker.js");

/** What was recorded when the site was built, such as "run.json". @param {string} name */
export const recordedUrl = (name) => versioned(`recorded/${name}`);

/** Our own Python: the wheel, the lock that names it, and the session. @param {string} name */
export const pythonUrl = (name) => versioned(`python/${name}`);

/** A file of Pyodide, or its folder: it names its files by itself, so without our version. @param {string} name */
export const pyodideUrl = (name = "") => new URL(`pyodide/${name}`, site);

/** What a module at one of these addresses is imported by. @param {URL} url */
export const moduleAddress = async ({ href }) => (await globalThis.carried?.moduleUrl(href)) ?? href;
