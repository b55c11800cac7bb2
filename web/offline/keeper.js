/**
 * What the service worker keeps, and answers with. A file that is not as large as the build made it is neither kept nor
 * answered with: it is fetched again.
 *
 * @typedef {"all" | "python" | string[]} Kept  what is to be kept: a wish that holds for builds to come, or addresses
 *
 * @typedef {object} Surroundings
 * @property {string} scope  the site's address
 * @property {CacheStorage} caches
 * @property {(request: Request | string) => Promise<Response>} fetch
 * @property {Record<string, Record<string, number>>} parts  the bytes of each file of each folder below parts/
 * @property {string[]} spare  the names of files that are seldom fetched: kept only when they were
 * @property {string[]} pages
 */

const SLOW_MS = 4000; // when a page does not come for so long, the one that was kept is shown
const WISHES = /** @type {const} */ (["all", "python"]);

/** @param {Surroundings} surroundings */
export function createKeeper({ scope, caches, fetch, parts, spare, pages }) {
  /** The bytes of every file below parts/, by its address from the site's. @type {Map<string, number>} */
  const sizes = new Map();
  for (const [folder, files] of Object.entries(parts)) {
    for (const [name, size] of Object.entries(files)) sizes.set(folder + name, size);
  }
  const src = Object.keys(parts).find((folder) => folder.endsWith("/src/")) ?? "";
  const isPython = (/** @type {string} */ path) => path.includes("/pyodide/") || path.includes("/python/");
  const isSpare = (/** @type {string} */ path) => spare.includes(path.slice(path.lastIndexOf("/") + 1));
  const all = [...pages, ...[...sizes.keys()].filter((path) => !isPython(path))];
  const python = [...sizes.keys()].filter((path) => isPython(path) && !isSpare(path));
  const stores = { parts: `microgpt parts ${scope}`, pages: `microgpt pages ${src} ${scope}` };
  const wishAt = (/** @type {string} */ wish) => `${scope}parts/?${wish}`;
  const urlOf = (/** @type {string} */ path) => new URL(path, scope).href;

  /** An address from that of the site; null if it is not of the site. @param {string} url */
  function pathOf(url) {
    const { origin, pathname } = new URL(url);
    const plain = origin + pathname;
    return plain.startsWith(scope) ? plain.slice(scope.length) : null;
  }

  /** The page that an address means: with or without its suffix, as hosts have it. @param {string} path */
  function pageAt(path) {
    return pages.find((page) => page === path || page === `${path}.html` || (path === "" && page === "index.html"));
  }

  /**
   * What was kept, if it is whole.
   *
   * @param {string} path
   * @returns {Promise<Response | null>}
   */
  async function kept(path) {
    const found = await match(path);
    if (!found || isPage(path)) return found;
    const bytes = await found.arrayBuffer().catch(() => null);
    if (bytes && bytes.byteLength === (sizes.get(path) ?? bytes.byteLength)) return new Response(bytes, found);
    await forget(path);
    return null;
  }

  const isPage = (/** @type {string} */ path) => pages.includes(path);
  const storeOf = (/** @type {string} */ path) => caches.open(isPage(path) ? stores.pages : stores.parts);

  /** A store that cannot be read is an empty one. @param {string} path @returns {Promise<Response | null>} */
  async function match(path) {
    try {
      return (await (await storeOf(path)).match(urlOf(path), { ignoreVary: true })) ?? null;
    } catch {
      return null;
    }
  }

  /** @param {string} path */
  async function forget(path) {
    await (await storeOf(path)).delete(urlOf(path), { ignoreVary: true }).catch(() => false);
  }

  /**
   * Keep an answer, if it is the file that the build made; of a page: one that names this build's scripts, for a host
   * may add something to it. Whether it was.
   *
   * @param {string} path
   * @param {Response} response
   */
  async function put(path, response) {
    if (!response.ok) return false;
    const bytes = await response.arrayBuffer();
    const isOurs = isPage(path) ? new TextDecoder().decode(bytes).includes(src) : bytes.byteLength === sizes.get(path);
    if (!isOurs) return false;
    const headers = new Headers(response.headers);
    for (const each of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(each);
    await (await storeOf(path)).put(urlOf(path), new Response(bytes, { headers })); // anew: not as one redirected
    return true;
  }

  /** Fetch and keep, unless it is kept already; whether it is then. @param {string} path */
  async function fetched(path) {
    if (!isPage(path) && (await kept(path))) return true;
    return put(path, await fetch(urlOf(path)));
  }

  /**
   * Keep these, one after the other, so as to leave the network to others.
   *
   * @param {Kept} wanted
   */
  async function keep(wanted) {
    const isWish = typeof wanted === "string";
    if (isWish && !WISHES.includes(wanted)) return;
    if (isWish) await (await caches.open(stores.parts)).put(wishAt(wanted), new Response(wanted));
    const paths = isWish ? { all, python }[wanted] : wanted.flatMap((url) => named(url));
    for (const path of paths) await fetched(path);
  }

  /** What of the site a page has fetched. @param {string} url */
  function named(url) {
    const path = pathOf(url) ?? "/";
    const page = pageAt(path);
    if (page) return [page];
    return sizes.has(path) ? [path] : [];
  }

  /** @param {string} path @param {Request} request @param {(promise: Promise<unknown>) => void} after */
  async function answerPart(path, request, after) {
    const found = await kept(path);
    if (found) return found;
    const response = await fetch(request);
    if (sizes.has(path) && response.ok) after(put(path, response.clone()).catch(() => false));
    return response;
  }

  /** @param {string} page @param {Request} request @param {(promise: Promise<unknown>) => void} after */
  async function answerPage(page, request, after) {
    const coming = fetch(request).then((response) => {
      if (response.ok) after(put(page, response.clone()).catch(() => false));
      return response;
    });
    coming.catch(() => {}); // told when it is waited for
    const before = await kept(page);
    if (!before) return coming;
    const slow = new Promise((resolve) => setTimeout(resolve, SLOW_MS, null));
    const response = await Promise.race([coming, slow]).catch(() => null);
    return response && response.status < 500 ? response : before;
  }

  /** What is kept is kept in the order in which it was asked for. */
  let queue = Promise.resolve();

  return {
    /** Where the scripts of its build lie: pages tell by it which worker is theirs. */
    src,
    /** Keep what is wanted, as far as that goes: without a network, or space, the next visit tries. */
    keep(/** @type {Kept} */ wanted) {
      queue = queue.then(() => keep(wanted)).catch(() => {});
      return queue;
    },

    /** Keep as much of this build as was kept of the one before; rejects if it cannot all be had now. */
    async keepAsBefore() {
      const store = await caches.open(stores.parts);
      for (const wish of WISHES) {
        if (!(await store.match(wishAt(wish)))) continue;
        for (const path of wish === "all" ? all : python) {
          if (!(await fetched(path))) throw new Error(`wanted ${path} of this build, but something else came`);
        }
      }
    },

    /** Throw away what other builds have left. */
    async tidy() {
      const ours = (/** @type {string} */ name) => name.startsWith("microgpt pages ") && name.endsWith(` ${scope}`);
      for (const name of await caches.keys()) if (ours(name) && name !== stores.pages) await caches.delete(name);
      const store = await caches.open(stores.parts);
      for (const { url } of await store.keys()) {
        const isWish = WISHES.some((wish) => url === wishAt(wish));
        if (!isWish && !sizes.has(pathOf(url) ?? "")) await store.delete(url);
      }
    },

    /**
     * The answer to a request; null if that is left to the network.
     *
     * @param {Request} request
     * @param {(promise: Promise<unknown>) => void} after  takes what is done after the answer
     * @returns {Promise<Response> | null}
     */
    answer(request, after) {
      const path = request.method === "GET" ? pathOf(request.url) : null;
      if (path === null) return null;
      const page = pageAt(path);
      if (page && request.mode === "navigate") return answerPage(page, request, after);
      return path.startsWith("parts/") ? answerPart(path, request, after) : null;
    },
  };
}
