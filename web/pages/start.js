/**
 * Says why a page has not started, in place of the sentence that it holds for that. No module: it runs where modules do
 * not load, and in browsers that are too old for them. Without it that sentence shows by itself, after some seconds.
 */

import { scriptFault } from "../wire/came.js";

const BROWSERS = "it is made for Chrome 112, Firefox 114, Safari 16.4 and later";
const FILE =
  "it was opened as a file, and browsers load no modules from files. Serve the folder that it is in, with " +
  "“python3 build.py serve” or any other web server, and open the address of that; or open the one file that " +
  "“python3 build.py standalone” makes";
const SANDBOX =
  "it is in a frame without an origin of its own (sandbox), and its server does not let such pages load scripts: " +
  "it would have to send “Access-Control-Allow-Origin: *”, or the frame to have allow-same-origin";

addEventListener(
  "error",
  ({ target, message }) => {
    if (target instanceof HTMLScriptElement) void whyNot(target.src).then(tell);
    else if (message) tell(`its script cannot run here: ${message}; ${BROWSERS}`);
  },
  true, // what fails to load tells nobody above it
);

/** Why a module did not load. @param {string} src @returns {Promise<string>} */
async function whyNot(src) {
  if (location.protocol === "file:") return FILE;
  for (const url of await withImports(new URL(src))) {
    const fault = await scriptFault(url);
    if (fault && globalThis.origin === "null") return SANDBOX;
    if (fault) return `wanted ${url.pathname}, but ${fault}`;
  }
  return `its script did not load; ${BROWSERS}`;
}

/** A module, and all that it imports at once. @param {URL} first @returns {Promise<Set<URL>>} */
async function withImports(first) {
  const found = new Map([[first.href, first]]);
  for (const url of found.values()) {
    const code = await fetch(url).then(
      (response) => (response.ok ? response.text() : ""),
      () => "",
    );
    for (const [, path] of code.matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+)"/g)) {
      const next = new URL(path, url);
      found.set(next.href, next);
    }
  }
  return new Set(found.values());
}

/** @param {string} cause */
function tell(cause) {
  const place = document.querySelector('[data-part="unstarted"]');
  if (!place && document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => tell(cause), { once: true });
  } else if (place && !place.classList.contains("is-told")) {
    place.textContent = `This page has not started: ${cause}.`;
    place.classList.add("is-told");
    place.setAttribute("role", "alert");
  }
}
