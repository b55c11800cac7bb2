/** A Python that several frames share: who waits for it, and for how long. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { openShared } from "../../web/wire/shared.js";

const MINUTE = 60_000;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Ports, locks and workers as a browser has them, of which only those are there that a test wants. */
function browserWith(/** @type {{isAlive: boolean}} */ { isAlive }) {
  const made = { shared: /** @type {any[]} */ ([]), own: 0 };
  const worker = class {
    constructor(/** @type {string} */ _, /** @type {{name: string}} */ { name }) {
      const port = { onmessage: (/** @type {object} */ _) => {}, postMessage() {}, close() {} };
      Object.assign(this, { port, name });
      made.shared.push(this);
    }
    addEventListener() {}
  };
  const own = class {
    constructor() {
      made.own += 1;
    }
    addEventListener() {}
    postMessage() {}
    terminate() {}
  };
  const locks = { query: async () => ({ held: isAlive ? made.shared.map(({ name }) => ({ name })) : [] }) };
  const stubs = { SharedWorker: worker, Worker: own, BroadcastChannel: undefined, addEventListener() {} };
  Object.assign(globalThis, { origin: "https://here", ...stubs });
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  return made;
}

/** Let time pass, and what waits for it happen. @param {number} ms */
async function pass(ms) {
  for (let left = ms; left > 0; left -= 1000) {
    mock.timers.tick(1000);
    await settled();
  }
}

for (const isAlive of [true, false]) {
  test(`a shared worker that says nothing is ${isAlive ? "waited for as long as it lives" : "given up"}`, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const made = browserWith({ isAlive });
    /** @type {any[]} */
    const heard = [];
    const end = openShared(new URL("https://here/worker.js"), { hear: (said) => heard.push(said), die() {} });
    await pass(3 * MINUTE);
    assert.equal(made.shared.length, 1);
    assert.equal(made.own, isAlive ? 0 : 1); // a second Python
    if (isAlive) {
      made.shared[0].port.onmessage({ data: { event: "born" } });
      assert.deepEqual(heard, [{ event: "born" }]);
    }
    end.end();
    mock.timers.reset();
  });
}
