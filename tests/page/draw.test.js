import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clock, digits, duration, exact, fixed, megabytes, tokenText, whole } from "../../web/draw/format.js";
import { KEYMAP } from "../../web/draw/keymap.js";
import { between, diverging, rgbOf, sequential } from "../../web/draw/palette.js";

describe("numbers are written as a reader expects", () => {
  const CASES = /** @type {[string, string][]} */ ([
    [fixed(-1.005, 1), "−1.0"],
    [fixed(2.345), "2.35"],
    [fixed(0), "0.00"],
    [exact(0), "0.00000"],
    [exact(-0.5), "−0.500000"],
    [exact(1.23456789e-7), "1.23457e−7"],
    [exact(12345678), "1.23457e+7"],
    [digits(0), "0"],
    [digits(0, true), "0"],
    [digits(0.25), "0.2500"],
    [digits(0.25, true), "+0.2500"],
    [digits(-0.25, true), "−0.2500"],
    [digits(1234.56), "1235"],
    [digits(0.0001), "0.0001000"],
    [digits(0.00009999), "9.999e−5"],
    [digits(-123456), "−1.235e+5"],
    [whole(1234567), "1,234,567"],
    [clock(0), "0:00"],
    [clock(59.2), "1:00"],
    [clock(125), "2:05"],
    [clock(3725), "1:02:05"],
    [duration(0.0046), "4.6 ms"],
    [duration(0.172), "172 ms"],
    [duration(2.14), "2.1 s"],
    [megabytes(12345678), "12.3 MB"],
    [tokenText("<BOS>"), "BOS"],
    [tokenText("<"), "<"],
    [tokenText(" "), "␣"],
    [tokenText("a"), "a"],
  ]);
  for (const [text, wanted] of CASES) test(wanted, () => assert.equal(text, wanted));
});

describe("colour scales", () => {
  const [PAPER, RED, BLUE] = ["rgb(250, 240, 230)", "rgb(200, 0, 0)", "rgb(0, 0, 200)"];
  const signed = diverging(RED, PAPER, BLUE);
  const share = sequential(PAPER, BLUE);

  test("zero is paper", () => {
    assert.deepEqual(signed.pixel(0, 3), [250, 240, 230]);
    assert.deepEqual(share.pixel(0, 1), [250, 240, 230]);
    assert.equal(signed.css(-0, 3), PAPER);
  });

  test("the greatest is the colour at the end, on either side, and so is what is greater", () => {
    for (const value of [3, 4, Number.POSITIVE_INFINITY]) {
      assert.deepEqual(signed.pixel(value, 3), [0, 0, 200]);
      assert.deepEqual(signed.pixel(-value, 3), [200, 0, 0]);
    }
    assert.equal(share.css(1, 1), BLUE);
  });

  test("where all numbers are zero everything is paper", () => {
    assert.equal(signed.css(0, 0), PAPER);
    assert.equal(signed.css(5, 0), PAPER);
  });

  test("a greater number never has a paler colour", () => {
    let before = signed.pixel(0, 1);
    for (let value = 0.02; value <= 1; value += 0.02) {
      const now = signed.pixel(value, 1);
      assert.ok(now[0] <= before[0] && now[1] <= before[1], `${value}`);
      assert.equal(signed.css(value, 1), `rgb(${now.join(", ")})`);
      before = now;
    }
  });

  test("the sign is told apart however small the number is shown", () => {
    assert.notDeepEqual(signed.pixel(0.1, 1), signed.pixel(-0.1, 1));
  });

  test("colours are mixed channel by channel", () => {
    assert.deepEqual(between([0, 10, 20], [100, 10, 0], 0.5), [50, 10, 10]);
    assert.deepEqual(between([0, 10, 20], [100, 10, 0], 1), [100, 10, 0]);
    assert.deepEqual(rgbOf("#ff8000"), [255, 128, 0]);
  });
});

test("no two moves have the same key, and every one is said in words", () => {
  const keys = KEYMAP.flatMap((each) => each.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(new Set(KEYMAP.map(({ move }) => move)).size, KEYMAP.length);
  assert.ok(KEYMAP.every(({ shown, text }) => shown && text));
});
