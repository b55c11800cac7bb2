/** Ends the service worker of a site: whoever wants that serves this file as sw.js. It takes what was kept along. */

const worker = /** @type {any} */ (self);

worker.addEventListener("install", () => worker.skipWaiting());

worker.addEventListener("activate", (/** @type {{waitUntil: (promise: Promise<unknown>) => void}} */ event) => {
  const { scope } = worker.registration;
  const ours = (/** @type {string} */ name) => name.startsWith("microgpt ") && name.endsWith(` ${scope}`);
  const ended = caches.keys().then((names) => Promise.all(names.filter(ours).map((name) => caches.delete(name))));
  event.waitUntil(ended.then(() => worker.registration.unregister()));
});
