/** What the worker begins with in a page that holds the whole site: the files that the page has put before it. */

import { carry, moduleUrl } from "./carried.js";

const own = /** @type {{held: Record<string, string>, importScripts?: unknown}} */ (
  /** @type {unknown} */ (globalThis)
);
carry((path) => own.held[path]);
own.importScripts = undefined; // by which Pyodide tells workers that take no modules; this one does, by import()
globalThis.carried = { moduleUrl };
