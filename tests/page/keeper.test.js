/** What the service worker keeps and answers with, on stores and a network of the test's own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeeper } from "../../web/offline/keeper.js";

const SCOPE = "https://host.example/some/where/";
const PAGES = ["embed.html", "index.html", "lab.html"];

/** A build: its files, those below parts/ and the pages, which name its scripts. @param {string} letter */
function built(letter) {
  const src = `parts/${letter}/src/`;
  const files = {
    [`${src}index.js`]: `${letter} index`,
    [`${src}worker.js`]: `${letter} worker`,
    [`parts/${letter}/python/memory.bin`]: `${letter} memory`,
    [`parts/${letter}/python/session.zip`]: `${letter} session`,
    "parts/0/pyodide/pyodide.asm.wasm": "wasm",
    ...Object.fromEntries(PAGES.map((page) => [page, `${page} with ${src}index.js`])),
  };
  /** @type {Record<string, Record<string, number>>} */
  const parts = {};
  for (const [path, content] of Object.entries(files)) {
    const at = path.lastIndexOf("/") + 1;
    if (!path.startsWith("parts/")) continue;
    parts[path.slice(0, at)] ??= {};
    parts[path.slice(0, at)][path.slice(at)] = content.length;
  }
  return { src, files, parts };
}

/** As much of the browser's CacheStorage as is used. */
function storage() {
  /** @type {Map<string, Map<string, Response>>} */
  const stores = new Map();
  const caches = {
    async open(/** @type {string} */ name) {
      const store = stores.get(name) ?? new Map();
      stores.set(name, store);
      return {
        match: async (/** @type {string} */ url) => store.get(url)?.clone(),
        put: async (/** @type {string} */ url, /** @type {Response} */ response) => void store.set(url, response),
        delete: async (/** @type {string} */ url) => store.delete(url),
        keys: async () => [...store.keys()].map((url) => ({ url })),
      };
    },
    keys: async () => [...stores.keys()],
    delete: async (/** @type {string} */ name) => stores.delete(name),
  };
  const held = () =>
    [...stores.values()].flatMap((store) => [...store.keys()].map((url) => url.slice(SCOPE.length))).sort();
  return { caches: /** @type {any} */ (caches), stores, held };
}

/** A host of a build, which can be changed, and what it was asked for. @param {ReturnType<typeof built>} build */
function network(build) {
  const host = {
    build,
    isUp: true,
    /** @type {Record<string, () => Response | Promise<Response>>} */ instead: {},
    /** @type {string[]} */ asked: [],
    async fetch(/** @type {any} */ request) {
      const path = (request.url ?? request).slice(SCOPE.length) || "index.html";
      host.asked.push(path);
      if (!host.isUp) throw new TypeError("Failed to fetch");
      if (host.instead[path]) return host.instead[path]();
      const content = host.build.files[path];
      return content === undefined ? new Response("", { status: 404 }) : new Response(content);
    },
  };
  return host;
}

/** @param {string} letter */
function begun(letter = "a") {
  const build = built(letter);
  const store = storage();
  const host = network(build);
  return { build, store, host, ...keeperOf(build, store, host) };
}

/**
 * @param {ReturnType<typeof built>} build
 * @param {ReturnType<typeof storage>} store
 * @param {ReturnType<typeof network>} host
 */
function keeperOf({ parts }, { caches }, { fetch }) {
  const keeper = createKeeper({ scope: SCOPE, caches, fetch, parts, spare: ["session.zip"], pages: PAGES });
  /** What is answered, when all that follows is done; undefined if it is left to the network. */
  const got = async (/** @type {string} */ path, /** @type {string} */ mode = "cors") => {
    /** @type {Promise<unknown>[]} */
    const after = [];
    const request = /** @type {any} */ ({ method: "GET", mode, url: SCOPE + path });
    const response = await keeper.answer(request, (promise) => after.push(promise));
    await Promise.all(after);
    return response?.text();
  };
  return { keeper, got, visited: (/** @type {string} */ path) => got(path, "navigate") };
}

test("what was fetched once is answered with from then on", async () => {
  const { got, host, build } = begun();
  assert.equal(await got(`${build.src}index.js`), "a index");
  host.isUp = false;
  assert.equal(await got(`${build.src}index.js`), "a index");
  assert.equal(await got(`${build.src}index.js?again`), "a index");
  assert.deepEqual(host.asked, [`${build.src}index.js`]);
});

test("what is not as large as the build made it is not kept", async () => {
  const { got, host, build, store } = begun();
  const path = `${build.src}index.js`;
  host.instead[path] = () => new Response("a in");
  assert.equal(await got(path), "a in"); // the page sees what came, and says so
  assert.deepEqual(store.held(), []);
  host.instead[path] = () => new Response("a index", { status: 503 });
  await got(path);
  assert.deepEqual(store.held(), []);
});

test("what was kept and is damaged is fetched again", async () => {
  const { got, host, build, store } = begun();
  const path = `${build.src}index.js`;
  await got(path);
  for (const each of store.stores.values()) each.set(SCOPE + path, new Response("a i"));
  assert.equal(await got(path), "a index");
  assert.equal(host.asked.length, 2);
  assert.equal(await got(path), "a index");
  assert.equal(host.asked.length, 2, "and is whole again");
});

test("a store that cannot be read or written is as if it were empty", async () => {
  const { build, host } = begun();
  const refuses = () => Promise.reject(new DOMException("no", "SecurityError"));
  const caches = { open: refuses, keys: refuses };
  const { got, visited, keeper } = keeperOf(build, /** @type {any} */ ({ caches }), host);
  assert.equal(await got(`${build.src}index.js`), "a index");
  assert.equal(await visited("lab.html"), build.files["lab.html"]);
  await keeper.keep("all");
});

test("a page comes from the network, and from what was kept when there is none", async () => {
  const { visited, host, build } = begun();
  assert.equal(await visited("lab.html"), build.files["lab.html"]);
  host.isUp = false;
  assert.equal(await visited("lab.html#cursor=3"), build.files["lab.html"]);
  assert.equal(await visited("lab"), build.files["lab.html"], "as some hosts shorten it");
  await assert.rejects(visited("index.html"), /Failed to fetch/);
  host.isUp = true;
  host.instead["lab.html"] = () => new Response("Bad Gateway", { status: 502 });
  assert.equal(await visited("lab.html"), build.files["lab.html"]);
  host.instead["lab.html"] = () => new Response("gone", { status: 404 });
  assert.equal(await visited("lab.html"), "gone");
});

test("the site's own address is the article", async () => {
  const { visited, host, build } = begun();
  await visited("");
  host.isUp = false;
  assert.equal(await visited("index.html"), build.files["index.html"]);
  assert.equal(await visited(""), build.files["index.html"]);
});

test("a page that is long in coming is shown as it was kept", async (t) => {
  const { visited, host, build } = begun();
  await visited("lab.html");
  t.mock.timers.enable({ apis: ["setTimeout"] });
  host.instead["lab.html"] = () => new Promise(() => {});
  const shown = visited("lab.html");
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(4000);
  assert.equal(await shown, build.files["lab.html"]);
});

test("the page of another build is shown and not kept among the files of this one", async () => {
  const { visited, host, build } = begun();
  await visited("lab.html");
  host.build = built("b");
  assert.equal(await visited("lab.html"), host.build.files["lab.html"]);
  host.isUp = false;
  assert.equal(await visited("lab.html"), build.files["lab.html"]);
});

test("files of a build that is no longer there come from what was kept, or not at all", async () => {
  const { got, keeper, host, build } = begun();
  await keeper.keep("all");
  host.build = built("b");
  assert.equal(await got(`${build.src}worker.js`), "a worker");
  assert.equal(await got(`${host.build.src}worker.js`), "b worker");
  assert.equal(await got("parts/0/pyodide/pyodide.asm.wasm"), "wasm", "which both have");
});

test("all is all but Python, which is kept once it was started, but for what it did not need", async () => {
  const { got, keeper, store, build } = begun();
  await keeper.keep("all");
  const python = ["parts/0/pyodide/pyodide.asm.wasm", "parts/a/python/memory.bin"];
  const spare = "parts/a/python/session.zip";
  const wanted = Object.keys(build.files).filter((path) => path !== spare && !python.includes(path));
  assert.deepEqual(store.held(), [...wanted, "parts/?all"].sort());
  await keeper.keep("python");
  assert.deepEqual(store.held(), [...wanted, ...python, "parts/?all", "parts/?python"].sort());
  await got(spare);
  assert.ok(store.held().includes(spare), "which was asked for");
});

test("what a page has fetched is kept, and nothing else that it names", async () => {
  const { keeper, store, build } = begun();
  const named = [
    `${SCOPE}lab.html#doc=emma`,
    `${SCOPE}${build.src}index.js`,
    `${SCOPE}other.png`,
    "https://else.where/",
  ];
  await keeper.keep(named);
  assert.deepEqual(store.held(), ["lab.html", `${build.src}index.js`]);
  await keeper.keep(/** @type {any} */ ("everything"));
  assert.equal(store.held().length, 2);
});

test("the next build keeps as much as the one before, then throws its files away", async () => {
  const { keeper, store, host } = begun();
  await keeper.keep("all");
  const next = built("b");
  const second = keeperOf(next, store, host);
  await assert.rejects(second.keeper.keepAsBefore(), /wanted embed.html of this build, but something else came/);
  assert.ok(store.held().includes("parts/a/src/index.js"), "which is still whole");
  host.build = next;
  await second.keeper.keepAsBefore();
  await second.keeper.tidy();
  const wanted = Object.keys(next.files).filter((path) => !path.includes("py"));
  assert.deepEqual(store.held(), [...wanted, "parts/?all"].sort());
  host.isUp = false;
  assert.equal(await second.visited("lab.html"), next.files["lab.html"]);
});

test("a build finds nothing to keep of a reader who has only seen an embedded figure", async () => {
  const { keeper, store, host, build } = begun();
  await keeper.keep([`${SCOPE}embed.html`, `${SCOPE}${build.src}index.js`]);
  host.asked.length = 0;
  await keeperOf(built("b"), store, host).keeper.keepAsBefore();
  assert.deepEqual(host.asked, []);
});

test("what other sites of the same host have kept stays", async () => {
  const { keeper, store } = begun();
  const others = [
    "microgpt parts https://host.example/",
    "microgpt pages parts/z/src/ https://host.example/else/",
    "x",
  ];
  for (const name of others) await (await store.caches.open(name)).put(`${SCOPE}parts/z/src/a.js`, new Response(""));
  await keeper.keep("python");
  await keeper.tidy();
  for (const name of others) assert.equal(store.stores.get(name)?.size, 1, name);
});

test("what is not of the site, and what is sent to it, is left to the network", () => {
  const { keeper, build } = begun();
  const answer = (/** @type {string} */ url, method = "GET") =>
    keeper.answer(/** @type {any} */ ({ method, mode: "cors", url }), () => {});
  assert.equal(answer("https://host.example/parts/a/src/index.js"), null);
  assert.equal(answer("https://else.where/some/where/parts/a/src/index.js"), null);
  assert.equal(answer(`${SCOPE}favicon.svg`), null);
  assert.equal(answer(`${SCOPE}examples/lab.html`), null);
  assert.equal(answer(`${SCOPE}${build.src}index.js`, "POST"), null);
});
