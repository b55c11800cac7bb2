import assert from "node:assert/strict";
import { test } from "node:test";
import { files } from "../../web/state/holdings.js";
import { takenApart, textsIn } from "../../web/state/texts.js";

Object.assign(globalThis, { IDBOpenDBRequest: class {} }); // which only a browser has

const LONG = "ada\n".repeat(50_000);
const FILE = { name: "mine.txt", docs: 50_000, digest: "f00" };
const SETUP = { preset: "microgpt", settings: {}, data: "own" };

/** As much of a database as is used. @param {Map<string, any>} [kept] */
function database(kept = new Map()) {
  const answered = (/** @type {unknown} */ result) => {
    const request = { result, onsuccess: () => {} };
    queueMicrotask(() => request.onsuccess());
    return request;
  };
  const store = {
    put: (/** @type {any} */ text) => answered(kept.set(text.digest, text)),
    get: (/** @type {string} */ digest) => answered(kept.get(digest)),
    getAll: () => answered([...kept.values()]),
    delete: (/** @type {string} */ digest) => answered(kept.delete(digest)),
  };
  return /** @type {any} */ ({ kept, transaction: () => ({ objectStore: () => store }) });
}

test("long documents are taken out of a setup and put back as they were, those of a draft as well", async () => {
  for (const setup of [
    { ...SETUP, text: LONG, file: FILE },
    { ...SETUP, data: "gods", text: null, file: null, draft: { text: LONG, file: FILE } },
  ]) {
    const { setup: short, texts } = takenApart(setup);
    assert.ok(JSON.stringify(short).length < 500);
    const own = database();
    await textsIn(own, files).put(texts);
    assert.deepEqual(await textsIn(own, files).whole(short), setup);
  }
});

test("what is short, or was never read, stays where it is", () => {
  for (const setup of [
    { ...SETUP, text: "ada\nbea", file: FILE },
    { ...SETUP, text: LONG, file: { name: "of a checkpoint", docs: 0 } },
  ]) {
    assert.deepEqual(takenApart(setup), { setup, texts: new Map() });
  }
});

test("of documents that are there no longer nothing is said to be held", async () => {
  const { setup } = takenApart({ ...SETUP, text: LONG, file: FILE });
  assert.deepEqual(await textsIn(database(), files).whole(setup), { ...SETUP, text: null, file: null });
});

test("documents that no run needs are let go, but for the newest", async () => {
  const texts = ["a", "b", "c", "d"].map((digest, at) => [digest, { digest, at, content: new Blob() }]);
  const own = database(new Map(/** @type {any} */ (texts)));
  await textsIn(own, files).thin(new Set(["a"]));
  assert.deepEqual([...own.kept.keys()], ["a", "c", "d"]);
});
