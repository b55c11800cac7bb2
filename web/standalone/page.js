/** Begins the page that holds the whole site, when all of it has come: each file is in an element of its own. */

import { isLabAsked, LAB } from "./asked.js";
import { carry, moduleUrl } from "./carried.js";

/** In the page the files are what these hold, by path. @type {Map<string, HTMLScriptElement>} */
const elements = new Map();
for (const each of /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll("script[data-file]"))) {
  elements.set(each.dataset.file ?? "", each);
  each.remove(); // they are of no page
}
const held = (/** @type {string} */ path) => elements.get(path)?.textContent ?? undefined;

/**
 * The address of the worker's script, with the files in it that it asks for: of a page that was opened as a file it can
 * get nothing. It is no module, for browsers refuse such a page a worker that is one.
 */
async function workerUrl() {
  const script = await (await fetch(`${SITE}${WORKER}`)).text();
  const own = [...elements.keys()].filter((path) => elements.get(path)?.dataset.in === "worker");
  const files = Object.fromEntries(own.map((path) => [path, held(path)]));
  return URL.createObjectURL(new Blob([`var held=${JSON.stringify(files)};`, script], { type: "text/javascript" }));
}

async function begin() {
  carry(held);
  const worker = await workerUrl();
  globalThis.carried = {
    workerUrl: () => new URL(worker),
    moduleUrl,
    pages: { article: "?", lab: LAB },
  };
  await import(await moduleUrl(`${SITE}${isLabAsked() ? PAGES.lab : PAGES.article}`));
}

begin().catch(reportError); // which start.js says in the page
