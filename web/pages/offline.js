/**
 * Has the service worker keep what a page needs, so that it comes up at once the next time, and without a network.
 * That is for later: nothing waits for it, and where there can be none (in a sandbox, without storage, without https)
 * that is not told of.
 *
 * @import {Board} from "../state/board.js"
 * @import {Kept} from "../offline/keeper.js"
 */

import { effect } from "@preact/signals-core";
import { keeperUrl, srcPath } from "../wire/assets.js";

const SOON_MS = 500;

/** Whoever has asked for few bytes gets no more kept than was fetched. */
const isSaving = () => /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;

/**
 * Keep what this page has fetched, and Python once it is up; `all`: the rest of the site, too, but for Python.
 *
 * @param {Board} board
 * @param {{all: boolean}} wanted
 */
export function keepForLater({ state, signal }, { all }) {
  const isServed = /^https?:$/.test(location.protocol) && globalThis.origin === keeperUrl().origin;
  if (!isServed || !isSecureContext) return;
  /** @type {Kept[]} */
  const asked = [];
  let tell = (/** @type {Kept} */ _) => {};
  const ask = (/** @type {Kept} */ kept) => {
    if (asked.includes(kept)) return;
    asked.push(kept);
    tell(kept);
  };
  whenLoaded(async () => {
    const registration = await registered();
    if (!registration || signal.aborted) return;
    tell = (keep) => {
      const { installing, waiting, active } = registration;
      for (const worker of [installing, waiting, active]) worker?.postMessage({ src: srcPath(), keep });
    };
    asked.unshift([location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)]);
    asked.forEach(tell);
    registration.addEventListener("updatefound", () => asked.forEach(tell), { signal }); // which may be of our build
    const stop = effect(() => {
      const { kind } = state.value.host.python;
      if (kind === "ready") ask("python");
      if (kind !== "loading" && all && !isSaving()) ask("all");
    });
    signal.addEventListener("abort", stop);
  });
}

/** Once the page has what it begins with, and has nothing to do. @param {() => void} act */
function whenLoaded(act) {
  // not every browser tells when it is idle
  const later = () => ("requestIdleCallback" in globalThis ? requestIdleCallback(act) : setTimeout(act, SOON_MS));
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

/** The service worker's registration; undefined where the browser has none for us. */
async function registered() {
  try {
    const address = keeperUrl().href;
    const policy = globalThis.trustedTypes?.createPolicy("microgpt-offline", { createScriptURL: (each) => each });
    return await navigator.serviceWorker.register(/** @type {string} */ (policy?.createScriptURL(address) ?? address));
  } catch {
    return undefined;
  }
}
