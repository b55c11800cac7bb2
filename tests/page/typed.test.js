import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { runOf } from "../../web/state/link.js";
import { newPage, reduce } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { createStore } from "../../web/state/store.js";
import { keepTyped } from "../../web/state/typed.js";

/** What a tab remembers. @type {Map<string, string>} */
let kept = new Map();
Object.defineProperty(globalThis, "sessionStorage", {
  value: {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  },
});

beforeEach(() => {
  kept = new Map();
});

/** A page that is opened at an address. @param {string} hash */
function opened(hash) {
  const store = createStore(reduce, newPage([newRun("main", { told: runOf(hash) })], []));
  keepTyped(/** @type {any} */ ({ ...store, signal: new AbortController().signal }), "main");
  return { ...store, setup: () => store.state.value.runs.main.setup };
}

test("what is typed for the next run is there again after a reload, refused or not", () => {
  const { dispatch, setup } = opened("#");
  dispatch({ type: "setting-set", run: "main", name: "n_embd", value: "fifteen" });
  dispatch({ type: "setup-set", run: "main", setup: { text: "ada\nbea" } });
  assert.deepEqual(opened("#doc=emma&step=3").setup(), setup());
  assert.deepEqual(setup().settings, { n_embd: "fifteen" });
});

test("a link to another run says itself what stands in the form", () => {
  const { dispatch } = opened("#");
  dispatch({ type: "setting-set", run: "main", name: "n_embd", value: 8 });
  assert.deepEqual(opened("#seed=7").setup().settings, {});
  assert.deepEqual(opened("#done=5").setup().settings, { n_embd: 8 }, "the same one, trained on");
});

test("documents that are too long to be kept so leave the settings in their place", () => {
  const { dispatch } = opened("#");
  dispatch({ type: "setup-set", run: "main", setup: { text: "a".repeat(600_000), settings: { n_layer: 2 } } });
  const { text, settings } = opened("#").setup();
  assert.deepEqual([text, settings], [null, { n_layer: 2 }]);
});

test("a browser that keeps nothing, or something else, begins anew", () => {
  kept.set("microgpt next run", "{");
  assert.deepEqual(opened("#").setup().settings, {});
});

test("how a run is set up that is compared is there again after a reload, unless its documents are too long", () => {
  const { dispatch } = opened("#");
  dispatch({ type: "setting-set", run: "main", name: "n_head", value: 1 });
  dispatch({ type: "compare-asked", run: "main" });
  dispatch({ type: "setting-set", run: "main", name: "n_head", value: 2 });
  const { compared, setup } = opened("#").state.value.runs.main;
  assert.deepEqual([compared?.setup.settings, setup.settings], [{ n_head: 1 }, { n_head: 2 }]);
  assert.equal(opened("#seed=7").state.value.runs.main.compared, null, "it was beside another");
  dispatch({ type: "setup-set", run: "main", setup: { text: "a".repeat(600_000) } });
  dispatch({ type: "compare-asked", run: "main" });
  assert.equal(opened("#").state.value.runs.main.compared, null);
});
