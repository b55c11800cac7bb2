/**
 * The service worker: the site on the second visit, quick and without a network. It lies at the root of the site.
 *
 * What is below parts/ has a digest of its content in its address: once kept it is answered with, whichever build asks.
 * The pages come from the network, and from what was kept when there is none, or a slow one: so nobody sees an old one
 * who can have the new in seconds, and none ever gets another build's files.
 *
 * It keeps what it is asked to (see web/pages/offline.js): files that a page has fetched; "all", but not Python, which
 * is large; "python", when a page has started it. The next build's worker keeps as much before it takes over, and
 * throws away what is no longer of use when it does, which is when no page of the build before is open.
 */

import { createKeeper } from "./keeper.js";

const scope = /** @type {any} */ (self).registration.scope;
const keeper = createKeeper({
  scope,
  caches,
  fetch: (request) => fetch(request),
  parts: SITE_PARTS,
  spare: SPARE,
  pages: SITE_PAGES,
});

/** @typedef {Event & {waitUntil: (promise: Promise<unknown>) => void}} Lasting */
/** @typedef {Lasting & {request: Request, respondWith: (response: Promise<Response>) => void}} Asked */
/** @typedef {Lasting & MessageEvent} Told */

self.addEventListener("install", (event) => {
  /** @type {Lasting} */ (event).waitUntil(keeper.keepAsBefore());
});

self.addEventListener("activate", (event) => {
  const tidied = keeper.tidy().then(() => /** @type {any} */ (self).clients.claim());
  /** @type {Lasting} */ (event).waitUntil(tidied);
});

self.addEventListener("message", (event) => {
  const { data, waitUntil } = /** @type {Told} */ (event);
  if (data?.src === keeper.src) waitUntil.call(event, keeper.keep(data.keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = /** @type {Asked} */ (event);
  const answer = keeper.answer(request, (promise) => /** @type {Asked} */ (event).waitUntil(promise));
  if (answer) /** @type {Asked} */ (event).respondWith(answer);
});
