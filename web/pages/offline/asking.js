/**
 * What a page asks of the service worker, as soon as it is to be had.
 *
 * @import {Kept} from "../../offline/keeper.js"
 * @import {Board} from "../../state/board.js"
 */

import { effect } from "@preact/signals-core";
import { keeperUrl, srcPath } from "../../wire/assets.js";

/** Whoever has asked for few bytes gets no more kept than was fetched. */
const isSaving = () => /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;

/**
 * @param {Board} board
 * @param {{all: boolean}} wanted  whether all of the site is to be kept, but for Python, or what was fetched of it
 */
export async function askToKeep({ state, signal }, { all }) {
  if (keeperUrl().origin !== location.origin) return; // in a page that holds all of the site there is none
  const registration = await registered();
  if (signal.aborted) return;
  const fetched = [location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)];
  /** @type {Kept[]} */
  const asked = [fetched];
  const tell = (/** @type {Kept} */ keep) => {
    const { installing, waiting, active } = registration;
    for (const worker of [installing, waiting, active]) worker?.postMessage({ src: srcPath(), keep });
  };
  const ask = (/** @type {Kept} */ keep) => {
    if (asked.includes(keep)) return;
    asked.push(keep);
    tell(keep);
  };
  tell(fetched);
  registration.addEventListener("updatefound", () => asked.forEach(tell), { signal }); // which may be of our build
  const stop = effect(() => {
    const { kind } = state.value.host.python;
    if (kind === "ready") ask("python");
    if (kind !== "loading" && all && !isSaving()) ask("all");
  });
  signal.addEventListener("abort", stop);
}

/** The service worker's registration; rejects where the browser has none for us. */
function registered() {
  const address = keeperUrl().href;
  const policy = globalThis.trustedTypes?.createPolicy("microgpt-offline", { createScriptURL: (each) => each });
  return navigator.serviceWorker.register(/** @type {string} */ (policy?.createScriptURL(address) ?? address));
}
