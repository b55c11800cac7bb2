/**
 * Has the service worker keep what a page needs, so that it comes up at once the next time, and without a network.
 * That is for later: nothing waits for it, and where there can be none (in a sandbox, without storage, without https)
 * that is not told of.
 *
 * @import {Board} from "../state/board.js"
 */

const SOON_MS = 500;

/**
 * Keep what this page has fetched, and Python once it is up; `all`: the rest of the site, too, but for Python.
 *
 * @param {Board} board
 * @param {{all: boolean}} wanted
 */
export function keepForLater(board, wanted) {
  if (!("serviceWorker" in navigator) || globalThis.origin !== location.origin) return;
  const ask = () =>
    void import("./offline/asking.js").then(({ askToKeep }) => askToKeep(board, wanted)).catch(() => {});
  // once the page has what it begins with, and has nothing to do; not every browser tells when that is
  const later = () => ("requestIdleCallback" in globalThis ? requestIdleCallback(ask) : setTimeout(ask, SOON_MS));
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
