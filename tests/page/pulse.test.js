import assert from "node:assert/strict";
import { test } from "node:test";
import { createPulse } from "../../web/wire/pulse.js";

/**
 * A pulse whose clock the test moves: how often it asked, and took for dead.
 *
 * @param {import("node:test").TestContext} context
 */
function pulse({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const told = { pings: 0, deaths: 0 };
  /** @type {() => void} */
  let answer = () => {};
  const made = createPulse({
    ping() {
      told.pings += 1;
      answer();
    },
    onSilence() {
      told.deaths += 1;
    },
  });
  const answers = (/** @type {boolean} */ whether) => {
    answer = whether ? () => made.heard(false) : () => {};
  };
  const seconds = (/** @type {number} */ count) => {
    for (let second = 0; second < count; second++) mock.timers.tick(1000);
  };
  return { ...made, told, answers, seconds };
}

test("a worker that answers lives, however long", (context) => {
  const it = pulse(context);
  it.answers(true);
  it.seconds(3600);
  assert.equal(it.told.deaths, 0);
});

test("one that falls silent is dead some ten seconds later, once", (context) => {
  const it = pulse(context);
  it.heard(false);
  it.answers(true);
  it.seconds(20);
  it.answers(false);
  it.seconds(9);
  assert.equal(it.told.deaths, 0);
  it.seconds(5);
  assert.equal(it.told.deaths, 1);
  it.seconds(600);
  assert.equal(it.told.deaths, 1);
});

test("one that is busy is not taken for dead for minutes, and answers when it is done", (context) => {
  const it = pulse(context);
  it.heard(true);
  it.seconds(20);
  assert.equal(it.told.deaths, 0);
  it.seconds(250);
  assert.equal(it.told.deaths, 0);
  it.heard(false);
  it.answers(true);
  it.seconds(60);
  assert.equal(it.told.deaths, 0);
});

test("one that dies while it is busy is noticed in the end", (context) => {
  const it = pulse(context);
  it.heard(true);
  it.seconds(310);
  assert.equal(it.told.deaths, 1);
});

test("when it is stopped nobody is asked any more", (context) => {
  const it = pulse(context);
  it.stop();
  it.seconds(600);
  assert.deepEqual(it.told, { pings: 0, deaths: 0 });
});
